import { lineId, type OrderView } from '#sales/orders/queries';
import type { GrantedItem } from './contracts/events.js';

/** How many units of each line have gone back, by `line_id`. */
export type Units = ReadonlyMap<string, number>;
const NONE: Units = new Map();

/** How much of what a line grants goes with so many of its units: rounded down, and all of it with the last. */
const gone = (quantity: number, units: number, of: number): number => Number((BigInt(quantity) * BigInt(units)) / BigInt(of));

function itemsOf(order: OrderView, quantityOf: (quantity: number, line: OrderView['lines'][number], lineId: string) => number): GrantedItem[] {
  return order.lines.flatMap((line, index) =>
    line.grants.filter((grant) => !grant.is_system).map((grant) => ({
      ...grant, quantity: quantityOf(grant.quantity, line, lineId(index)), nested_items: grant.nested_items?.filter((nested) => !nested.is_system) ?? null,
      price_minor: grant.item_id === line.item_id && grant.source === 'order' ? line.unit_minor : 0, currency: order.currency,
    })).filter(({ quantity }) => quantity > 0));
}

/** What a paid order puts into the player's inventory: everything its lines grant but system items, on their own or in a bundle, which stay inside the platform; without what went back with these units. */
export function grantedItems(order: OrderView, taken: Units = NONE): GrantedItem[] {
  return itemsOf(order, (quantity, line, id) => quantity - gone(quantity, taken.get(id) ?? 0, line.quantity));
}

/** What goes back with `more` units when `before` have gone. */
export function takenItems(order: OrderView, before: Units, more: Units): GrantedItem[] {
  return itemsOf(order, (quantity, line, id) => {
    const units = before.get(id) ?? 0;
    return gone(quantity, units + (more.get(id) ?? 0), line.quantity) - gone(quantity, units, line.quantity);
  });
}

/** The sum of both. */
export function unitsOf(...parts: readonly (readonly { line_id: string; quantity: number }[])[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { line_id, quantity } of parts.flat()) units.set(line_id, (units.get(line_id) ?? 0) + quantity);
  return units;
}
