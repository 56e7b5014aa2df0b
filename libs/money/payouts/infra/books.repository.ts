import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { invariant } from '#platform/kernel/errors';

/** A row of `closed_day` on its way in, as the ledger tells it. */
export interface ClosedDay { currency: string; day: string; kind: string; entries: number; payable_minor: bigint; reserve_minor: bigint }
export interface ReservePart { currency: string; day: string; amount_minor: bigint; ends_on: string }
/** A sum over days: `day` is the day itself, or the last day of those that are added up together. */
export interface ClosedSum extends ClosedDay { of_game: string }

/** The studio of the scope. */
export function scopeStudio(): string {
  const { studioId } = currentScope();
  invariant(studioId, 'Money of a studio is asked for in a scope without one');
  return studioId;
}

/** The books of the games of the scope's studio by day, and what was kept back of them. */
@Injectable()
export class BooksRepository {
  constructor(private readonly database: Database) {}

  /** Up to where each game's days are closed, `YYYY-MM-DD`; null where none is. */
  async books(): Promise<{ of_game: string; closed_until: string | null; looked_on: string | null }[]> {
    return this.database.query(`SELECT of_game, to_char(closed_until, 'YYYY-MM-DD') AS closed_until, to_char(looked_on, 'YYYY-MM-DD') AS looked_on FROM payouts.book WHERE studio_id = $1 LIMIT 1000`, [scopeStudio()]);
  }

  /** Closes the days before `until` of a game, and notes what of them is kept back. Whoever comes second, with what was closed meanwhile, changes nothing: answers whether this was the first. */
  async close(game: string, from: string | null, until: string, days: readonly ClosedDay[], parts: readonly ReservePart[]): Promise<boolean> {
    const studioId = scopeStudio();
    const moved = await this.database.execute(
      `INSERT INTO payouts.book AS b (studio_id, of_game, closed_until) VALUES ($1, $2, $4::date)
       ON CONFLICT (studio_id, of_game) DO UPDATE SET closed_until = excluded.closed_until WHERE b.closed_until IS NOT DISTINCT FROM $3::date`, [studioId, game, from, until]);
    if (moved === 0) return false;
    await this.database.execute(
      `INSERT INTO payouts.closed_day (studio_id, of_game, currency, day, kind, entries, payable_minor, reserve_minor)
       SELECT $1, $2, d.* FROM unnest($3::text[], $4::date[], $5::text[], $6::int[], $7::bigint[], $8::bigint[]) AS d`,
      [studioId, game, days.map((d) => d.currency), days.map((d) => d.day), days.map((d) => d.kind), days.map((d) => d.entries), days.map((d) => d.payable_minor), days.map((d) => d.reserve_minor)]);
    await this.database.execute(
      `INSERT INTO payouts.reserve_part (studio_id, of_game, currency, day, amount_minor, ends_on) SELECT $1, $2, p.* FROM unnest($3::text[], $4::date[], $5::bigint[], $6::date[]) AS p ON CONFLICT DO NOTHING`,
      [studioId, game, parts.map((p) => p.currency), parts.map((p) => p.day), parts.map((p) => p.amount_minor), parts.map((p) => p.ends_on)]);
    return true;
  }

  /** Forgets the closed days of a game; what was kept back of them stays. */
  async reopen(game: string): Promise<void> {
    await this.database.execute('DELETE FROM payouts.closed_day WHERE studio_id = $1 AND of_game = $2', [scopeStudio(), game]);
    await this.database.execute('UPDATE payouts.book SET closed_until = NULL WHERE studio_id = $1 AND of_game = $2', [scopeStudio(), game]);
  }

  async lookedOn(game: string, day: string): Promise<void> {
    await this.database.execute(
      `INSERT INTO payouts.book (studio_id, of_game, looked_on) VALUES ($1, $2, $3::date) ON CONFLICT (studio_id, of_game) DO UPDATE SET looked_on = excluded.looked_on`, [scopeStudio(), game, day]);
  }

  /** What closed days of these games add up to, day by day from `from` on and together before it (then under the day before). */
  async sums(games: readonly string[], from: string): Promise<ClosedSum[]> {
    const rows = await this.database.query<Omit<ClosedSum, 'payable_minor' | 'reserve_minor'> & { payable_minor: string; reserve_minor: string }>(
      `SELECT of_game, currency, to_char(greatest(day, $3::date - 1), 'YYYY-MM-DD') AS day, kind, sum(entries)::int AS entries, sum(payable_minor)::text AS payable_minor, sum(reserve_minor)::text AS reserve_minor
         FROM payouts.closed_day WHERE studio_id = $1 AND of_game = ANY($2) GROUP BY 1, 2, 3, 4`, [scopeStudio(), games, from]);
    return rows.map((row) => ({ ...row, payable_minor: BigInt(row.payable_minor), reserve_minor: BigInt(row.reserve_minor) }));
  }

  /** Parts of a game that have to go into the reserve, or out of it by that day: at most 1,000, the oldest first. */
  async partsToMove(game: string, today: string): Promise<(ReservePart & { is_held: boolean })[]> {
    return this.database.query(
      `SELECT currency, to_char(day, 'YYYY-MM-DD') AS day, amount_minor, to_char(ends_on, 'YYYY-MM-DD') AS ends_on, held_at IS NOT NULL AS is_held FROM payouts.reserve_part
        WHERE studio_id = $1 AND of_game = $2 AND released_at IS NULL AND (held_at IS NULL OR ends_on <= $3::date) ORDER BY day LIMIT 1000`, [scopeStudio(), game, today]);
  }

  async moved(game: string, parts: readonly Pick<ReservePart, 'currency' | 'day'>[], how: 'held' | 'released', now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE payouts.reserve_part r SET ${how}_at = $5 FROM unnest($3::text[], $4::date[]) AS p(currency, day)
        WHERE r.studio_id = $1 AND r.of_game = $2 AND r.currency = p.currency AND r.day = p.day AND r.${how}_at IS NULL`, [scopeStudio(), game, parts.map((p) => p.currency), parts.map((p) => p.day), now]);
  }
}
