import { EntitySchema } from 'typeorm';
import type { GrantedItem } from './contracts/events.js';
import type { GrantView } from './contracts/queries.js';

export interface GrantRow {
  game_id: string;
  id: string;
  order_id: string;
  player_id: string;
  state: GrantView['state'];
  items: GrantedItem[];
  reason: string;
  decline_message: string | null;
  requested_at: Date;
  acknowledged_at: Date | null;
  ended_at: Date | null;
  mode: 'push' | 'claim';
  /** Who collected it: the player's client, or a server on her behalf. */
  claimed_by: 'player' | 'server' | null;
  /** What the game had kept for it. */
  reservation_id: string | null;
}

export const GrantRows = new EntitySchema<GrantRow>({
  name: 'GrantRow', schema: 'fulfillment', tableName: 'grant_entry',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, order_id: { type: 'text' }, player_id: { type: 'text' }, state: { type: 'text' }, items: { type: 'jsonb' },
    reason: { type: 'text' }, decline_message: { type: 'text', nullable: true }, requested_at: { type: 'timestamptz' }, acknowledged_at: { type: 'timestamptz', nullable: true },
    ended_at: { type: 'timestamptz', nullable: true }, mode: { type: 'text', default: 'push' }, claimed_by: { type: 'text', nullable: true }, reservation_id: { type: 'text', nullable: true },
  },
});

/**
 * What the refund of a part of an order takes back of its grant, as `grant_id` was called then. `revoking`: the game was asked to remove these; `revoked`: it has, or a client had collected; `withheld`: nobody had
 * it, and it is never given; `void`: there was nothing to take, or all of it is being taken back.
 */
export interface TakenPartRow {
  game_id: string;
  id: string;
  refund_id: string;
  order_id: string;
  player_id: string;
  grant_id: string;
  mode: GrantRow['mode'];
  state: 'revoking' | 'revoked' | 'withheld' | 'void';
  lines: { line_id: string; quantity: number }[];
  items: GrantedItem[];
  requested_at: Date;
  acknowledged_at: Date | null;
  ended_at: Date | null;
}

export const TakenPartRows = new EntitySchema<TakenPartRow>({
  name: 'TakenPartRow', schema: 'fulfillment', tableName: 'taken_part',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, refund_id: { type: 'text' }, order_id: { type: 'text' }, player_id: { type: 'text' }, grant_id: { type: 'text' }, mode: { type: 'text' },
    state: { type: 'text' }, lines: { type: 'jsonb' }, items: { type: 'jsonb' }, requested_at: { type: 'timestamptz' }, acknowledged_at: { type: 'timestamptz', nullable: true }, ended_at: { type: 'timestamptz', nullable: true },
  },
});

/** A key that signs what clients are told of their grants. The one without an end is current. */
export interface ClaimKeyRow {
  game_id: string;
  id: string;
  sealed: Buffer;
  public_key: string;
  created_at: Date;
  expires_at: Date | null;
}

export const ClaimKeyRows = new EntitySchema<ClaimKeyRow>({
  name: 'ClaimKeyRow', schema: 'fulfillment', tableName: 'claim_key',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, sealed: { type: 'bytea' }, public_key: { type: 'text' }, created_at: { type: 'timestamptz' }, expires_at: { type: 'timestamptz', nullable: true },
  },
});

/**
 * What the game was asked to keep for one payment attempt. `asking` → `held` (it keeps it), `refused` (it does not), `unknown` (nobody knows); `held` → `used` (paid, granted); `asking`, `held`, `unknown` → `released`
 * (the game is told).
 */
export interface ReservationRow {
  game_id: string;
  payment_id: string;
  id: string;
  order_id: string;
  player_id: string;
  state: 'asking' | 'held' | 'refused' | 'unknown' | 'used' | 'released';
  refusal_code: string | null;
  refusal_message: string | null;
  asked_at: Date;
  ended_at: Date | null;
}

export const ReservationRows = new EntitySchema<ReservationRow>({
  name: 'ReservationRow', schema: 'fulfillment', tableName: 'reservation',
  columns: {
    game_id: { type: 'text', primary: true }, payment_id: { type: 'text', primary: true }, id: { type: 'text' }, order_id: { type: 'text' }, player_id: { type: 'text' }, state: { type: 'text' },
    refusal_code: { type: 'text', nullable: true }, refusal_message: { type: 'text', nullable: true }, asked_at: { type: 'timestamptz' }, ended_at: { type: 'timestamptz', nullable: true },
  },
});
