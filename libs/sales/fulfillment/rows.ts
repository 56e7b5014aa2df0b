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
}

export const GrantRows = new EntitySchema<GrantRow>({
  name: 'GrantRow', schema: 'fulfillment', tableName: 'grant_entry',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, order_id: { type: 'text' }, player_id: { type: 'text' }, state: { type: 'text' }, items: { type: 'jsonb' },
    reason: { type: 'text' }, decline_message: { type: 'text', nullable: true }, requested_at: { type: 'timestamptz' }, acknowledged_at: { type: 'timestamptz', nullable: true },
    ended_at: { type: 'timestamptz', nullable: true }, mode: { type: 'text', default: 'push' }, claimed_by: { type: 'text', nullable: true },
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
