import { EntitySchema } from 'typeorm';
import type { RequirementsMismatch } from '../contracts/commands.js';

export interface StoreRow {
  game_id: string;
  id: string;
  key: string | null;
  name: string;
  description: string;
  type: 'default' | 'special';
  start_at: Date | null;
  end_at: Date | null;
  created_at: Date;
  modified_at: Date | null;
}

export const StoreRows = new EntitySchema<StoreRow>({
  name: 'StoreRow', schema: 'offers', tableName: 'store',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, key: { type: 'text', nullable: true }, name: { type: 'text' }, description: { type: 'text' },
    type: { type: 'text' }, start_at: { type: 'timestamptz', nullable: true }, end_at: { type: 'timestamptz', nullable: true }, created_at: { type: 'timestamptz' },
    modified_at: { type: 'timestamptz', nullable: true },
  },
});

export interface StoreItemRow {
  game_id: string;
  id: string;
  store_id: string;
  item_id: string;
  position: number;
  name: string | null;
  description: string | null;
  image_url: string | null;
  discount_percent: number | null;
  bonus_percent: number | null;
  bonus_fixed: bigint | null;
  custom_badge: string | null;
  bonus_badge: string | null;
  start_at: Date | null;
  end_at: Date | null;
  price_minor: bigint | null;
  price_template_id: string | null;
  quantity: bigint | null;
  requirements_mismatch_behavior: RequirementsMismatch | null;
  card_type: 'default' | 'featured' | null;
  show_first_on_category_list: boolean | null;
  show_disabled_by_max_purchases: boolean | null;
  created_at: Date;
  modified_at: Date | null;
}

export const StoreItemRows = new EntitySchema<StoreItemRow>({
  name: 'StoreItemRow', schema: 'offers', tableName: 'store_item',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, store_id: { type: 'text' }, item_id: { type: 'text' }, position: { type: 'int' },
    name: { type: 'text', nullable: true }, description: { type: 'text', nullable: true }, image_url: { type: 'text', nullable: true }, discount_percent: { type: 'int', nullable: true },
    bonus_percent: { type: 'int', nullable: true }, bonus_fixed: { type: 'bigint', nullable: true }, custom_badge: { type: 'text', nullable: true }, bonus_badge: { type: 'text', nullable: true },
    start_at: { type: 'timestamptz', nullable: true }, end_at: { type: 'timestamptz', nullable: true }, price_minor: { type: 'bigint', nullable: true },
    price_template_id: { type: 'text', nullable: true }, quantity: { type: 'bigint', nullable: true }, requirements_mismatch_behavior: { type: 'text', nullable: true },
    card_type: { type: 'text', nullable: true }, show_first_on_category_list: { type: 'boolean', nullable: true }, show_disabled_by_max_purchases: { type: 'boolean', nullable: true },
    created_at: { type: 'timestamptz' }, modified_at: { type: 'timestamptz', nullable: true },
  },
});

export interface OffersVersionRow {
  game_id: string;
  version: bigint;
}

export const OffersVersionRows = new EntitySchema<OffersVersionRow>({
  name: 'OffersVersionRow', schema: 'offers', tableName: 'version',
  columns: { game_id: { type: 'text', primary: true }, version: { type: 'bigint' } },
});
