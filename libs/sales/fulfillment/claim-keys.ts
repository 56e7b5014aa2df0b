import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { newSigningKey } from '#platform/crypto/webhook-signature';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import type { ClaimKeyRow } from './rows.js';

/** Older keys that sign beside the current one, at most. */
export const OLD_KEYS_MAX = 3;

/** The public half of a key, to verify with. */
export interface ClaimKeyView {
  key_id: string;
  /** base64 of the 32 bytes of an ed25519 key. */
  public_key: string;
  created_at: number;
  /** Until when it signs; null for the current one. */
  expires_at: number | null;
}

const place = (keyId: string): string => `fulfillment.claim_key|sealed|${keyId}`;

export const CLAIM_KEYS_SEALED: SealedColumn = { table: 'fulfillment.claim_key', column: 'sealed', tenant: 'game_id', key: 'id', place, form: 'bytes' };

/** The keys that sign now, the current one first. */
export class ListClaimKeys extends Query<ClaimKeyView[]> {}

/** As `ListClaimKeys`, opened; they never leave the process. */
export class OpenClaimKeys extends Query<{ key_id: string; signing_key: string }[]> {}

/** Makes a fresh current key; the present one signs beside it for `overlapSeconds` and then ends. Null: only where there is none yet. */
export class MakeClaimKey extends Command<void> {
  static readonly context = 'sales/fulfillment';
  constructor(readonly overlapSeconds: number | null) { super(); }
}

const LIVE = 'SELECT * FROM fulfillment.claim_key WHERE game_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY expires_at DESC NULLS FIRST, id DESC';

@QueryHandler(ListClaimKeys)
export class ListClaimKeysHandler implements IQueryHandler<ListClaimKeys> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute(): Promise<ClaimKeyView[]> {
    const rows = await this.database.query<ClaimKeyRow>(LIVE, [currentScope().gameId, this.clock.now()]);
    return rows.map((row) => ({ key_id: row.id, public_key: row.public_key, created_at: unixSeconds(row.created_at), expires_at: unixSecondsOrNull(row.expires_at) }));
  }
}

@QueryHandler(OpenClaimKeys)
export class OpenClaimKeysHandler implements IQueryHandler<OpenClaimKeys> {
  constructor(private readonly database: Database, private readonly envelope: Envelope, private readonly clock: Clock) {}

  async execute(): Promise<{ key_id: string; signing_key: string }[]> {
    const { gameId } = currentScope();
    const rows = await this.database.query<ClaimKeyRow>(LIVE, [gameId, this.clock.now()]);
    return rows.map((row) => ({ key_id: row.id, signing_key: this.envelope.open(row.sealed, gameId, place(row.id)) }));
  }
}

@CommandHandler(MakeClaimKey)
export class MakeClaimKeyHandler implements ICommandHandler<MakeClaimKey> {
  constructor(private readonly database: Database, private readonly envelope: Envelope, private readonly clock: Clock) {}

  async execute({ overlapSeconds }: MakeClaimKey): Promise<void> {
    const { gameId } = currentScope();
    const now = this.clock.now();
    if (overlapSeconds !== null) await this.retire(gameId, now, overlapSeconds);
    const id = newId('gsk');
    const key = newSigningKey();
    // Two that make one at the same moment: the first stays, and both sign with it.
    await this.database.execute('INSERT INTO fulfillment.claim_key (game_id, id, sealed, public_key, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (game_id) WHERE expires_at IS NULL DO NOTHING',
      [gameId, id, this.envelope.seal(key.private, gameId, place(id)), key.public.replace(/^whpk_/, ''), now]);
  }

  private async retire(gameId: string, now: Date, overlapSeconds: number): Promise<void> {
    await this.database.execute('UPDATE fulfillment.claim_key SET expires_at = $3 WHERE game_id = $1 AND ($2 OR expires_at IS NULL)',
      [gameId, overlapSeconds === 0, new Date(now.getTime() + overlapSeconds * 1_000)]);
    await this.database.execute(
      `DELETE FROM fulfillment.claim_key WHERE game_id = $1 AND (expires_at <= $2 OR id NOT IN (SELECT id FROM fulfillment.claim_key WHERE game_id = $1 ORDER BY expires_at DESC NULLS FIRST, id DESC LIMIT $3))`,
      [gameId, now, OLD_KEYS_MAX],
    );
  }
}
