import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import type { HubUserRow } from './rows.js';

@Injectable()
export class HubUsersRepository {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  find(userId: string): Promise<HubUserRow | undefined> {
    return this.database.one<HubUserRow>('SELECT * FROM sign_in.hub_user WHERE game_id = $1 AND id = $2', [currentScope().gameId, userId]);
  }

  /** Links when the user has no player or this one already; false when she has another. Breaks `hub_user_player_key` where somebody else has it. */
  async link(userId: string, playerId: string): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE sign_in.hub_user SET player_id = $3, modified_at = $4 WHERE game_id = $1 AND id = $2 AND (player_id IS NULL OR player_id = $3)`,
      [currentScope().gameId, userId, playerId, this.clock.now()],
    );
    return changed === 1;
  }

  async unlink(userId: string, playerId: string): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE sign_in.hub_user SET player_id = NULL, modified_at = $4 WHERE game_id = $1 AND id = $2 AND player_id = $3`,
      [currentScope().gameId, userId, playerId, this.clock.now()],
    );
    return changed === 1;
  }
}
