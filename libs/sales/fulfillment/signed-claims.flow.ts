import { Injectable } from '@nestjs/common';
import { ed25519 } from '#platform/crypto/webhook-signature';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { ListClaimKeys, MakeClaimKey, OpenClaimKeys, type ClaimKeyView } from './claim-keys.js';
import { ClaimGrant, ListClaims, type ClaimPage, type ClaimView } from './claims.js';

/** What is told, once more as the bytes that were signed: whoever has only the public key trusts these and nothing beside them. */
export interface Signed {
  /** JSON. */
  payload: string;
  /** ed25519 over the UTF-8 bytes of `payload`, base64: one of each key that signs now, the current one first. */
  signatures: { key_id: string; signature: string }[];
}

export const PAYLOAD_VERSION = 1;

/** What clients are told of their grants, signed. The keys of an environment are made when they are needed first. */
@Injectable()
export class SignedClaims {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  async list(filter: ListClaims['filter'], nonce: string | null, scope: Scope): Promise<ClaimPage & { signed: Signed }> {
    const page = await this.queries.ask(new ListClaims(filter), scope);
    return { ...page, signed: await this.sign('grants', { player_id: filter.player_id, state: filter.state, ...page }, nonce, scope) };
  }

  async claim(input: ClaimGrant['input'], nonce: string | null, scope: Scope): Promise<{ grant: ClaimView; is_earlier: boolean; signed: Signed }> {
    const claimed = await this.commands.execute(new ClaimGrant(input), scope);
    return { ...claimed, signed: await this.sign('claim', { player_id: claimed.grant.player_id, ...claimed }, nonce, scope) };
  }

  keys(scope: Scope): Promise<ClaimKeyView[]> {
    return this.madeIfNone(() => this.queries.ask(new ListClaimKeys(), scope), scope);
  }

  async rotate(overlapSeconds: number, scope: Scope): Promise<ClaimKeyView[]> {
    await this.commands.execute(new MakeClaimKey(overlapSeconds), scope);
    return this.keys(scope);
  }

  private async sign(kind: 'grants' | 'claim', told: object, nonce: string | null, scope: Scope): Promise<Signed> {
    const keys = await this.madeIfNone(() => this.queries.ask(new OpenClaimKeys(), scope), scope);
    const payload = JSON.stringify({ version: PAYLOAD_VERSION, kind, game_id: scope.gameId, issued_at: this.clock.nowSeconds(), nonce, ...told });
    return { payload, signatures: keys.map(({ key_id, signing_key }) => ({ key_id, signature: ed25519(signing_key, Buffer.from(payload, 'utf8')) })) };
  }

  private async madeIfNone<T>(read: () => Promise<T[]>, scope: Scope): Promise<T[]> {
    const keys = await read();
    if (keys.length > 0) return keys;
    await this.commands.execute(new MakeClaimKey(null), scope);
    return read();
  }
}
