import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, ListOf, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { FORM_CHANGES, FORM_STATUSES } from '../contracts/words.js';

export class Form1099kMake {
  @Str({ pattern: /^[a-z0-9][a-z0-9-]{0,31}$/, what: 'Whose sales: the legal entity that files' }) legal_entity: string;
  @Int({ min: 2020, max: 2100, what: 'The calendar year (UTC), which has begun' }) year: number;
}

export class Form1099kRead {
  @Str({ what: 'Id (`pfk_…`)' }) id: string;
  @Str() legal_entity: string;
  @Int() year: number;
  @Int({ what: '1 is the first export of that year' }) version: number;
  @Int({ what: 'Payees above both limits' }) reportable: number;
  @Int({ what: 'Payees with a W-9 below one of them' }) below_threshold: number;
  @Int({ what: 'Studios that sold and have no form, no number or no approved data' }) missing: number;
  @Int({ what: 'Rows that are not as they were exported before' }) changed: number;
  @Str() made_by: string;
  @Instant() made_at: number;
}

export class Form1099kBefore {
  @Int({ what: 'US cents' }) gross_minor: number;
  @Int() transactions: number;
}

export class Form1099kMonth {
  @Int({ what: '1 is January' }) month: number;
  @Int({ what: 'US cents' }) gross_minor: number;
}

export class Form1099kRow {
  @Str() studio_id: string;
  @OneOf(FORM_STATUSES, { name: 'Form1099kStatus', what: '`missing`: no form, no number or no approved data; find them out before you file' }) status: string;
  @Str({ what: 'Of the company, as its verification was approved' }) name: string;
  @Strs({ max: 6, length: 200 }) address_lines: string[];
  @Str({ nullable: true }) country: string | null;
  @Bool({ what: 'Its number stands in the file alone' }) has_tin: boolean;
  @Int({ what: 'Boxes 1a and 1b, US cents: before fees and refunds, without the tax that the operator owes, by the rate of each day' }) gross_minor: number;
  @Int({ what: 'Box 3' }) transactions: number;
  @ListOf(() => Form1099kMonth, { max: 12, what: 'Boxes 5a to 5l' }) months: Form1099kMonth[];
  @Strs({ max: 200, length: 3, what: 'Currencies of sales that no rate is known for: they are in no amount' }) without_rate: string[];
  @OneOf(FORM_CHANGES, { name: 'Form1099kChange', what: 'Against the export before' }) change: string;
  @Obj(() => Form1099kBefore, { nullable: true }) before: Form1099kBefore | null;
}

export class Form1099kDetailRead extends Form1099kRead {
  @ListOf(() => Form1099kRow, { max: 100_000 }) rows: Form1099kRow[];
}

export class Form1099kPage extends PageOf(Form1099kRead, 'Form1099kPageOf') {}

export class Forms1099kQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('pfk') starting_after?: string;
}
