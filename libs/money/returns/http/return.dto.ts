import { Day, Instant, Int, ListOf, OneOf, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { CURRENCIES } from '#platform/kernel/currency';

const STATES = ['open', 'due', 'overdue', 'filed'] as const;
const PERIOD = /^20\d{2}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$/;
const MINOR = 'Minor units; what takes sales back is negative';

export class TaxReturnRead {
  @Str() id: string;
  @Str({ what: 'The legal entity that is registered; `main` where the registration names none' }) entity: string;
  @Str({ what: 'Which return it is, such as `eu_oss_non_union`, `gb_vat`, `us_ct_sales_tax`' }) form: string;
  @Str({ what: '`2026-09`, `2026-Q3`, `2026-H2` or `2026`' }) period: string;
  @Day() first_day: string;
  @Day() last_day: string;
  @Str({ what: 'ISO 4217: the currency of the form' }) currency: string;
  @Day({ nullable: true, what: 'Null where only the authority says so and nobody has told it here' }) due_on: string | null;
  @OneOf(STATES, { name: 'TaxReturnState', what: '`open` while its period runs (UTC), `due` until its day, `overdue` after it' }) state: string;
  @Day({ nullable: true }) filed_on: string | null;
  @Str({ nullable: true, what: 'What the authority calls it' }) reference: string | null;
  @Int({ nullable: true, what: 'What was declared to be paid, in minor units of the currency of the form' }) declared_amount: number | null;
  @Instant({ nullable: true, what: 'When it was marked as filed here' }) filed_at: number | null;
  @Str({ nullable: true, what: 'The member of staff who did' }) filed_by: string | null;
}

export class TaxReturnRow {
  @OneOf(['supplies', 'corrections', 'untaxed'], { name: 'TaxReturnSection', what: '`corrections`: of earlier periods, where the form lists them apart; `untaxed`: sales without tax, or of which the buyer owes it' }) section: string;
  @Str({ what: 'As in the account `tax_payable:<jurisdiction>`' }) jurisdiction: string;
  @Str({ nullable: true, what: 'What the form of the One Stop Shop calls it; null on other forms' }) member_state: string | null;
  @Str({ what: 'The period of the sales: an earlier one where they are corrected, or came late' }) of_period: string;
  @Str({ nullable: true, what: 'Name of the tax; null where none was charged' }) name: string | null;
  @Str({ nullable: true, what: 'Percent' }) rate: string | null;
  @OneOf(['charge', 'no_tax', 'reverse_charge', 'psp_collects'], { name: 'TaxReturnTreatment' }) treatment: string;
  @OneOf(['consumer', 'business'], { name: 'TaxReturnCustomer' }) customer: string;
  @OneOf(['engine', 'operator'], { name: 'TaxReturnFiler', what: '`engine`: taxed by the outside tax engine, which files it; it stands here so that the return is the account' }) filed_by: string;
  @Str({ what: 'ISO 4217: what was paid in' }) currency: string;
  @Int({ what: `Net sales; counted once where a jurisdiction has several taxes, with the first of them. ${MINOR}` }) taxable_amount: number;
  @Int({ what: MINOR }) tax_amount: number;
  @Int({ what: 'How many sales' }) sales: number;
  @Int({ what: 'How many refunds and chargebacks' }) reversals: number;
  @Int({ nullable: true, what: 'In the currency of the form; null until its rate is told' }) filed_taxable_amount: number | null;
  @Int({ nullable: true }) filed_tax_amount: number | null;
}

export class TaxReturnTotal {
  @OneOf(['supplies', 'corrections', 'untaxed'], { name: 'TaxReturnSection' }) section: string;
  @Str({ what: 'ISO 4217' }) currency: string;
  @Int({ what: MINOR }) taxable_amount: number;
  @Int() tax_amount: number;
  @Int({ nullable: true, what: 'In the currency of the form' }) filed_taxable_amount: number | null;
  @Int({ nullable: true }) filed_tax_amount: number | null;
}

export class TaxReturnRateRead {
  @Str({ what: 'ISO 4217' }) currency: string;
  @Str({ what: 'The period whose amounts it turns over' }) of_period: string;
  @Str({ what: 'Major units of the currency of the form for one major unit' }) rate: string;
  @Day() rate_date: string;
  @Str() source: string;
}

export class TaxReturnRateMissing {
  @Str({ what: 'ISO 4217' }) currency: string;
  @Str() of_period: string;
  @Day({ what: 'The last day of that period' }) on: string;
}

export class TaxReturnDetails extends TaxReturnRead {
  @Str() title: string;
  @Str({ what: 'Whose exchange rate of which day the authority wants' }) rate_rule: string;
  @Strs({ what: 'What its period, its day and its rate rest on' }) sources: string[];
  @ListOf(() => TaxReturnRow, { max: 10_000 }) rows: TaxReturnRow[];
  @ListOf(() => TaxReturnTotal, { max: 1_000, what: 'Per section and currency' }) totals: TaxReturnTotal[];
  @ListOf(() => TaxReturnRateRead, { max: 1_000, what: 'With which it is made' }) rates: TaxReturnRateRead[];
  @ListOf(() => TaxReturnRateMissing, { max: 1_000, what: 'Still to be told' }) rates_missing: TaxReturnRateMissing[];
  @Int({ nullable: true, what: 'The tax in minor units of the currency of the form; null while a rate is missing' }) tax_amount: number | null;
  @Int({ what: 'Entries of which nobody knows yet how they were taxed; it cannot be filed before that is zero' }) untold_entries: number;
}

export class TaxReturnQuery {
  @OneOf(STATES, { optional: true, name: 'TaxReturnState', what: 'Those that stand like this' }) state?: (typeof STATES)[number];
  @Str({ optional: true, max: 64, what: 'Those on this form' }) form?: string;
  @Str({ optional: true, max: 120, what: 'Those of this legal entity' }) entity?: string;
  @QueryInt({ min: 1, max: 200, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('trt') starting_after?: string;
}

export class TaxReturnRateTell {
  @OneOf(CURRENCIES, { what: 'ISO 4217' }) currency: string;
  @Str({ optional: true, pattern: PERIOD, max: 7, what: 'Of which period; that of the return when left out' }) of_period?: string;
  @Str({ max: 25, pattern: /^\d{1,12}(\.\d{1,12})?$/, what: 'Major units of the currency of the form for one major unit' }) rate: string;
  @Day({ what: 'Of which day the rate is' }) rate_date: string;
  @Str({ min: 1, max: 300, what: 'Whose rate it is, and where it is published' }) source: string;
}

export class TaxReturnRatesTell {
  @ListOf(() => TaxReturnRateTell, { min: 1, max: 200, what: 'One for each currency and period; what was told before of others stays' }) rates: TaxReturnRateTell[];
}

export class TaxReturnDueTell {
  @Day({ nullable: true, what: 'The day that the authority has said; null: none' }) due_on: string | null;
}

export class TaxReturnFile {
  @Str({ min: 1, max: 120, what: 'What the authority calls the return' }) reference: string;
  @Day({ what: 'The day on which it was filed, after the end of the period' }) filed_on: string;
  @Int({ what: 'What was declared to be paid, in minor units of the currency of the form; it may differ from `tax_amount` by what the authority rounds' }) declared_amount: number;
}
