import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Sealer } from '#platform/seals/sealer';
import type { JournalEntry } from '../domain/entries.js';
import { ENTRY, sealedText } from './sealed-entries.js';
import { INSERT_TAX_LINES, taxLinesJson } from './tax-lines.repository.js';

@Injectable()
export class JournalRepository {
  constructor(private readonly database: Database, private readonly sealer: Sealer, private readonly clock: Clock) {}

  /** Appends entries and their postings in one statement, each sealed with its postings; the database notes what they add to each account and books each in an open month of the legal entity whose it is. A fact that stands in the journal already is left out. Answers how many were new. */
  async append(studioId: string | null, entries: JournalEntry[]): Promise<number> {
    if (entries.length === 0) return 0;
    const { gameId } = currentScope();
    const ids = entries.map(() => newId('jrn') as string);
    const postings = entries.flatMap((entry, index) => entry.postings.map((posting, line) => ({ ...posting, entry: ids[index]!, line: line + 1, currency: entry.currency })));
    const postedAt = new Date(Math.floor(this.clock.now().getTime()));
    const seals = entries.map((entry, index) => this.sealer.seal(gameId, ENTRY, sealedText({ ...entry, game_id: gameId, id: ids[index]!, studio_id: studioId, posted_at: postedAt })));
    const taxes = entries.flatMap(({ tax_lines = [] }, index) => tax_lines.map((line, at) => ({ ...line, entry: ids[index]!, line: at + 1, currency: entries[index]!.currency })));
    const [{ posted } = { posted: 0n }] = await this.database.query<{ posted: bigint }>(
      `WITH posted AS (
         INSERT INTO ledger.journal_entry (game_id, id, studio_id, fact, kind, order_id, payment_id, currency, posted_at, seal, occurred_on, legal_entity)
         SELECT $1, e.id, $2::text, e.fact, e.kind, e.order_id, e.payment_id, e.currency, $14::timestamptz, e.seal, e.occurred_on, (SELECT l.id FROM ledger.legal_entity l WHERE e.buyer_country = ANY (l.buyer_countries) ORDER BY l.id LIMIT 1)
           FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $15::text[], $16::date[], $18::text[]) AS e(id, fact, kind, order_id, payment_id, currency, seal, occurred_on, buyer_country)
         ON CONFLICT (game_id, fact) DO NOTHING
         RETURNING id
       ), lines AS (
         INSERT INTO ledger.posting (game_id, entry_id, line, studio_id, account, currency, amount_minor)
         SELECT $1, p.entry_id, p.line, $2::text, p.account, p.currency, p.amount_minor
           FROM unnest($9::text[], $10::int[], $11::text[], $12::text[], $13::bigint[]) AS p(entry_id, line, account, currency, amount_minor)
           JOIN posted ON posted.id = p.entry_id
       ), taxes AS (
         ${INSERT_TAX_LINES('$17')} JOIN posted ON posted.id = t.entry_id
       )
       SELECT count(*) AS posted FROM posted`,
      [
        gameId, studioId, ids, entries.map((e) => e.fact), entries.map((e) => e.kind), entries.map((e) => e.order_id), entries.map((e) => e.payment_id), entries.map((e) => e.currency),
        postings.map((p) => p.entry), postings.map((p) => p.line), postings.map((p) => p.account), postings.map((p) => p.currency), postings.map((p) => p.amount_minor), postedAt, seals, entries.map((e) => e.occurred_on ?? null), taxLinesJson(taxes),
        entries.map((e) => e.buyer_country ?? null),
      ],
    );
    return Number(posted);
  }
}
