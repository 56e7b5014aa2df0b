import { EntitySchema } from 'typeorm';
import type { HubTranslations } from './contracts/queries.js';

export interface HubRow {
  game_id: string;
  id: string;
  slug: string;
  name: string;
  tagline: string | null;
  accent_color: string;
  background_color: string;
  scheme: 'dark' | 'light';
  logo_url: string | null;
  background_url: string | null;
  default_country: string;
  default_locale: string;
  locales: string[];
  back_to_game_url: string | null;
  translations: HubTranslations;
  created_at: Date;
  modified_at: Date | null;
}

export const HubRows = new EntitySchema<HubRow>({
  name: 'HubRow', schema: 'storefront', tableName: 'hub',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, slug: { type: 'text' }, name: { type: 'text' }, tagline: { type: 'text', nullable: true },
    accent_color: { type: 'text' }, background_color: { type: 'text' }, scheme: { type: 'text' }, logo_url: { type: 'text', nullable: true }, background_url: { type: 'text', nullable: true },
    default_country: { type: 'text' }, default_locale: { type: 'text' }, locales: { type: 'text', array: true }, back_to_game_url: { type: 'text', nullable: true }, translations: { type: 'jsonb', default: {} },
    created_at: { type: 'timestamptz', createDate: true }, modified_at: { type: 'timestamptz', nullable: true },
  },
});
