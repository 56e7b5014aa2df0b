import { EntitySchema } from 'typeorm';

export interface JournalEntryRow {
  game_id: string;
  id: string;
  studio_id: string | null;
  fact: string;
  kind: string;
  order_id: string | null;
  payment_id: string | null;
  currency: string;
  posted_at: Date;
  /** Over the entry with its postings; null in entries of an older build. */
  seal: string | null;
  /** Day (UTC) of the fact, where it told one; null in entries of an older build too. */
  occurred_on: string | null;
  /** Day on which it counts, written by the database; null in entries of an older build. */
  booked_on: string | null;
  /** Whose books it is in, written by the database; null in entries of an older build, which are those of the entity that has them. */
  legal_entity: string | null;
}

export interface PostingRow {
  game_id: string;
  entry_id: string;
  line: number;
  studio_id: string | null;
  account: string;
  currency: string;
  amount_minor: bigint;
}

export const JournalEntryRows = new EntitySchema<JournalEntryRow>({
  name: 'JournalEntryRow', schema: 'ledger', tableName: 'journal_entry',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, studio_id: { type: 'text', nullable: true }, fact: { type: 'text' }, kind: { type: 'text' }, order_id: { type: 'text', nullable: true },
    payment_id: { type: 'text', nullable: true }, currency: { type: 'text' }, posted_at: { type: 'timestamptz', default: () => 'clock_timestamp()' }, seal: { type: 'text', nullable: true },
    occurred_on: { type: 'date', nullable: true }, booked_on: { type: 'date', nullable: true }, legal_entity: { type: 'text', nullable: true },
  },
});

export const PostingRows = new EntitySchema<PostingRow>({
  name: 'PostingRow', schema: 'ledger', tableName: 'posting',
  columns: {
    game_id: { type: 'text', primary: true }, entry_id: { type: 'text', primary: true }, line: { type: 'int', primary: true }, studio_id: { type: 'text', nullable: true }, account: { type: 'text' }, currency: { type: 'text' }, amount_minor: { type: 'bigint' },
  },
});

export const BalanceRollupRows = new EntitySchema<{ game_id: string; slice: string; account: string; currency: string; debits_minor: string; credits_minor: string }>({
  name: 'BalanceRollupRow', schema: 'ledger', tableName: 'balance_rollup',
  columns: { game_id: { type: 'text', primary: true }, slice: { type: 'text', primary: true }, account: { type: 'text', primary: true }, currency: { type: 'text', primary: true }, debits_minor: { type: 'numeric' }, credits_minor: { type: 'numeric' } },
});

export const FreshSumRows = new EntitySchema<{ game_id: string; number: bigint; slice: string; accounts: string[]; currencies: string[]; debits_minor: string[]; credits_minor: string[] }>({
  name: 'FreshSumRow', schema: 'ledger', tableName: 'fresh_sum',
  columns: {
    game_id: { type: 'text', primary: true }, number: { type: 'bigint', primary: true, generated: 'increment' }, slice: { type: 'text' }, accounts: { type: 'text', array: true },
    currencies: { type: 'text', array: true }, debits_minor: { type: 'numeric', array: true }, credits_minor: { type: 'numeric', array: true },
  },
});
