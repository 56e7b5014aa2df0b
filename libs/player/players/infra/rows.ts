import { EntitySchema } from 'typeorm';

export interface PlayerRow {
  game_id: string;
  id: string;
  player_id: string;
  name: string | null;
  email: string | null;
  country: string | null;
  avatar_url: string | null;
  banned: boolean;
  banned_reason: string | null;
  attributes: Record<string, unknown>;
  custom_attributes: Record<string, unknown>;
  custom_attributes_from_deeplink: Record<string, unknown>;
  segments: string[];
  registration_marketplace: string | null;
  balances: Record<string, number>;
  marketing_consent: Record<string, unknown>;
  created_at: Date;
  modified_at: Date | null;
}

export const PlayerRows = new EntitySchema<PlayerRow>({
  name: 'PlayerRow', schema: 'players', tableName: 'player',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, player_id: { type: 'text' },
    name: { type: 'text', nullable: true }, email: { type: 'text', nullable: true }, country: { type: 'text', nullable: true }, avatar_url: { type: 'text', nullable: true },
    banned: { type: 'boolean', default: false }, banned_reason: { type: 'text', nullable: true },
    attributes: { type: 'jsonb', default: {} }, custom_attributes: { type: 'jsonb', default: {} }, custom_attributes_from_deeplink: { type: 'jsonb', default: {} },
    segments: { type: 'text', array: true, default: '{}' }, registration_marketplace: { type: 'text', nullable: true },
    balances: { type: 'jsonb', default: {} }, marketing_consent: { type: 'jsonb', default: {} },
    created_at: { type: 'timestamptz', createDate: true }, modified_at: { type: 'timestamptz', nullable: true },
  },
});
