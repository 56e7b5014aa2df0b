import { Injectable } from '@nestjs/common';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { OpenedSession } from '../contracts/commands.js';
import type { SessionRow } from './rows.js';

/** A session that rests on a typed player id is shorter than one that the game vouched for. */
const LASTS_DAYS = { player_id: 7, verified: 30 } as const;

export interface PlayerFace {
  player_id: string;
  name: string | null;
  avatar_url: string | null;
}

@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  /** Finds or makes the user of this player and opens a session for her. */
  async open(face: PlayerFace, assurance: SessionRow['assurance']): Promise<OpenedSession> {
    const { gameId } = currentScope();
    const now = this.clock.now();
    const user = await this.database.one<{ id: string }>(
      `INSERT INTO sign_in.hub_user AS u (game_id, id, player_id, name, avatar_url, created_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT hub_user_player_key DO UPDATE SET name = coalesce(excluded.name, u.name), avatar_url = coalesce(excluded.avatar_url, u.avatar_url), modified_at = $6
       RETURNING id`,
      [gameId, newId('usr'), face.player_id, face.name, face.avatar_url, now],
    );
    const session_token = randomToken(32);
    const hash = tokenHash(session_token);
    const id = newId('ses');
    const expires = new Date(now.getTime() + LASTS_DAYS[assurance] * 86_400_000);
    await this.database.execute(
      `INSERT INTO sign_in.session (game_id, id, token_hash, user_id, player_id, assurance, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [gameId, id, hash, user!.id, face.player_id, assurance, now, expires],
    );
    await this.database.execute(`INSERT INTO platform.route (kind, handle, game_id, target_id) VALUES ('session', $1, $2, $3)`, [hash, gameId, id]);
    return { session_token, user_id: user!.id, player_id: face.player_id, expires_at: unixSeconds(expires) };
  }

  /** The live session of a token's hash. */
  find(hash: string): Promise<SessionRow | undefined> {
    return this.database.one<SessionRow>('SELECT * FROM sign_in.session WHERE game_id = $1 AND token_hash = $2 AND expires_at > $3', [currentScope().gameId, hash, this.clock.now()]);
  }

  async endOne(sessionId: string): Promise<void> {
    await this.end('id = $2', sessionId);
  }

  async endOfUser(userId: string): Promise<void> {
    await this.end('user_id = $2', userId);
  }

  /** Removes up to `max` sessions of the game that are over, the oldest first. Answers how many. */
  removeEnded(max: number): Promise<number> {
    return this.end('id IN (SELECT id FROM sign_in.session WHERE game_id = $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED)', this.clock.now(), max);
  }

  private async end(which: string, ...values: unknown[]): Promise<number> {
    const ended = await this.database.one<{ count: bigint }>(
      `WITH ended AS (DELETE FROM sign_in.session WHERE game_id = $1 AND ${which} RETURNING token_hash),
            forgotten AS (DELETE FROM platform.route WHERE kind = 'session' AND handle IN (SELECT token_hash FROM ended))
       SELECT count(*) AS count FROM ended`,
      [currentScope().gameId, ...values],
    );
    return Number(ended!.count);
  }
}
