import { Bool, Instant, Int, ListOf, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';

export class TrialBalanceCurrency {
  @Str({ what: 'ISO 4217' }) currency: string;
  @Int({ what: 'Minor units' }) debits: number;
  @Int({ what: 'Minor units' }) credits: number;
}

export class TrialBalanceAccount {
  @Str({ what: 'Code of the published chart of accounts, for example `tax_payable:DE`' }) code: string;
  @Str() currency: string;
  @Int() debits: number;
  @Int() credits: number;
  @Int({ what: 'Debits less credits, minor units' }) balance: number;
}

export class TrialBalanceRead {
  @Bool({ what: 'True when debits equal credits in every currency' }) balanced: boolean;
  @ListOf(() => TrialBalanceCurrency, { max: 1_000 }) data: TrialBalanceCurrency[];
  @ListOf(() => TrialBalanceAccount, { max: 100_000 }) accounts: TrialBalanceAccount[];
}

export class PostingRead {
  @Str() account: string;
  @OneOf(['debit', 'credit'], { name: 'PostingSide' }) side: string;
  @Int({ min: 1, what: 'Minor units' }) amount: number;
  @Str() currency: string;
  @Str({ what: 'Why it is there, in a sentence' }) why: string;
}

export class JournalEntryRead {
  @Str() id: string;
  @Str({ what: 'The business fact that was posted, once: `sale:ord_…`' }) fact: string;
  @Str() kind: string;
  @Str({ nullable: true }) order_id: string | null;
  @Str({ nullable: true }) payment_id: string | null;
  @Str() currency: string;
  @Instant() posted_at: number;
  @ListOf(() => PostingRead) postings: PostingRead[];
}

export class JournalQuery {
  @Str({ optional: true, max: 40 }) order_id?: string;
  @QueryInt({ min: 1, max: 200, default: 50 }) limit?: number;
  @Cursor('jrn') starting_after?: string;
}
