import { Bool, Country, Day, Instant, ListOf, Num, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { KYB_STATUSES, TAX_FORMS } from '../contracts/words.js';

const PEOPLE_MAX = 20;

export class CompanyPersonTold {
  @Str({ min: 1, max: 200, what: 'As her passport has it' }) name: string;
  @Day({ what: 'When she was born' }) birth_date: string;
  @Country({ what: 'Where she lives, ISO 3166-1' }) country: string;
  @Strs({ min: 1, max: 3, of: ['director', 'owner', 'signatory'], name: 'CompanyRole', what: '`owner`: of a quarter of the company or more' }) roles: string[];
  @Num({ optional: true, nullable: true, min: 0, max: 100, what: 'Percent that she owns' }) ownership_percent?: number | null;
}

export class CompanySubmit {
  @Str({ min: 1, max: 200, what: 'As the register has it' }) legal_name: string;
  @Str({ min: 1, max: 60, what: 'Number in the register of companies' }) registration_number: string;
  @Str({ optional: true, nullable: true, min: 2, max: 30, what: 'VAT or tax number' }) tax_id?: string | null;
  @Country({ what: 'Where it is registered, ISO 3166-1' }) country: string;
  @Strs({ min: 1, max: 6, length: 200, what: 'Its registered address' }) address_lines: string[];
  @Str({ optional: true, nullable: true, max: 300, pattern: /^https:\/\/\S+$/, what: 'Where it shows its games' }) website?: string | null;
  @ListOf(() => CompanyPersonTold, { min: 1, max: PEOPLE_MAX, what: 'Everybody who runs it, signs for it, or owns a quarter or more' }) people: CompanyPersonTold[];
}

export class CompanyPersonRead {
  @Str() name: string;
  @Day() birth_date: string;
  @Country() country: string;
  @Strs({ max: 3, of: ['director', 'owner', 'signatory'], name: 'CompanyRole' }) roles: string[];
  @Num({ nullable: true, what: 'Percent' }) ownership_percent: number | null;
}

export class CompanyRead {
  @Str({ what: 'Id (`kyv_…`)' }) id: string;
  @Str({ what: 'Who submitted it' }) submitted_by: string;
  @Instant() submitted_at: number;
  @Str() legal_name: string;
  @Str() registration_number: string;
  @Str({ nullable: true }) tax_id: string | null;
  @Country() country: string;
  @Strs({ max: 6, length: 200 }) address_lines: string[];
  @Str({ nullable: true }) website: string | null;
  @ListOf(() => CompanyPersonRead, { max: PEOPLE_MAX }) people: CompanyPersonRead[];
}

export class TaxFormRead {
  @OneOf(TAX_FORMS, { name: 'TaxForm' }) kind: string;
  @Str({ what: 'Where the operator keeps it' }) reference: string;
  @Day({ nullable: true }) signed_on: string | null;
  @Day({ nullable: true, what: 'The last day on which it counts; null where it has none' }) valid_until: string | null;
  @Bool({ what: 'Of a W-9: the number on it is known. It is shown nowhere' }) has_tin: boolean;
  @Instant({ nullable: true }) set_at: number | null;
}

export class VerificationRead {
  @Str() studio_id: string;
  @OneOf(KYB_STATUSES, { name: 'KybStatus', what: '`needs_information`: `reason` says what; submit the data again' }) kyb_status: string;
  @Str({ nullable: true, what: 'What the operator says of it' }) reason: string | null;
  @Instant({ nullable: true, what: 'Unix seconds; null before anything was submitted' }) changed_at: number | null;
  @Str({ nullable: true, what: 'The data that were approved; another id than that of `company` while newer ones wait' }) approved_company_id: string | null;
  @Obj(() => CompanyRead, { nullable: true, what: 'The data that were submitted last' }) company: CompanyRead | null;
  @Bool({ what: 'Whether the studio has agreed to the self-billing agreement: nothing is paid out before' }) has_self_billing: boolean;
  @Obj(() => TaxFormRead, { nullable: true, what: 'The tax form that is on file: nothing is paid out before' }) tax_form: TaxFormRead | null;
}
