import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Terms } from '../domain/terms.js';
import { StandingRows, TermsRows, type HoldRow, type StandingRow, type TermsRow } from './rows.js';

const TERMS_MAX = 1_000;
const HOLDS_MAX = 200;

/** Terms, standing and holds of a studio. Its own scope sees its own, the operator's scope those of all: each statement names the studio. */
@Injectable()
export class TermsRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  list(studioId: string): Promise<TermsRow[]> {
    return this.database.query<TermsRow>(
      `SELECT studio_id, id, to_char(valid_from, 'YYYY-MM-DD') AS valid_from, delay_days, reserve_ppm, reserve_days, minimum_usd_minor, schedule, exchange_spread_ppm, set_by, set_at FROM payouts.terms
        WHERE studio_id = $1 ORDER BY valid_from DESC LIMIT ${TERMS_MAX}`, [studioId]);
  }

  async add(row: TermsRow): Promise<void> {
    await this.database.rows(TermsRows).insert(row);
  }

  async standing(studioId: string): Promise<StandingRow | undefined> {
    return this.database.one<StandingRow>('SELECT * FROM payouts.standing WHERE studio_id = $1', [studioId]);
  }

  async setStanding(row: StandingRow): Promise<void> {
    await this.database.rows(StandingRows).upsert(row, ['studio_id']);
  }

  /** Holds that are in force at that moment, newest first. */
  openHolds(studioId: string, environment: string, now: Date): Promise<HoldRow[]> {
    return this.database.query<HoldRow>(
      `SELECT * FROM payouts.hold WHERE studio_id = $1 AND environment = $2 AND released_at IS NULL AND (release_at IS NULL OR release_at > $3) ORDER BY id DESC LIMIT ${HOLDS_MAX}`, [studioId, environment, now]);
  }

  /** All holds of a studio, newest first. */
  holds(studioId: string, environment: string | null): Promise<HoldRow[]> {
    return this.database.query<HoldRow>(`SELECT * FROM payouts.hold WHERE studio_id = $1 AND ($2::text IS NULL OR environment = $2) ORDER BY id DESC LIMIT ${HOLDS_MAX}`, [studioId, environment]);
  }

  async release(studioId: string, id: string, by: string, now: Date): Promise<HoldRow | undefined> {
    return this.database.one<HoldRow>('UPDATE payouts.hold SET released_by = $3, released_at = $4 WHERE studio_id = $1 AND id = $2 AND released_at IS NULL RETURNING *', [studioId, id, by, now]);
  }
}

export function termsOf(row: TermsRow): Terms {
  const { id, valid_from, delay_days, reserve_ppm, reserve_days, minimum_usd_minor, schedule, exchange_spread_ppm } = row;
  return { id, valid_from, delay_days, reserve_ppm, reserve_days, minimum_usd_minor, schedule, exchange_spread_ppm };
}
