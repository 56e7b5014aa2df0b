/** Somebody who runs the company, or owns at least a quarter of it. */
export interface CompanyPerson {
  name: string;
  /** `YYYY-MM-DD` */
  birth_date: string;
  /** Where she lives, ISO 3166-1. */
  country: string;
  roles: string[];
  /** Percent, where she owns a part. */
  ownership_percent: number | null;
}

/** What a studio says of its company. */
export interface CompanyFacts {
  legal_name: string;
  registration_number: string;
  tax_id: string | null;
  /** ISO 3166-1 */
  country: string;
  address_lines: string[];
  website: string | null;
  people: CompanyPerson[];
}

/** Who is looked up on sanctions lists: the company as `company`, its people by their place from 0. */
export function namesOf(company: CompanyFacts): { who: string; name: string }[] {
  return [{ who: 'company', name: company.legal_name }, ...company.people.map(({ name }, at) => ({ who: `people[${at}]`, name }))];
}
