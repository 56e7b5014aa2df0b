import { Injectable } from '@nestjs/common';
import { Database, violates } from '#platform/database/database';
import { DecisionThere } from '../contracts/errors.js';
import type { DecisionState } from '../contracts/words.js';
import { DecisionRows, type DecisionRow } from './rows.js';

const LISTED_MAX = 200;

/** What staff have decided of studios. Each statement names the studio. */
@Injectable()
export class DecisionsRepository {
  constructor(private readonly database: Database) {}

  /** Throws `onboarding.decision_there`. */
  async add(row: DecisionRow): Promise<void> {
    try {
      await this.database.rows(DecisionRows).insert(row);
    } catch (error) {
      if (violates((error as { driverError?: unknown }).driverError, 'decision_one_open')) throw new DecisionThere();
      throw error;
    }
  }

  find(studioId: string, id: string): Promise<DecisionRow | undefined> {
    return this.database.one<DecisionRow>('SELECT * FROM onboarding.decision WHERE studio_id = $1 AND id = $2', [studioId, id]);
  }

  /** Newest first. */
  list(studioId: string): Promise<DecisionRow[]> {
    return this.database.query<DecisionRow>(`SELECT * FROM onboarding.decision WHERE studio_id = $1 ORDER BY id DESC LIMIT ${LISTED_MAX}`, [studioId]);
  }

  async end(row: DecisionRow, state: Exclude<DecisionState, 'open'>, by: string, now: Date): Promise<void> {
    await this.database.execute(`UPDATE onboarding.decision SET state = $3, decided_by = $4, decided_at = $5 WHERE studio_id = $1 AND id = $2 AND state = 'open'`, [row.studio_id, row.id, state, by, now]);
  }

  /** What was proposed of other company data cannot be approved any more. */
  async outdate(studioId: string, by: string, now: Date): Promise<void> {
    await this.database.execute(`UPDATE onboarding.decision SET state = 'outdated', decided_by = $2, decided_at = $3 WHERE studio_id = $1 AND state = 'open'`, [studioId, by, now]);
  }
}
