import type { FulfillmentMode } from '../contracts/queries.js';

/** Events that ask the game or grant in it: each goes to one enabled endpoint of an environment, or two servers would both credit. */
export const EXCLUSIVE_EVENTS = ['player.verify', 'order.reserve', 'refund.consumption', 'item.add', 'item.remove'] as const;

/** What an endpoint with these events is bound to exclusively. */
export function exclusiveAmong(events: readonly string[]): string[] {
  return EXCLUSIVE_EVENTS.filter((type) => events.includes(type));
}

/** Which events somebody has to take for orders of a mode to be made. */
export const NEEDED_BY: Readonly<Record<FulfillmentMode, readonly string[]>> = { push: ['item.add'], reserve: ['order.reserve', 'item.add'], claim: [] };
