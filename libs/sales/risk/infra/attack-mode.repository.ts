import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { OPERATOR } from '#platform/kernel/scope';
import type { AttackModeView } from '../contracts/queries.js';

const NOBODY = 'nobody';

interface ModeRow { is_on: boolean; changed_by: string; changed_at: Date; reason: string; holds_until: Date | null; hot_at: Date | null }

/** Whether a game, or under the operator's scope the installation, is under attack. One row each. */
@Injectable()
export class AttackModeRepository {
  constructor(private readonly database: Database) {}

  /** `hold`: until the end of the transaction nobody else changes it. */
  async find(hold = false): Promise<AttackModeView | null> {
    const { table, key, id, constraint } = this.place();
    // Of many who look at once nobody begins what another has begun: they wait for this row.
    if (hold) await this.database.execute(`INSERT INTO ${table} (${key}, is_on, changed_by, changed_at, reason) VALUES ($1, false, $2, now(), '') ON CONFLICT ON CONSTRAINT ${constraint} DO NOTHING`, [id, NOBODY]);
    const row = await this.database.one<ModeRow & Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${key} = $1${hold ? ' FOR UPDATE' : ''}`, [id]);
    return row && row.changed_by !== NOBODY ? viewOf(row) : null;
  }

  async write(mode: { is_on: boolean; by: string; reason: string; holds_until: Date | null; hot_at: Date | null }, now: Date): Promise<void> {
    const { table, key, id, constraint } = this.place();
    await this.database.execute(
      `INSERT INTO ${table} (${key}, is_on, changed_by, changed_at, reason, holds_until, hot_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT ON CONSTRAINT ${constraint} DO UPDATE SET is_on = excluded.is_on, changed_by = excluded.changed_by, changed_at = excluded.changed_at, reason = excluded.reason, holds_until = excluded.holds_until, hot_at = excluded.hot_at`,
      [id, mode.is_on, mode.by, now, mode.reason, mode.holds_until, mode.hot_at]);
  }

  async isHot(now: Date): Promise<void> {
    const { table, key, id } = this.place();
    await this.database.execute(`UPDATE ${table} SET hot_at = $2 WHERE ${key} = $1 AND is_on`, [id, now]);
  }

  async isInstallationOn(): Promise<boolean> {
    return (await this.database.one(`SELECT 1 AS found FROM risk.installation_mode WHERE is_on`)) !== undefined;
  }

  private place(): { table: string; key: string; id: string; constraint: string } {
    const { gameId } = currentScope();
    return gameId === OPERATOR ? { table: 'risk.installation_mode', key: 'id', id: OPERATOR, constraint: 'installation_mode_pkey' } : { table: 'risk.attack_mode', key: 'game_id', id: gameId, constraint: 'attack_mode_pkey' };
  }
}

function viewOf(row: ModeRow): AttackModeView {
  return { is_on: row.is_on, changed_by: row.changed_by, changed_at: unixSeconds(row.changed_at), reason: row.reason, holds_until: unixSecondsOrNull(row.holds_until), hot_at: unixSecondsOrNull(row.hot_at) };
}
