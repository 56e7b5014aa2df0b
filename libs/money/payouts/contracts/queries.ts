import { Query } from '#platform/kernel/messages';

/** The operator's company that pays the studios, as it is described on that day. */
export interface PayingEntity {
  id: string;
  name: string;
  address_lines: string[];
  /** ISO 3166-1, where it has its seat. */
  country: string;
  contact: string | null;
  tax_ids: { label: string; number: string }[];
  /** What the numbers of its documents begin with. */
  number_prefix: string;
}

/** Who a studio is, as its verification was approved, and to what it has agreed. */
export interface Payee {
  /** Null where no company data were approved. */
  company: { legal_name: string; address_lines: string[]; country: string; tax_id: string | null; registration_number: string } | null;
  /** The self-billing agreement that it has agreed to last; null where it has to none. */
  self_billing: { version: string; accepted_at: number } | null;
}

/**
 * What payouts have to know of contexts that they may not call. They say the question, and the context that knows says the answer.
 * Who pays the studios: whoever sells to everybody else. Null where nobody is described; the demo's entity is nobody in production. Any scope.
 */
export class GetPayingEntity extends Query<PayingEntity | null> {}

/** The scope is the studio's or the operator's. */
export class GetPayee extends Query<Payee> {
  constructor(readonly studioId: string) { super(); }
}

/** A legal entity as it files forms. */
export interface Filer {
  id: string;
  name: string;
  address_lines: string[];
  /** ISO 3166-1 */
  country: string;
  /** Its number in the United States; null where it has none. */
  us_tin: string | null;
}

/** A legal entity that sells, by its id; null where there is none. Any scope. */
export class GetFiler extends Query<Filer | null> {
  constructor(readonly id: string) { super(); }
}

/** What is on file about who is paid, for a tax office. */
export interface Taxpayer {
  /** `w9`, a form W-8, or `not_needed`; null where nothing is on file. */
  form: string | null;
  /** Nine digits, of a W-9. */
  tin: string | null;
  company: { legal_name: string; address_lines: string[]; country: string } | null;
}

/** In the operator's scope. */
export class GetTaxpayer extends Query<Taxpayer> {
  constructor(readonly studioId: string) { super(); }
}
