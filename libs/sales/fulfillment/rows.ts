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
}

export const GrantRows = new EntitySchema<GrantRow>({
  name: 'GrantRow', schema: 'fulfillment', tableName: 'grant_entry',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, order_id: { type: 'text' }, player_id: { type: 'text' }, state: { type: 'text' }, items: { type: 'jsonb' },
    reason: { type: 'text' }, decline_message: { type: 'text', nullable: true }, requested_at: { type: 'timestamptz' }, acknowledged_at: { type: 'timestamptz', nullable: true },
    ended_at: { type: 'timestamptz', nullable: true },
  },
});
