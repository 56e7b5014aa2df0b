import { Injectable } from '@nestjs/common';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import type { OneTimeTokenRow } from './rows.js';

export const LOGIN_LASTS_SECONDS = 300;
export const HANDOFF_LASTS_SECONDS = 120;
/** A token that was spent or has expired is still known so long, for a look at what happened. */
export const KEPT_AFTERWARDS_MS = 86_400_000;

export type TokenContent = Pick<OneTimeTokenRow, 'kind'> & Partial<Pick<OneTimeTokenRow, 'player_id' | 'user_id' | 'nonce' | 'redirect_path' | 'name' | 'avatar_url'>>;

@Injectable()
export class OneTimeTokensRepository {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  /** Makes a token of 256 random bits, of which the hash is kept. */
  async issue(content: TokenContent): Promise<string> {
    const { gameId } = currentScope();
    const now = this.clock.now();
    const token = randomToken(32);
    const hash = tokenHash(token);
    const lasts = content.kind === 'login' ? LOGIN_LASTS_SECONDS : HANDOFF_LASTS_SECONDS;
    await this.database.execute(
      `INSERT INTO sign_in.one_time_token (game_id, token_hash, kind, player_id, user_id, nonce, redirect_path, name, avatar_url, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [gameId, hash, content.kind, content.player_id ?? null, content.user_id ?? null, content.nonce ?? null, content.redirect_path ?? null, content.name ?? null, content.avatar_url ?? null,
        now, new Date(now.getTime() + lasts * 1000)],
    );
    // A login link is opened before anything else is known of the browser, so its game has to be found by the token.
    if (content.kind === 'login') await this.database.execute(`INSERT INTO platform.route (kind, handle, game_id) VALUES ('login', $1, $2)`, [hash, gameId]);
    return token;
  }

  /** Spends a token: one statement decides and marks, so that of many at once one wins. */
  spend(kind: TokenContent['kind'], token: string, nonce: string | null): Promise<OneTimeTokenRow | undefined> {
    return this.database.one<OneTimeTokenRow>(
      `UPDATE sign_in.one_time_token SET used_at = $4
       WHERE game_id = $1 AND token_hash = $2 AND kind = $3 AND used_at IS NULL AND expires_at > $4 AND nonce IS NOT DISTINCT FROM $5 RETURNING *`,
      [currentScope().gameId, tokenHash(token), kind, this.clock.now(), nonce],
    );
  }

  /** Removes up to `max` tokens of the game that ended before yesterday, the oldest first. Answers how many. */
  async removeEnded(max: number): Promise<number> {
    const gone = await this.database.one<{ count: bigint }>(
      `WITH old AS (SELECT token_hash FROM sign_in.one_time_token WHERE game_id = $1 AND expires_at < $2 ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED),
            gone AS (DELETE FROM sign_in.one_time_token t USING old WHERE t.game_id = $1 AND t.token_hash = old.token_hash RETURNING t.token_hash),
            forgotten AS (DELETE FROM platform.route WHERE kind = 'login' AND handle IN (SELECT token_hash FROM gone))
       SELECT count(*) AS count FROM gone`,
      [currentScope().gameId, new Date(this.clock.now().getTime() - KEPT_AFTERWARDS_MS), max],
    );
    return Number(gone!.count);
  }
}
