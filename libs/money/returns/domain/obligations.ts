import type { RegistrationView } from '#money/tax/queries';
import { lastDay, type Month } from '#platform/kernel/calendar-month';
import { UNNAMED_ENTITY } from '../contracts/queries.js';
import { authorityOf, formOf, type ReturnForm } from './forms.js';

/** Who returns what, from a month on. */
export interface Obligation {
  /** The legal entity that is registered. */
  entity: string;
  form: ReturnForm;
  /** Null: from ever, for ever. */
  from: Month | null;
  until: Month | null;
}

/** The currency that a territory pays in; null where it has none of its own. */
export type CurrencyOf = (territory: string) => string | null;

/** Provinces of Canada with a tax of their own beside the federal one, which is returned to them. */
const OWN_TAX: ReadonlySet<string> = new Set(['CA-QC', 'CA-BC', 'CA-SK', 'CA-MB']);

/** Whose taxes are collected on a registration, as `tax_payable:<jurisdiction>` names them. */
function jurisdictionsOf({ territory, region }: RegistrationView): string[] {
  if (region === null) return [territory];
  return territory === 'CA' ? ['CA', ...(OWN_TAX.has(region) ? [region] : [])] : [region];
}

function covers(registration: RegistrationView, jurisdiction: string): boolean {
  const authority = authorityOf(jurisdiction);
  return jurisdictionsOf(registration).includes(authority) || (registration.region === null && authority.startsWith(`${registration.territory}-`));
}

const formOn = (registration: RegistrationView, jurisdiction: string, currencyOf: CurrencyOf): ReturnForm => formOf(jurisdiction, registration.scheme, currencyOf(registration.territory) ?? 'USD');
const entityOf = ({ entity }: RegistrationView): string => entity ?? UNNAMED_ENTITY;
const earliest = (a: string | null, b: string | null): string | null => (a === null || b === null ? null : a < b ? a : b);
const latest = (a: string | null, b: string | null): string | null => (a === null || b === null ? null : a > b ? a : b);

/** One for each entity and form, over all registrations that lead to it. */
export function obligationsOf(registrations: readonly RegistrationView[], currencyOf: CurrencyOf): Obligation[] {
  const found = new Map<string, Obligation>();
  for (const registration of registrations) {
    const [from, until] = [registration.valid_from?.slice(0, 7) ?? null, registration.valid_to?.slice(0, 7) ?? null];
    for (const jurisdiction of jurisdictionsOf(registration)) {
      const form = formOn(registration, jurisdiction, currencyOf);
      const key = `${entityOf(registration)} ${form.id}`;
      const known = found.get(key);
      found.set(key, known ? { ...known, from: earliest(known.from, from), until: latest(known.until, until) } : { entity: entityOf(registration), form, from, until });
    }
  }
  return [...found.values()];
}

/**
 * By whom and on which form tax of a sale is returned: on the registration that held at the end of the month of the sale, else on any of the place, so that what comes back after a registration has ended goes the
 * way of its sale. Null where nobody is registered.
 */
export function returnedOn(line: { jurisdiction: string; region: string | null; supplied_month: Month }, registrations: readonly RegistrationView[], currencyOf: CurrencyOf): { entity: string; form: ReturnForm } | null {
  const day = lastDay(line.supplied_month);
  const held = (each: RegistrationView): number => Number((each.valid_from === null || each.valid_from <= day) && (each.valid_to === null || each.valid_to >= day));
  const [best] = registrations.filter((each) => covers(each, line.jurisdiction)).sort((a, b) => held(b) - held(a) || Number(b.region === line.region) - Number(a.region === line.region) || (a.id < b.id ? -1 : 1));
  return best ? { entity: entityOf(best), form: formOn(best, line.jurisdiction, currencyOf) } : null;
}
