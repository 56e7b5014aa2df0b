import { PageOf } from '#platform/http/answers';
import { Anything, Country, Instant, Int, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt, QueryList } from '#platform/http/query-fields';
import { DOCUMENT_KINDS, type DocumentData } from '../contracts/queries.js';

export class ReceiptRead {
  @Str() id: string;
  @OneOf(DOCUMENT_KINDS, { name: 'ReceiptKind', what: '`invoice` for a business; `credit_note` for money that went back' }) kind: string;
  @Str({ what: 'Without gaps in the series of its legal entity, kind and year; of a sandbox it begins with `TEST-`' }) number: string;
  @Str() order_id: string;
  @Str({ nullable: true, what: 'What a credit note corrects' }) original_id: string | null;
  @Str({ what: 'Who has issued it' }) legal_entity_id: string;
  @Country({ what: 'Where it was taxed' }) country: string;
  @Str() currency: string;
  @Int({ what: 'Minor units; of a credit note what went back' }) net_minor: number;
  @Int() tax_minor: number;
  @Int() total_minor: number;
  @Instant() issued_at: number;
  @Instant({ what: 'When it was paid and supplied' }) supplied_at: number;
  @Str({ format: 'date', what: 'Until when the law wants it kept' }) retain_until: string;
  @Anything({ what: 'Everything that it says, as it was when it was issued: seller, lines, taxes, the sentences of the law' }) data: DocumentData;
}

export class ReceiptPage extends PageOf(ReceiptRead, 'ReceiptPageOf') {}

export class ReceiptsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('inv') starting_after?: string;
  @Str({ optional: true, max: 100 }) order_id?: string;
  @Str({ optional: true, max: 64, what: 'A whole number' }) number?: string;
  @QueryList({ of: DOCUMENT_KINDS, max: 3, what: 'Comma-separated' }) kind?: string[];
}

export class ReceiptFileQuery {
  @OneOf(['receipt', 'credit_note'], { optional: true, name: 'ReceiptFileKind', default: 'receipt', what: '`credit_note`: the newest one of the order' }) kind?: 'receipt' | 'credit_note';
}
