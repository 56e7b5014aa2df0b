import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { FeePlanRows, type FeePlanRow } from './rows.js';

const PLANS_MAX = 1_000;

/** The plans of a studio. Its own scope and those of its games read them, the operator's those of all: each statement names the studio. */
@Injectable()
export class FeePlansRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  list(studioId: string): Promise<FeePlanRow[]> {
    return this.database.query<FeePlanRow>(
      `SELECT studio_id, id, game_id, to_char(valid_from, 'YYYY-MM-DD') AS valid_from, rate_ppm, fixed_usd_minor, minimum_usd_minor, surcharges_ppm, set_by, created_at FROM fees.fee_plan
        WHERE studio_id = $1 ORDER BY valid_from DESC, id DESC LIMIT ${PLANS_MAX}`, [studioId]);
  }

  async add(row: FeePlanRow): Promise<void> {
    await this.database.rows(FeePlanRows).insert(row);
  }
}
