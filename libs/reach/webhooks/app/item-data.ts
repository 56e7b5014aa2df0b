import { itemsAsTold, type GrantFact } from '#sales/fulfillment/events';

/** `event_data` of item.add and item.remove. A reservation that is used up is named; without one the member is left out. */
export function itemEventData(grant: Pick<GrantFact, 'player_id' | 'order_id' | 'reason' | 'items' | 'reservation_id'>): object {
  return { player_id: grant.player_id, order_id: grant.order_id, items: itemsAsTold(grant.items), reason: grant.reason, ...(grant.reservation_id ? { reservation_id: grant.reservation_id } : {}) };
}
