import { type CurrencyCode, decimalString } from '#platform/kernel/currency';

/** An item as fulfillment grants it. */
export interface GrantedThing {
  item_id: string;
  sku: string;
  name: string;
  description: string | null;
  type: string;
  quantity: number;
  price_minor: number;
  currency: string;
  source: string;
  nested_items: { id: string; sku: string; name: string; type: string; count: number; quantity: number }[] | null;
}

/** `event_data` of item.add and item.remove. */
export function itemEventData(grant: { player_id: string; order_id: string; reason: string; items: readonly GrantedThing[] }): object {
  return {
    player_id: grant.player_id,
    order_id: grant.order_id,
    items: grant.items.map((item) => ({
      id: item.item_id, sku: item.sku, name: item.name, description: item.description, quantity: item.quantity, price: item.price_minor,
      price_decimal: Number(decimalString(BigInt(item.price_minor), item.currency as CurrencyCode)), currency: item.currency, type: item.type,
      nested_items: item.nested_items?.map(({ id, sku, name, type, count, quantity }) => ({ id, sku, name, type, count, quantity })) ?? null, source: item.source,
    })),
    reason: grant.reason,
  };
}
