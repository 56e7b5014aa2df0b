import { Injectable } from '@nestjs/common';
import { Database, violates } from '#platform/database/database';
import type { RunOutcome } from '../contracts/words.js';
import { scopeStudio } from './books.repository.js';
import { PayoutShareRows, type PayoutExchange, type PayoutRow, type RunRow } from './payout-rows.js';

const COLUMNS = `studio_id, id, environment, currency, to_char(period, 'YYYY-MM-DD') AS period, amount_minor, state, account_id, provider, runs_at, provider_reference, failure, created_at, posted_at, sent_at, ended_at, canceled_by, paid_in, paid_minor, spread_minor, rate, to_char(rate_date, 'YYYY-MM-DD') AS rate_date, rate_source, debited_minor, returned_at, returned_by, return_reason, set_off_minor`;
/** Outcomes after which a period is over; after the others it is looked at again on its later days. */
const FINAL: readonly RunOutcome[] = ['paid_out', 'below_minimum', 'nothing'];

export type NewPayout = Pick<PayoutRow, 'id' | 'environment' | 'currency' | 'period' | 'amount_minor' | 'account_id' | 'provider' | 'runs_at' | 'created_at'> & { exchange: PayoutExchange | null; set_off_minor: bigint };
export type NewShare = { game: string; amount: bigint; spread?: bigint; paid?: bigint };
export interface Share { game: string; amount_minor: bigint; spread_minor: bigint | null; paid_minor: bigint | null }

@Injectable()
export class PayoutsRepository {
  constructor(private readonly database: Database) {}

  find(id: string): Promise<PayoutRow | undefined> {
    return this.database.one<PayoutRow>(`SELECT ${COLUMNS} FROM payouts.payout WHERE studio_id = $1 AND id = $2`, [scopeStudio(), id]);
  }

  async shares(id: string): Promise<Share[]> {
    return this.database.query('SELECT of_game AS game, amount_minor, spread_minor, paid_minor FROM payouts.payout_share WHERE studio_id = $1 AND payout_id = $2 ORDER BY of_game', [scopeStudio(), id]);
  }

  /** Newest first. `studioId`: for the operator's scope, which sees those of all. */
  list(studioId: string, filter: { environment: string | null; limit: number; starting_after?: string | undefined }): Promise<PayoutRow[]> {
    return this.database.query<PayoutRow>(
      `SELECT ${COLUMNS} FROM payouts.payout WHERE studio_id = $1 AND ($2::text IS NULL OR environment = $2) AND ($3::text IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
      [studioId, filter.environment, filter.starting_after ?? null, filter.limit]);
  }

  /** By currency: what has been decided and is not in the ledger yet, what was set off in payouts that stand, and the last payout that there is. */
  async standing(environment: string): Promise<{ currency: string; leaving_minor: bigint; set_off_minor: bigint; last_id: string; is_open: boolean }[]> {
    const rows = await this.database.query<{ currency: string; leaving_minor: string; set_off_minor: string; last_id: string; is_open: boolean }>(
      `SELECT currency, coalesce(sum(amount_minor) FILTER (WHERE posted_at IS NULL AND state <> 'canceled'), 0)::text AS leaving_minor, coalesce(sum(set_off_minor) FILTER (WHERE state NOT IN ('canceled', 'failed') AND returned_at IS NULL), 0)::text AS set_off_minor, max(id) AS last_id, bool_or(state IN ('pending', 'in_transit', 'held')) AS is_open
         FROM payouts.payout WHERE studio_id = $1 AND environment = $2 GROUP BY currency`, [scopeStudio(), environment]);
    return rows.map((row) => ({ ...row, leaving_minor: BigInt(row.leaving_minor), set_off_minor: BigInt(row.set_off_minor) }));
  }

  /** Notes what became of a period, unless it is over. Answers whether it did. */
  async note(run: Pick<RunRow, 'environment' | 'currency' | 'period' | 'outcome' | 'available_minor' | 'payout_id' | 'looked_at'>): Promise<boolean> {
    return (await this.database.execute(
      `INSERT INTO payouts.run AS r (studio_id, environment, currency, period, outcome, available_minor, payout_id, looked_at) VALUES ($1, $2, $3, $4::date, $5, $6, $7, $8)
       ON CONFLICT (studio_id, environment, currency, period) DO UPDATE SET outcome = excluded.outcome, available_minor = excluded.available_minor, payout_id = excluded.payout_id, looked_at = excluded.looked_at
        WHERE r.outcome <> ALL ($9)`,
      [scopeStudio(), run.environment, run.currency, run.period, run.outcome, run.available_minor, run.payout_id, run.looked_at, FINAL])) > 0;
  }

  /** Currencies of this environment whose period is over already. */
  async over(environment: string, period: string): Promise<string[]> {
    const rows = await this.database.query<{ currency: string }>('SELECT currency FROM payouts.run WHERE studio_id = $1 AND environment = $2 AND period = $3::date AND outcome = ANY ($4)', [scopeStudio(), environment, period, FINAL]);
    return rows.map(({ currency }) => currency);
  }

  /** The last run of each currency. */
  lastRuns(environment: string): Promise<RunRow[]> {
    return this.database.query<RunRow>(
      `SELECT DISTINCT ON (currency) studio_id, environment, currency, to_char(period, 'YYYY-MM-DD') AS period, outcome, available_minor, payout_id, looked_at FROM payouts.run WHERE studio_id = $1 AND environment = $2 ORDER BY currency, run.period DESC`,
      [scopeStudio(), environment]);
  }

  /**
   * Makes a payout, unless another was made since `known` was the last one, or is open: what it was made of may be gone then. Answers whether it did; the index that lets one be open decides between two at once.
   */
  async make(payout: NewPayout, shares: readonly NewShare[], known: string | null): Promise<boolean> {
    const [studio_id, { exchange }] = [scopeStudio(), payout];
    try {
      const made = await this.database.execute(
        `INSERT INTO payouts.payout (studio_id, id, environment, currency, period, amount_minor, state, account_id, provider, runs_at, created_at, paid_in, paid_minor, spread_minor, rate, rate_date, rate_source, set_off_minor)
         SELECT $1, $2, $3, $4, $5::date, $6, 'pending', $7, $8, $9, $10, $12, $13, $14, $15, $16::date, $17, $18 WHERE NOT EXISTS (SELECT FROM payouts.payout WHERE studio_id = $1 AND environment = $3 AND currency = $4 AND id > coalesce($11, ''))`,
        [studio_id, payout.id, payout.environment, payout.currency, payout.period, payout.amount_minor, payout.account_id, payout.provider, payout.runs_at, payout.created_at, known,
          exchange?.paid_in ?? null, exchange?.paid_minor ?? null, exchange?.spread_minor ?? null, exchange?.rate ?? null, exchange?.rate_date ?? null, exchange?.rate_source ?? null, payout.set_off_minor]);
      if (made === 0) return false;
    } catch (error) {
      if (violates(error, 'payout_one_at_a_time')) throw new AnotherIsOpen();
      throw error;
    }
    await this.database.rows(PayoutShareRows).insert(shares.map(({ game, amount, spread = null, paid = null }) => ({ studio_id, payout_id: payout.id, of_game: game, amount_minor: amount, spread_minor: spread, paid_minor: paid })));
    return true;
  }

  /** One step of a payout, if it is where the step begins. `sets` are columns of the row. */
  async step(id: string, from: PayoutRow['state'], to: PayoutRow['state'], sets: { now: Date; provider_reference?: string; failure?: string; debited_minor?: bigint }): Promise<PayoutRow | undefined> {
    return this.database.one<PayoutRow>(
      `UPDATE payouts.payout SET state = $4, ended_at = CASE WHEN $4 IN ('succeeded', 'failed') THEN $5::timestamptz END, sent_at = CASE WHEN $4 = 'succeeded' THEN coalesce(sent_at, $5) ELSE sent_at END,
              provider_reference = coalesce($6, provider_reference), failure = coalesce($7, failure), debited_minor = coalesce($8, debited_minor)
        WHERE studio_id = $1 AND id = $2 AND state = $3 RETURNING ${COLUMNS}`,
      [scopeStudio(), id, from, to, sets.now, sets.provider_reference ?? null, sets.failure ?? null, sets.debited_minor ?? null]);
  }

  async posted(id: string, now: Date): Promise<void> {
    await this.database.execute(`UPDATE payouts.payout SET posted_at = $3 WHERE studio_id = $1 AND id = $2 AND posted_at IS NULL`, [scopeStudio(), id, now]);
  }

  async sent(id: string, reference: string, now: Date): Promise<void> {
    await this.database.execute(`UPDATE payouts.payout SET sent_at = $3, provider_reference = $4 WHERE studio_id = $1 AND id = $2 AND state = 'in_transit' AND sent_at IS NULL`, [scopeStudio(), id, now, reference]);
  }

  /** By staff, in the operator's scope: what has not left. */
  cancel(studioId: string, id: string, by: string, now: Date): Promise<PayoutRow | undefined> {
    return this.database.one<PayoutRow>(
      `UPDATE payouts.payout SET state = 'canceled', canceled_by = $3, ended_at = $4 WHERE studio_id = $1 AND id = $2 AND state IN ('pending', 'held') RETURNING ${COLUMNS}`, [studioId, id, by, now]);
  }

  /** By staff, in the operator's scope: what was paid and came back, once. */
  returned(studioId: string, id: string, how: { by: string; reason: string; now: Date }): Promise<PayoutRow | undefined> {
    return this.database.one<PayoutRow>(
      `UPDATE payouts.payout SET returned_at = $3, returned_by = $4, return_reason = $5 WHERE studio_id = $1 AND id = $2 AND state = 'succeeded' AND paid_in IS NULL AND returned_at IS NULL RETURNING ${COLUMNS}`,
      [studioId, id, how.now, how.by, how.reason]);
  }

  ofStudio(studioId: string, id: string): Promise<PayoutRow | undefined> {
    return this.database.one<PayoutRow>(`SELECT ${COLUMNS} FROM payouts.payout WHERE studio_id = $1 AND id = $2`, [studioId, id]);
  }
}

/** A payout of the same money is under way: the whole command is given up. */
export class AnotherIsOpen extends Error {}
