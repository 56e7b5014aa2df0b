import { type CurrencyCode, decimalString, exponentOf } from '#platform/kernel/currency';
import type { OrderView } from '#sales/orders/queries';
import type { PaymentView } from '#sales/payments/queries';
import type { PlayerView } from '#player/players/queries';

/** What a paid order leaves to whom, in US dollars; null where it is not known (yet). */
export interface UsdFigures {
  total_usd: number | null;
  taxes_usd: number | null;
  platform_fee_usd: number | null;
  payment_system_fee_usd: number | null;
  /** What is left to the studio. */
  revenue_usd: number | null;
}

export const NO_FIGURES: UsdFigures = { total_usd: null, taxes_usd: null, platform_fee_usd: null, payment_system_fee_usd: null, revenue_usd: null };

const decimal = (minor: number, currency: string): number => Number(decimalString(BigInt(minor), currency as CurrencyCode));

function items(order: OrderView): object[] {
  return order.lines.map((line) => ({
    id: line.item_id, sku: line.sku, name: line.name, description: line.description, image_url: line.image_url, type: line.type, quantity: line.quantity, source: 'order', currency: order.currency,
    price: line.unit_minor, price_decimal: decimal(line.unit_minor, order.currency), nested_items: line.grants.find((grant) => grant.item_id === line.item_id)?.nested_items ?? [],
  }));
}

/**
 * The contract's OrderRead and what we add. `status` is the order's at the event, not at the writing of it. `checkout_url` is null here: it holds the
 * secret that opens the checkout, and events are stored, logged and passed on.
 */
export function orderEventData(order: OrderView, status: string, player: PlayerView | null, usd: UsdFigures, more: object = {}): object {
  const { total_usd: _total, revenue_usd, ...fees } = usd;
  return {
    id: order.id, game_id: order.game_id, status, receipt_number: order.receipt_number, amount: order.amount_minor, amount_before_discount: order.amount_before_discount_minor,
    currency: order.currency, player_id: order.player_id, email: order.email, country: order.country, region: order.region, locale: order.locale,
    player_info: player ? { name: player.name, avatar_url: player.avatar_url, attributes: player.attributes, custom_attributes: player.custom_attributes } : null,
    items: items(order), metadata: order.metadata, checkout_url: null, redirect_settings: order.redirect_settings, ui_settings: order.ui_settings,
    coupons_enabled: false, coupons: [], applied_reward_points: 0, eligible_for_reward_points: 0, eligible_for_loyalty_points: 0, rewards: { available: [] },
    payment_id: order.payment_id, source: order.source, created_at: order.created_at, modified_at: order.modified_at, expires_at: order.expires_at, paid_at: order.paid_at, refunded_at: order.refunded_at,
    taxes: taxes(order), revenue_usd, fees, ...more,
  };
}

function taxes(order: OrderView): object[] {
  return order.tax?.components.map(({ name, rate, tax_minor, jurisdiction }) => ({ name, rate, amount: tax_minor, jurisdiction })) ?? [];
}

const CHANNELS: Record<OrderView['source'], string> = { hub: 'game_hub', s2s: 'checkout', sdk: 'android_sdk', checkout_link: 'checkout_link' };

/** The contract's PaymentRead and what we add. */
export function paymentEventData(payment: PaymentView, order: OrderView | null, status: string, player: PlayerView | null, usd: UsdFigures, more: object = {}): object {
  const { total_usd, revenue_usd, ...fees } = usd;
  return {
    payment_id: payment.id, payment_number: payment.id, order_id: payment.order_id, status, user_id: payment.player_id, player_id: payment.player_id, player_name: player?.name ?? null,
    payment_method_name: payment.method, sales_channel: order ? CHANNELS[order.source] : null, currency: payment.currency, currency_minor_unit: exponentOf(payment.currency as CurrencyCode),
    country: payment.country, receipt_number: order?.payment_id === payment.id ? (order.receipt_number ?? '') : '', card_last_4_digits: payment.card?.last4 ?? null, card_scheme: payment.card?.brand ?? null,
    total: payment.amount_minor, total_usd, total_usd_revenue: revenue_usd, user_local_price: payment.amount_minor, items: order ? items(order) : [],
    taxes: order ? taxes(order) : [], fees: Object.entries(fees).map(([name, amount]) => ({ name, amount })), ...fees, revenue_usd,
    refund_reason: payment.refund_reason, platform: payment.platform, ip: payment.ip_address, fail_reason: payment.fail_reason, fail_reason_code: payment.fail_code, three_d_secure_flow: payment.three_ds?.flow ?? 'none',
    three_d_secure_result: payment.three_ds?.result ?? 'not_attempted', applied_reward_points: 0, coupons: [], metadata: order?.metadata ?? null,
    created_at: payment.created_at, modified_at: payment.modified_at, status_updated_at: payment.status_updated_at, ...more,
  };
}
