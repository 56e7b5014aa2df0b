/** Every event type of the contract's enum and `refund.failed`, which is ours; `order.*` and `payment.*` stand for all events of that group. */
export const WEBHOOK_EVENT_TYPES = [
  'player.verify', 'item.add', 'item.remove', 'analytics.checkout.payment_method.select', 'analytics.checkout.submit_payment_form', 'analytics.checkout.back_store',
  'analytics.checkout.back_game', 'analytics.checkout.pageview', 'analytics.checkout.pageshow', 'analytics.checkout.pagehide', 'analytics.checkout.pageexit',
  'analytics.checkout.payment_method.close', 'analytics.hub.sign_up', 'analytics.hub.login', 'analytics.hub.buy_click', 'analytics.hub.free_item_claimed', 'batch.ready',
  'order.*', 'order.created', 'order.paid', 'order.canceled', 'order.refunded', 'payment.*', 'payment.succeeded', 'payment.abandoned', 'payment.canceled', 'payment.chargeback',
  'payment.declined', 'payment.dispute', 'payment.expired', 'payment.pending', 'payment.refunded', 'payment.rejected', 'payment.voided', 'fraud.reported', 'subscription.activated',
  'subscription.updated', 'subscription.renewed', 'subscription.deactivated', 'coupon.redeemed', 'ingame.push', 'ingame.popup', 'campaign.custom', 'player.is_idle', 'player.lookup',
  'player.marketing_consent.updated', 'store.get',
  'refund.failed',
] as const;

export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** Events that ask the game or grant in it: each goes to one enabled endpoint of an environment, or two servers would both credit. */
export const EXCLUSIVE_EVENTS = ['player.verify', 'item.add', 'item.remove'] as const;

/** What an endpoint with these events is bound to exclusively. */
export function exclusiveAmong(events: readonly string[]): string[] {
  return EXCLUSIVE_EVENTS.filter((type) => events.includes(type));
}
