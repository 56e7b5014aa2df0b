import type { OrderView } from '#sales/orders/queries';
import type { GrantedItem } from './contracts/events.js';

/** What a paid order puts into the player's inventory: everything its lines grant but system items, on their own or in a bundle, which stay inside the platform. */
export function grantedItems(order: OrderView): GrantedItem[] {
  return order.lines.flatMap((line) =>
    line.grants.filter((grant) => !grant.is_system).map((grant) => ({
      ...grant, nested_items: grant.nested_items?.filter((nested) => !nested.is_system) ?? null,
      price_minor: grant.item_id === line.item_id && grant.source === 'order' ? line.unit_minor : 0, currency: order.currency,
    })));
}
