import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { ANSWER_HOLDS_DAYS, type TaxIdExistence, type TaxIdOutcome } from '../domain/tax-id-existence.js';

export interface TaxIdCheckRow {
  id: string;
  territory: string;
  number: string;
  register: string;
  outcome: TaxIdOutcome;
  consultation_id: string | null;
  failure: string | null;
  checked_at: Date;
}

const COLUMNS = 'id, territory, number, register, outcome, consultation_id, failure, checked_at';

@Injectable()
export class TaxIdChecksRepository {
  constructor(private readonly database: Database) {}

  async insert(row: TaxIdCheckRow): Promise<void> {
    await this.database.execute(`INSERT INTO tax.id_check (game_id, ${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, [
      currentScope().gameId, row.id, row.territory, row.number, row.register, row.outcome, row.consultation_id, row.failure, row.checked_at,
    ]);
  }

  /** The newest definite answer since then. */
  answerSince(territory: string, number: string, since: Date): Promise<TaxIdCheckRow | undefined> {
    return this.database.one<TaxIdCheckRow>(
      `SELECT ${COLUMNS} FROM tax.id_check WHERE game_id = $1 AND territory = $2 AND number = $3 AND outcome <> 'unavailable' AND checked_at > $4 ORDER BY checked_at DESC, id DESC LIMIT 1`,
      [currentScope().gameId, territory, number, since],
    );
  }

  /** What is known of a number now: a definite answer stands for thirty days, also while the register cannot be asked again. */
  async existence(territory: string, number: string, now: Date): Promise<TaxIdExistence> {
    const since = new Date(now.getTime() - ANSWER_HOLDS_DAYS * 86_400_000);
    const row = await this.database.one<{ outcome: TaxIdOutcome }>(
      `SELECT outcome FROM tax.id_check WHERE game_id = $1 AND territory = $2 AND number = $3 AND checked_at > $4 ORDER BY outcome = 'unavailable', checked_at DESC, id DESC LIMIT 1`,
      [currentScope().gameId, territory, number, since],
    );
    return row?.outcome ?? 'unasked';
  }

  list({ number, starting_after, limit }: { number?: string; starting_after?: string; limit: number }): Promise<TaxIdCheckRow[]> {
    return this.database.query<TaxIdCheckRow>(
      `SELECT ${COLUMNS} FROM tax.id_check WHERE game_id = $1 AND ($2::text IS NULL OR number = $2) AND ($3::text IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
      [currentScope().gameId, number ?? null, starting_after ?? null, limit],
    );
  }
}
