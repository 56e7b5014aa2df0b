import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, ListOf, Obj, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { CLAIM_STATES, type ClaimState } from './claims.js';

const STATE = { name: 'ClaimState', what: '`claimable`: paid and not collected; `claimed`: collected; `revoked`: collected, and its order went back since' } as const;
const NONCE = { optional: true, min: 8, max: 64, pattern: /^[\w-]+$/, what: 'Stands in what is signed, so that no older answer can be played back to you' } as const;

export class ClaimNestedItem {
  @Str() id: string;
  @Str() sku: string;
  @Str() name: string;
  @Str() type: string;
  @Int({ what: 'How many of it are in one' }) count: number;
  @Int({ what: 'What one of it credits' }) quantity: number;
  @Str({ nullable: true, max: 65_536 }) image_url: string | null;
}

export class ClaimItem {
  @Str() item_id: string;
  @Str() sku: string;
  @Str() name: string;
  @Str({ nullable: true, max: 65_536 }) description: string | null;
  @Str({ nullable: true, max: 65_536 }) image_url: string | null;
  @Str() type: string;
  @Int() quantity: number;
  @ListOf(() => ClaimNestedItem, { nullable: true, what: 'What a bundle holds' }) nested_items: ClaimNestedItem[] | null;
  @Str({ what: '`order`, or what came on top' }) source: string;
}

export class ClaimRead {
  @Str({ what: '`grt_…`' }) grant_id: string;
  @Str() order_id: string;
  @Str({ what: "The game's own id of the player" }) player_id: string;
  @OneOf(CLAIM_STATES, STATE) state: string;
  @ListOf(() => ClaimItem) items: ClaimItem[];
  @Str({ what: 'One per effect: what was credited once under it is not credited again' }) idempotency_key: string;
  @Instant() granted_at: number;
  @Instant({ nullable: true }) claimed_at: number | null;
  @Instant({ nullable: true }) revoked_at: number | null;
}

export class ClaimSignature {
  @Str({ what: 'Which key, `gsk_…`' }) key_id: string;
  @Str({ what: 'ed25519 over the UTF-8 bytes of `payload`, base64 of 64 bytes' }) signature: string;
}

export class SignedPayload {
  @Str({ max: 16_777_216, what: 'JSON with the same members as the answer, and `version` (1), `kind` (`grants` or `claim`), `game_id`, `player_id`, `issued_at`, `nonce`' }) payload: string;
  @ListOf(() => ClaimSignature, { what: 'One of each key that signs now, the current one first; one that fits is enough' }) signatures: ClaimSignature[];
}

export class ClaimPageRead extends PageOf(ClaimRead, 'ClaimPageOf') {
  @Obj(() => SignedPayload, { what: 'The page, signed' }) signed: SignedPayload;
}

export class ClaimAnswer {
  @Obj(() => ClaimRead) grant: ClaimRead;
  @Bool({ what: 'An earlier call has collected it' }) is_earlier: boolean;
  @Obj(() => SignedPayload, { what: 'Both, signed' }) signed: SignedPayload;
}

export class OwnClaimsQuery {
  @OneOf(CLAIM_STATES, { ...STATE, optional: true, default: 'claimable' }) state?: ClaimState;
  @QueryInt({ min: 1, max: 100, default: 20, what: 'How many at most' }) limit?: number;
  @Cursor('grt') starting_after?: string;
  @Str(NONCE) nonce?: string;
}

export class ClaimsQuery extends OwnClaimsQuery {
  @Str({ min: 1, max: 255, what: "The game's own id of the player" }) player_id: string;
}

export class ClaimQuery {
  @Str(NONCE) nonce?: string;
}

export class ClaimKeyRead {
  @Str({ what: '`gsk_…`' }) key_id: string;
  @Str({ what: 'base64 of the 32 bytes of an ed25519 key' }) public_key: string;
  @Instant() created_at: number;
  @Instant({ nullable: true, what: 'Until when it signs; null for the current one' }) expires_at: number | null;
}

export class ClaimKeys {
  @ListOf(() => ClaimKeyRead, { what: 'The current one first, four at most' }) data: ClaimKeyRead[];
}

export class RotateClaimKeyQuery {
  @QueryInt({ min: 0, max: 31_536_000, default: 2_592_000, what: 'How long the present key signs beside the new one: clients that were shipped with it go on. 0 ends every older key at once' }) overlap_seconds?: number;
}
