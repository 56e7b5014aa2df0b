import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { member, memberSql, microseconds, microsecondsSql } from '#platform/seals/canonical';
import { SealsBook, type SealedBook, type SealedRow } from '#platform/seals/sealed-book';
import { Sealer } from '#platform/seals/sealer';
import type { JournalEntry } from '../domain/entries.js';

/** What the seal of an entry is for. */
export const ENTRY = 'ledger.entry';

/** The columns of an entry and of its postings in the order in which they are sealed. Its postings name game and entry by being found there. */
export const ENTRY_COLUMNS = ['game_id', 'id', 'studio_id', 'fact', 'kind', 'order_id', 'payment_id', 'currency', 'posted_at'] as const;
export const POSTING_COLUMNS = ['line', 'studio_id', 'account', 'currency', 'amount_minor'] as const;

/** Columns of the books that neither a seal nor an invariant holds, and why. */
export const UNSEALED: Readonly<Record<string, string>> = {
  'journal_entry.occurred_on': 'A process of the build before checks seals without it, and would take each new entry for broken. Where the entry is booked on another day, an invariant names it.',
  'journal_entry.booked_on': 'The database itself writes it, after the entry was sealed. Where it is not the day of the fact, and no month was closed before it, an invariant names it.',
  'journal_entry.legal_entity': 'The database itself writes it, after the entry was sealed. Where entries of one order are in the books of two, an invariant names them; a closed month holds its balances.',
  'fresh_sum.number': 'In which order notes are taken into the rollup; they are added up whatever it is.',
};

/** The text that is sealed of a new entry; `TEXT` is the same of one that stands in the database. */
export function sealedText(e: JournalEntry & { game_id: string; id: string; studio_id: string | null; posted_at: Date }): string {
  const entry = ENTRY_COLUMNS.map((column) => member(column === 'posted_at' ? microseconds(e.posted_at) : e[column]));
  const postings = e.postings.flatMap((posting, index) => [index + 1, e.studio_id, posting.account, e.currency, posting.amount_minor].map(member));
  return [...entry, member(e.postings.length), ...postings].join('');
}

const TEXT = `${ENTRY_COLUMNS.map((column) => memberSql(column === 'posted_at' ? microsecondsSql('e.posted_at') : `e.${column}`)).join(' || ')} || ${memberSql('p.lines::text')} || coalesce(p.text, '')`;
const LINES = `SELECT count(*) AS lines, string_agg(${POSTING_COLUMNS.map((column) => memberSql(`p.${column}::text`)).join(' || ')}, '' ORDER BY p.line) AS text
  FROM ledger.posting p WHERE p.game_id = e.game_id AND p.entry_id = e.id`;
const rowsOf = (entries: string): string => `SELECT e.id, e.seal, ${TEXT} AS text FROM (SELECT * FROM ledger.journal_entry WHERE game_id = $1 AND ${entries}) AS e CROSS JOIN LATERAL (${LINES}) AS p ORDER BY e.id`;

/** The journal as it is held against its seals. It is never changed, so what is older than the seals is counted with what it says and carries none. */
@Injectable()
@SealsBook('ledger')
export class SealedEntries implements SealedBook {
  readonly table = 'ledger.journal_entry';
  readonly prefix = 'jrn';

  constructor(private readonly database: Database, private readonly sealer: Sealer) {}

  page(after: string, until: string, max: number): Promise<SealedRow[]> {
    return this.rows('id > $2 AND id < $3 ORDER BY id LIMIT $4', [after, until, max]);
  }

  byIds(ids: readonly string[]): Promise<SealedRow[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.rows('id = ANY($2::text[])', [ids]);
  }

  private async rows(which: string, values: unknown[]): Promise<SealedRow[]> {
    const { gameId } = currentScope();
    const rows = await this.database.query<{ id: string; seal: string | null; text: string }>(rowsOf(which), [gameId, ...values]);
    return rows.map(({ id, seal, text }) => {
      const isWhole = seal === null || this.sealer.holds(seal, gameId, ENTRY, text)[0];
      return { id, seal, fault: isWhole ? null : 'The entry or a posting of it is not as it was sealed', counted: text };
    });
  }
}
