import { EntitySchema } from 'typeorm';
import type { PricePlatform } from '../contracts/queries.js';

export interface PriceTemplateRow {
  game_id: string;
  id: string;
  key: string | null;
  name: string;
  price_minor: bigint;
  category: 'none' | 'platform';
  created_at: Date;
  modified_at: Date | null;
}

export const PriceTemplateRows = new EntitySchema<PriceTemplateRow>({
  name: 'PriceTemplateRow', schema: 'pricing', tableName: 'price_template',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, key: { type: 'text', nullable: true }, name: { type: 'text' }, price_minor: { type: 'bigint' },
    category: { type: 'text' }, created_at: { type: 'timestamptz' }, modified_at: { type: 'timestamptz', nullable: true },
  },
});

export interface CustomPriceRow {
  game_id: string;
  price_template_id: string;
  country: string;
  platform: PricePlatform;
  currency: string;
  price_minor: bigint;
}

export const CustomPriceRows = new EntitySchema<CustomPriceRow>({
  name: 'CustomPriceRow', schema: 'pricing', tableName: 'custom_price',
  columns: {
    game_id: { type: 'text', primary: true }, price_template_id: { type: 'text', primary: true }, country: { type: 'text', primary: true }, platform: { type: 'text', primary: true },
    currency: { type: 'text' }, price_minor: { type: 'bigint' },
  },
});

export interface TemplateUseRow {
  game_id: string;
  item_id: string;
  price_template_id: string | null;
  told_at: Date;
}

export const TemplateUseRows = new EntitySchema<TemplateUseRow>({
  name: 'TemplateUseRow', schema: 'pricing', tableName: 'template_use',
  columns: { game_id: { type: 'text', primary: true }, item_id: { type: 'text', primary: true }, price_template_id: { type: 'text', nullable: true }, told_at: { type: 'timestamptz' } },
});

export interface PricingVersionRow {
  game_id: string;
  version: bigint;
}

export const PricingVersionRows = new EntitySchema<PricingVersionRow>({
  name: 'PricingVersionRow', schema: 'pricing', tableName: 'version',
  columns: { game_id: { type: 'text', primary: true }, version: { type: 'bigint' } },
});
