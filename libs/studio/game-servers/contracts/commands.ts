import { Command } from '#platform/kernel/messages';
import type { SignatureScheme } from '#platform/kernel/signature-scheme';

/** Every event type of the contract's enum, and `order.partially_refunded`, `refund.failed`, `webhook.disabled`, `player.erased`, `order.reserve`, `refund.consumption`, `refund.clawback`, `review.opened` and `review.closed`, which are ours; `order.*` and `payment.*` stand for all events of that group. */
export const WEBHOOK_EVENT_TYPES = [
  'player.verify', 'item.add', 'item.remove', 'analytics.checkout.payment_method.select', 'analytics.checkout.submit_payment_form', 'analytics.checkout.back_store',
  'analytics.checkout.back_game', 'analytics.checkout.pageview', 'analytics.checkout.pageshow', 'analytics.checkout.pagehide', 'analytics.checkout.pageexit',
  'analytics.checkout.payment_method.close', 'analytics.hub.sign_up', 'analytics.hub.login', 'analytics.hub.buy_click', 'analytics.hub.free_item_claimed', 'batch.ready',
  'order.*', 'order.created', 'order.paid', 'order.canceled', 'order.refunded', 'payment.*', 'payment.succeeded', 'payment.abandoned', 'payment.canceled', 'payment.chargeback',
  'payment.declined', 'payment.dispute', 'payment.expired', 'payment.pending', 'payment.refunded', 'payment.rejected', 'payment.voided', 'fraud.reported', 'subscription.activated',
  'subscription.updated', 'subscription.renewed', 'subscription.deactivated', 'coupon.redeemed', 'ingame.push', 'ingame.popup', 'campaign.custom', 'player.is_idle', 'player.lookup',
  'player.marketing_consent.updated', 'store.get',
  'order.partially_refunded', 'refund.failed', 'webhook.disabled', 'player.erased', 'order.reserve', 'refund.consumption', 'refund.clawback', 'review.opened', 'review.closed',
] as const;

export interface NewEndpoint {
  environment: 'sandbox' | 'live';
  url: string;
  events: string[];
  method?: 'GET' | 'POST';
  description?: string | null;
  enabled?: boolean;
  enabled_logs?: boolean;
  player_context_enabled?: boolean | null;
  /** The events of one thing one after the other. */
  ordered?: boolean;
  /** How many deliveries in a second at most, over all workers; null: no bound. */
  max_per_second?: number | null;
  /** How many under way at a time at most, over all workers; null: no bound. */
  max_concurrency?: number | null;
  /** Events that can wait are told of together (`batch.ready`), at most so many or after so many seconds. */
  batch_mode?: boolean;
  batch_max_seconds?: number;
  batch_max_events?: number;
  /** The version in which it is told of events; default the newest. */
  api_version?: string;
  signature?: SignatureScheme;
  /** Signs with an ed25519 key too, so that the receiver needs no secret. */
  ed25519_enabled?: boolean;
  /** A secret that the game server already knows; a fresh one is made without it. */
  secret?: string;
}

/**
 * Registers an endpoint (`GetEndpointSecret` shows its secret). Throws `webhook.url_refused`, `webhook.header_refused`, `webhook.secret_refused`, `webhook.ed25519_refused`,
 * `webhook.event_already_bound`, `webhook.too_many_endpoints`, `version.refused`.
 */
export class CreateEndpoint extends Command<{ endpoint_id: string }> {
  static readonly context = 'studio/game-servers';
  constructor(readonly input: NewEndpoint) { super(); }
}

/**
 * Disables an endpoint that does not want to be called (`gone`) or has taken nothing for days (`failing`); `since` is when that was first seen. An endpoint that was changed after that
 * stays as it is, and so does one that is `failing` while its answers to `player.verify` are yes. Answers whether it has been disabled now.
 */
export class DisableEndpoint extends Command<boolean> {
  static readonly context = 'studio/game-servers';
  constructor(readonly endpointId: string, readonly reason: 'gone' | 'failing', readonly since: Date) { super(); }
}
