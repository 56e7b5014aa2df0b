import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';

const COLUMNS = { approved: 'first_approved_at', disputed: 'disputed_at', fraud_reported: 'fraud_reported_at' } as const;

/** What is known of accounts that have paid. */
@Injectable()
export class AccountRepository {
  constructor(private readonly database: Database) {}

  /** The first approval stays, and the last of everything that speaks against an account. */
  async note(what: keyof typeof COLUMNS, players: readonly { player_id: string; at: Date }[]): Promise<void> {
    const at = new Map<string, Date>();
    for (const { player_id, at: when } of players) if (!at.has(player_id)) at.set(player_id, when);
    const rows = [...at].sort(([a], [b]) => (a < b ? -1 : 1));
    const column = COLUMNS[what];
    await this.database.execute(
      `INSERT INTO risk.account AS a (game_id, player_id, ${column}) SELECT $1, t.player_id, t.at FROM unnest($2::text[], $3::timestamptz[]) AS t(player_id, at)
       ON CONFLICT ON CONSTRAINT account_pkey DO UPDATE SET ${column} = ${what === 'approved' ? `coalesce(a.${column}, excluded.${column})` : `greatest(a.${column}, excluded.${column})`}`,
      [currentScope().gameId, rows.map(([player_id]) => player_id), rows.map(([, when]) => when)]);
  }
}
