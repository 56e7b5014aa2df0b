import { decimalString, parseCurrency } from '#platform/kernel/currency';
import { financeTold, lineId, type OrderDetails } from '../contracts/queries.js';
import type { OrderItemRead, OrderNestedItem, OrderRead } from './order-read.dto.js';

type Line = OrderDetails['lines'][number];
type Grant = Line['grants'][number];

/** An order as the contract writes it, with ours beside. What the contract does not call nullable is left out when there is none. */
export function orderRead(order: OrderDetails): OrderRead {
  return {
    id: order.id, receipt_number: order.receipt_number ?? undefined, amount: order.amount_minor, amount_before_discount: order.amount_before_discount_minor, currency: order.currency,
    player_id: order.player_id, email: order.email ?? undefined, player_info: order.player_info ?? undefined, items: order.lines.flatMap((line, index) => itemsOf(line, lineId(index), order)),
    status: order.status, created_at: order.created_at, paid_at: order.paid_at ?? undefined, metadata: order.metadata ?? undefined, expires_at: order.expires_at,
    checkout_url: order.checkout_url, redirect_settings: order.redirect_settings ?? undefined, ui_settings: order.ui_settings ?? undefined,
    coupons_enabled: order.coupons_enabled ?? undefined, applied_reward_points: 0, coupons: [], eligible_for_reward_points: order.eligible_for_reward_points ?? undefined,
    eligible_for_loyalty_points: order.eligible_for_loyalty_points ?? undefined, rewards: { available: [] }, source: order.source, country: order.country,
    country_locked: order.country_locked, region: order.region, postcode: order.postcode, locale: order.locale, platform: order.platform, tax: order.tax, business: order.business,
    tax_refusal_code: order.tax_refusal_code, payment_id: order.payment_id, is_expired: order.is_expired, is_held: order.is_held,
    reported_amount: order.reported_minor, reported_currency: order.reported_currency, handled_by_client: order.handled_by_client, ip_address: order.ip_address,
    user_agent: order.user_agent, return_url: order.return_url, back_to_game_url: order.back_to_game_url, back_to_store_url: order.back_to_store_url,
    payment_methods_enabled: order.payment_methods_enabled, immediate_delivery_requested_at: order.immediate_delivery_requested_at, modified_at: order.modified_at,
    refunded_at: order.refunded_at, refunded_amount: order.refunded.amount_minor, finance: order.finance && financeTold(order.finance),
  };
}

/** The line as it was bought, and everything that comes with it for nothing. */
function itemsOf(line: Line, line_id: string, { currency, refunded }: OrderDetails): OrderItemRead[] {
  const own = line.grants.find((grant) => grant.item_id === line.item_id && grant.source === 'order');
  const back = refunded.lines.find((each) => each.line_id === line_id);
  const bought: OrderItemRead = {
    id: line.item_id, sku: line.sku, name: line.name, source: 'order', description: line.description, image_url: line.image_url ?? undefined, quantity: line.quantity,
    nested_items: own ? nestedOf(own) : undefined, selected_plan_key: null, currency, ...priced(line.unit_minor, currency),
    line_id, refunded_quantity: back?.quantity ?? 0, refunded_amount: back?.amount_minor ?? 0,
  };
  return [bought, ...line.grants.filter((grant) => grant !== own && grant.source !== 'order').map((grant) => ({ ...extraOf(grant, currency), line_id }))];
}

function extraOf(grant: Grant, currency: string): OrderItemRead {
  return {
    id: grant.item_id, sku: grant.sku, name: grant.name, source: grant.source, description: grant.description, image_url: grant.image_url ?? undefined, quantity: grant.quantity,
    nested_items: nestedOf(grant), selected_plan_key: null, currency, ...priced(0, currency),
  };
}

function nestedOf(grant: Grant): OrderNestedItem[] | undefined {
  return grant.nested_items?.map((item) => ({
    id: item.id, sku: item.sku, name: item.name, source: 'bundle', description: null, image_url: item.image_url ?? undefined, quantity: item.count * item.quantity,
  }));
}

function priced(minor: number, currency: string): Pick<OrderItemRead, 'price' | 'price_point' | 'price_decimal'> {
  return { price: minor, price_point: minor, price_decimal: Number(decimalString(BigInt(minor), parseCurrency(currency))) };
}
