import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import { Query } from '#platform/kernel/messages';
import { GetTrialBalance, type TrialBalance } from '../contracts/queries.js';
import type { EntryKind } from '../domain/entries.js';
import { explain } from '../domain/explain.js';

export interface JournalEntryView {
  id: string;
  fact: string;
  kind: string;
  order_id: string | null;
  payment_id: string | null;
  currency: string;
  posted_at: number;
  postings: { account: string; side: 'debit' | 'credit'; amount: number; currency: string; why: string }[];
}

export class ListJournalEntries extends Query<{ data: JournalEntryView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: { order_id?: string; limit: number; starting_after?: string }) { super(); }
}

@QueryHandler(GetTrialBalance)
export class GetTrialBalanceHandler implements IQueryHandler<GetTrialBalance> {
  constructor(private readonly database: Database) {}

  /** The rollup and what is not yet in it, in one statement, so that both are of the same moment. */
  async execute(): Promise<TrialBalance> {
    const rows = await this.database.query<{ account: string; currency: string; debits: string; credits: string }>(
      `SELECT account, currency, sum(debits)::text AS debits, sum(credits)::text AS credits FROM (
         SELECT account, currency, debits_minor AS debits, credits_minor AS credits FROM ledger.balance_rollup WHERE game_id = $1
         UNION ALL
         SELECT s.account, s.currency, s.debits, s.credits
           FROM ledger.fresh_sum f CROSS JOIN LATERAL unnest(f.accounts, f.currencies, f.debits_minor, f.credits_minor) AS s(account, currency, debits, credits) WHERE f.game_id = $1
       ) AS sums GROUP BY account, currency ORDER BY account, currency`,
      [currentScope().gameId],
    );
    const perCurrency = new Map<string, { debits: bigint; credits: bigint }>();
    for (const row of rows) {
      const sum = perCurrency.get(row.currency) ?? { debits: 0n, credits: 0n };
      perCurrency.set(row.currency, { debits: sum.debits + BigInt(row.debits), credits: sum.credits + BigInt(row.credits) });
    }
    return {
      balanced: [...perCurrency.values()].every(({ debits, credits }) => debits === credits),
      data: [...perCurrency].sort().map(([currency, { debits, credits }]) => ({ currency, debits: minorToNumber(debits), credits: minorToNumber(credits) })),
      accounts: rows.map((row) => ({
        code: row.account, currency: row.currency, debits: minorToNumber(BigInt(row.debits)), credits: minorToNumber(BigInt(row.credits)), balance: minorToNumber(BigInt(row.debits) - BigInt(row.credits)),
      })),
    };
  }
}

@QueryHandler(ListJournalEntries)
export class ListJournalEntriesHandler implements IQueryHandler<ListJournalEntries> {
  constructor(private readonly database: Database) {}

  /** Newest first. Entries without an order (settlements) are found by the payment of that order. */
  async execute({ filter }: ListJournalEntries) {
    const rows = await this.database.query<{ id: string; fact: string; kind: EntryKind; order_id: string | null; payment_id: string | null; currency: string; posted_at: Date; postings: { account: string; amount: string }[] }>(
      `SELECT e.id, e.fact, e.kind, e.order_id, e.payment_id, e.currency, e.posted_at,
              (SELECT json_agg(json_build_object('account', p.account, 'amount', p.amount_minor::text) ORDER BY p.line) FROM ledger.posting p WHERE p.game_id = e.game_id AND p.entry_id = e.id) AS postings
         FROM ledger.journal_entry e
        WHERE e.game_id = $1 AND ($2::text IS NULL OR e.order_id = $2 OR e.payment_id IN (SELECT payment_id FROM ledger.journal_entry WHERE game_id = $1 AND order_id = $2 AND payment_id IS NOT NULL))
          AND ($3::text IS NULL OR e.id < $3)
        ORDER BY e.id DESC LIMIT $4`,
      [currentScope().gameId, filter.order_id ?? null, filter.starting_after ?? null, filter.limit + 1],
    );
    const data = rows.slice(0, filter.limit).map((row) => ({
      id: row.id, fact: row.fact, kind: row.kind, order_id: row.order_id, payment_id: row.payment_id, currency: row.currency, posted_at: unixSeconds(row.posted_at),
      postings: row.postings.map(({ account, amount }) => {
        const minor = BigInt(amount);
        return { account, side: minor > 0n ? ('debit' as const) : ('credit' as const), amount: minorToNumber(minor > 0n ? minor : -minor), currency: row.currency, why: explain(row.kind, account) };
      }),
    }));
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
