import { Command } from '#platform/kernel/messages';

/** A session that was opened. The token is shown this once; what is kept is its hash. */
export interface OpenedSession {
  session_token: string;
  user_id: string;
  player_id: string;
  expires_at: number;
}

/**
 * Spends a login token of `POST /v1/users/authorize` and opens a verified session. Of simultaneous attempts one succeeds.
 * Throws `users.token_invalid`, `player.refused` (banned since).
 */
export class RedeemLogin extends Command<OpenedSession & { redirect_path: string | null }> {
  static readonly context = 'player/sign-in';
  constructor(readonly input: { token: string; nonce: string | null }) { super(); }
}
