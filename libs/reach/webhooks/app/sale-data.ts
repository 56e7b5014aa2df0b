import { type CurrencyCode, decimalString, exponentOf } from '#platform/kernel/currency';
import { financeTold, type OrderView } from '#sales/orders/queries';
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

/** The contract has no null here: what is not there is left out. */
function present(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** What was bought, but for what is the system's. */
function items(order: OrderView): object[] {
  return order.lines.flatMap((line) => {
    const own = line.grants.find((grant) => grant.item_id === line.item_id);
    if (own?.is_system) return [];
    return [{
      id: line.item_id, sku: line.sku, name: line.name, description: line.description, ...present({ image_url: line.image_url }), type: line.type, quantity: line.quantity, source: 'order',
      currency: order.currency, price: line.unit_minor, price_decimal: decimal(line.unit_minor, order.currency), nested_items: own?.nested_items?.filter((nested) => !nested.is_system) ?? [],
    }];
  });
}

/** The address of a checkout with the order's id where the secret stands: it names the checkout and opens nothing, for events are stored, logged and passed on. */
function nameOfCheckout({ checkout_url, id }: OrderView): string {
  return `${checkout_url.slice(0, checkout_url.lastIndexOf('/'))}/${id}`;
}

/** The contract's OrderRead and what we add. `status` is the order's at the event, not at the writing of it. */
export function orderEventData(order: OrderView, status: string, player: PlayerView | null, usd: UsdFigures, more: object = {}): object {
  const { total_usd: _total, revenue_usd, ...fees } = usd;
  return {
    id: order.id, game_id: order.game_id, status, amount: order.amount_minor, amount_before_discount: order.amount_before_discount_minor, currency: order.currency, player_id: order.player_id,
    ...present({
      receipt_number: order.receipt_number, email: order.email, metadata: order.metadata, redirect_settings: order.redirect_settings, ui_settings: order.ui_settings, paid_at: order.paid_at,
      player_info: player && { ...present({ name: player.name, avatar_url: player.avatar_url }), attributes: player.attributes, custom_attributes: player.custom_attributes },
    }),
    ...(order.finance ? { finance: financeTold(order.finance) } : {}), country: order.country, region: order.region, locale: order.locale, items: items(order), checkout_url: nameOfCheckout(order),
    coupons_enabled: false, coupons: [], applied_reward_points: 0, eligible_for_reward_points: 0, eligible_for_loyalty_points: 0, rewards: { available: [] },
    payment_id: order.payment_id, source: order.source, created_at: order.created_at, modified_at: order.modified_at, expires_at: order.expires_at, refunded_at: order.refunded_at,
    taxes: taxes(order), revenue_usd, fees, ...present(more),
  };
}

/** What of an order has gone back by one refund, beside the order. */
export function partData(part: { refund_id: string; reason: string; reason_code: string; amount_minor: number; refunded_total_minor: number; lines: readonly { line_id: string; item_id: string; sku: string; quantity: number; amount_minor: number }[] }): object {
  return {
    refund_id: part.refund_id, refund_reason: part.reason, refund_reason_code: part.reason_code, refund_amount: part.amount_minor, refunded_amount: part.refunded_total_minor,
    refunded_items: part.lines.map((line) => ({ line_id: line.line_id, id: line.item_id, sku: line.sku, quantity: line.quantity, amount: line.amount_minor })),
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
    payment_id: payment.id, payment_number: payment.id, order_id: payment.order_id, status, user_id: payment.player_id, player_id: payment.player_id, payment_method_name: payment.method,
    currency: payment.currency, currency_minor_unit: exponentOf(payment.currency as CurrencyCode), receipt_number: order?.payment_id === payment.id ? (order.receipt_number ?? '') : '', total: payment.amount_minor,
    ...present({
      player_name: player?.name ?? null, sales_channel: order ? CHANNELS[order.source] : null, country: payment.country, card_last_4_digits: payment.card?.last4 ?? null,
      card_scheme: payment.card?.brand ?? null, total_usd, total_usd_revenue: revenue_usd, refund_reason: payment.refund_reason, platform: payment.platform, ip: payment.ip_address,
      fail_reason: payment.fail_reason, fail_reason_code: payment.fail_code, metadata: order?.metadata ?? null,
    }),
    user_local_price: payment.amount_minor, items: order ? items(order) : [], taxes: order ? taxes(order) : [], fees: Object.entries(fees).map(([name, amount]) => ({ name, amount })), ...fees, revenue_usd,
    three_d_secure_flow: payment.three_ds?.flow ?? 'none', three_d_secure_result: payment.three_ds?.result ?? 'not_attempted', applied_reward_points: 0, coupons: [],
    created_at: payment.created_at, modified_at: payment.modified_at, status_updated_at: payment.status_updated_at, ...present(more),
  };
}
