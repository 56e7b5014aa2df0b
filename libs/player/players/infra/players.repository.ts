import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { newId } from '#platform/kernel/ids';
import type { PlayerRow } from './rows.js';

/** What can be written of a player. Members left out stay as they are. */
export type PlayerChanges = Partial<Omit<PlayerRow, 'game_id' | 'id' | 'player_id' | 'created_at' | 'modified_at'>>;

const PLAIN = ['name', 'email', 'country', 'avatar_url', 'banned', 'banned_reason', 'segments', 'registration_marketplace'] as const;
/** Written member by member, so that two writers who know different things do not erase each other. */
const MERGED = ['attributes', 'custom_attributes', 'custom_attributes_from_deeplink', 'balances', 'marketing_consent'] as const;

@Injectable()
export class PlayersRepository {
  constructor(private readonly database: Database) {}

  find(playerId: string): Promise<PlayerRow | undefined> {
    return this.database.one<PlayerRow>('SELECT * FROM players.player WHERE game_id = $1 AND player_id = $2', [currentScope().gameId, playerId]);
  }

  findAll(playerIds: readonly string[]): Promise<PlayerRow[]> {
    return this.database.query<PlayerRow>('SELECT * FROM players.player WHERE game_id = $1 AND player_id = ANY($2::text[])', [currentScope().gameId, playerIds]);
  }

  /** By the index `player_by_name`: everything from the beginning on, up to what would follow all that begins so. */
  async named(beginning: string): Promise<string[]> {
    const rows = await this.database.query<{ player_id: string }>(
      `SELECT player_id FROM players.player WHERE game_id = $1 AND name IS NOT NULL AND lower(name) COLLATE "C" >= lower($2) COLLATE "C" AND lower(name) COLLATE "C" < (lower($2) || $3) COLLATE "C"
        ORDER BY lower(name) COLLATE "C", id LIMIT 100`,
      [currentScope().gameId, beginning, '\u{10ffff}'],
    );
    return rows.map(({ player_id }) => player_id);
  }

  /** One statement that makes the player or changes her, so that two first sights of one player cannot collide. */
  async write(playerId: string, changes: PlayerChanges, now: Date): Promise<string> {
    const values: unknown[] = [currentScope().gameId, newId('ply'), playerId, now];
    const columns: string[] = [];
    const updates: string[] = [];
    const given = (column: string, value: unknown, update: string): void => {
      values.push(value);
      columns.push(column);
      updates.push(update);
    };
    for (const column of PLAIN) if (changes[column] !== undefined) given(column, changes[column], `${column} = excluded.${column}`);
    for (const column of MERGED) if (changes[column] !== undefined) given(column, JSON.stringify(changes[column]), `${column} = player.${column} || excluded.${column}`);
    const row = await this.database.one<{ id: string }>(
      `INSERT INTO players.player AS player (game_id, id, player_id, created_at${columns.map((column) => `, ${column}`).join('')})
       VALUES ($1, $2, $3, $4${columns.map((_, index) => `, $${index + 5}`).join('')})
       ON CONFLICT ON CONSTRAINT player_of_game_key DO UPDATE SET ${[...updates, 'modified_at = $4'].join(', ')}
       RETURNING id`,
      values,
    );
    return row!.id;
  }

  list(filter: { limit: number; starting_after: string | null; banned: boolean | null; segment: string | null }): Promise<PlayerRow[]> {
    return this.database.query<PlayerRow>(
      `SELECT * FROM players.player
       WHERE game_id = $1 AND ($2::text IS NULL OR id < $2) AND ($3::boolean IS NULL OR banned = $3) AND ($4::text IS NULL OR $4 = ANY (segments))
       ORDER BY id DESC LIMIT $5`,
      [currentScope().gameId, filter.starting_after, filter.banned, filter.segment, filter.limit],
    );
  }
}
