import { EntitySchema } from 'typeorm';
import type { RefundVerdict } from './contracts/queries.js';

export interface StudioRow {
  id: string;
  name: string;
  created_at: Date;
}

export interface GameRow {
  id: string;
  studio_id: string;
  title_id: string;
  environment: 'sandbox' | 'live';
  name: string;
  slug: string;
  default_country: string;
  default_locale: string;
  locales: string[];
  auto_refunds_per_hour_max: number;
  auto_refunds_percent_max: number;
  unacknowledged_refund_hours: number;
  psp_fee_bearer: 'studio' | 'operator';
  refund_if_used: RefundVerdict;
  refund_if_transferred: RefundVerdict;
  refund_if_unanswered: Exclude<RefundVerdict, 'refuse'>;
  four_eyes_above_usd_minor: bigint | null;
  four_eyes_next_usd_minor: bigint | null;
  four_eyes_next_at: Date | null;
  api_version: string;
  api_version_before: string | null;
  api_version_changed_at: Date | null;
  created_at: Date;
  modified_at: Date | null;
}

export const StudioRows = new EntitySchema<StudioRow>({
  name: 'StudioRow', schema: 'games', tableName: 'studio',
  columns: { id: { type: 'text', primary: true }, name: { type: 'text' }, created_at: { type: 'timestamptz', createDate: true } },
});

export const GameRows = new EntitySchema<GameRow>({
  name: 'GameRow', schema: 'games', tableName: 'game',
  columns: {
    id: { type: 'text', primary: true }, studio_id: { type: 'text' }, title_id: { type: 'text' }, environment: { type: 'text' }, name: { type: 'text' }, slug: { type: 'text' },
    default_country: { type: 'text', default: 'US' }, default_locale: { type: 'text', default: 'en' }, locales: { type: 'text', array: true, default: '{en,de}' },
    auto_refunds_per_hour_max: { type: 'int', default: 20 }, auto_refunds_percent_max: { type: 'int', default: 5 }, unacknowledged_refund_hours: { type: 'int', default: 72 }, psp_fee_bearer: { type: 'text', default: 'studio' },
    refund_if_used: { type: 'text', default: 'ask' }, refund_if_transferred: { type: 'text', default: 'ask' }, refund_if_unanswered: { type: 'text', default: 'ask' },
    four_eyes_above_usd_minor: { type: 'bigint', nullable: true, default: 50_000 }, four_eyes_next_usd_minor: { type: 'bigint', nullable: true }, four_eyes_next_at: { type: 'timestamptz', nullable: true },
    api_version: { type: 'text', default: '2026-11-01' }, api_version_before: { type: 'text', nullable: true }, api_version_changed_at: { type: 'timestamptz', nullable: true },
    created_at: { type: 'timestamptz', createDate: true }, modified_at: { type: 'timestamptz', nullable: true },
  },
});
