import { EntitySchema } from 'typeorm';
import type { OrderPaidFact } from '../contracts/events.js';
import type { CountrySource, OrderLine, OrderPricing, OrderStatus, OrderTax, OrderView } from '../contracts/queries.js';
import type { OrderFactTold } from '../domain/settle.js';

export interface OrderRow {
  game_id: string;
  id: string;
  status: OrderStatus;
  version: number;
  source: 's2s' | 'hub' | 'sdk' | 'checkout_link';
  player_id: string;
  email: string | null;
  country: string | null;
  country_source: CountrySource | null;
  country_locked: boolean;
  region: string | null;
  postcode: string | null;
  locale: string | null;
  platform: 'ios' | 'android' | 'other' | null;
  currency: string;
  /** As listed, before discount. */
  amount_before_discount_minor: bigint;
  listed_minor: bigint;
  amount_minor: bigint;
  /** What would be paid without discounts, on the basis of `amount_minor`; null in orders of an older build. */
  undiscounted_minor: bigint | null;
  tax: OrderTax | null;
  tax_refusal_code: string | null;
  quoted_on: string | null;
  lines: OrderLine[];
  pricing: OrderPricing;
  receipt_number: string | null;
  payment_id: string | null;
  locked_at: Date | null;
  confirmed_payment_id: string | null;
  facts: OrderFactTold[];
  sale: OrderPaidFact | null;
  metadata: Record<string, string> | null;
  player_info: Record<string, unknown> | null;
  redirect_settings: Record<string, unknown> | null;
  ui_settings: Record<string, unknown> | null;
  ip_address: string | null;
  user_agent: string | null;
  return_url: string | null;
  back_to_game_url: string | null;
  back_to_store_url: string | null;
  payment_methods_enabled: string[] | null;
  handled_by_client: boolean;
  coupons_enabled: boolean | null;
  eligible_for_reward_points: number | null;
  eligible_for_loyalty_points: number | null;
  immediate_delivery_requested_at: Date | null;
  created_at: Date;
  modified_at: Date;
  expires_at: Date;
  expired_at: Date | null;
  paid_at: Date | null;
  refunded_at: Date | null;
  /** Null in orders of an older build: `push`. */
  fulfillment_mode: OrderView['fulfillment_mode'] | null;
  /** The root that the checkout's secret comes from; null in orders of an older build. */
  checkout_key: string | null;
  /** Over terms and course (`SealedOrders`); null in orders of an older build. */
  seal: string | null;
}

const text = { type: 'text' } as const;
const textOrNull = { type: 'text', nullable: true } as const;
const flag = { type: 'boolean' } as const;
const minor = { type: 'bigint' } as const;
const json = { type: 'jsonb' } as const;
const jsonOrNull = { type: 'jsonb', nullable: true } as const;
const instant = { type: 'timestamptz' } as const;
const instantOrNull = { type: 'timestamptz', nullable: true } as const;
const intOrNull = { type: 'int', nullable: true } as const;

export const OrderRows = new EntitySchema<OrderRow>({
  name: 'OrderRow', schema: 'orders', tableName: 'order',
  columns: {
    game_id: { ...text, primary: true }, id: { ...text, primary: true }, status: text, version: { type: 'int' }, source: text, player_id: text, email: textOrNull,
    country: textOrNull, country_source: textOrNull, country_locked: flag, region: textOrNull, postcode: textOrNull, locale: textOrNull, platform: textOrNull, currency: text,
    amount_before_discount_minor: minor, listed_minor: minor, amount_minor: minor, undiscounted_minor: { ...minor, nullable: true }, tax: jsonOrNull, tax_refusal_code: textOrNull, quoted_on: textOrNull, lines: json, pricing: json,
    receipt_number: textOrNull, payment_id: textOrNull, locked_at: instantOrNull, confirmed_payment_id: textOrNull, facts: json, sale: jsonOrNull, metadata: jsonOrNull, player_info: jsonOrNull,
    redirect_settings: jsonOrNull, ui_settings: jsonOrNull, ip_address: textOrNull, user_agent: textOrNull, return_url: textOrNull, back_to_game_url: textOrNull,
    back_to_store_url: textOrNull, payment_methods_enabled: { ...textOrNull, array: true }, handled_by_client: flag, coupons_enabled: { ...flag, nullable: true },
    eligible_for_reward_points: intOrNull, eligible_for_loyalty_points: intOrNull, immediate_delivery_requested_at: instantOrNull, created_at: instant, modified_at: instant,
    expires_at: instant, expired_at: instantOrNull, paid_at: instantOrNull, refunded_at: instantOrNull, fulfillment_mode: textOrNull, checkout_key: textOrNull, seal: textOrNull,
  },
});

export interface OrderTransitionRow {
  game_id: string;
  order_id: string;
  version: number;
  from_status: string | null;
  to_status: string;
  cause_kind: string;
  cause_id: string;
  at: Date;
}

export const OrderTransitionRows = new EntitySchema<OrderTransitionRow>({
  name: 'OrderTransitionRow', schema: 'orders', tableName: 'order_transition',
  columns: {
    game_id: { ...text, primary: true }, order_id: { ...text, primary: true }, version: { type: 'int', primary: true }, from_status: textOrNull, to_status: text,
    cause_kind: text, cause_id: text, at: instant,
  },
});
