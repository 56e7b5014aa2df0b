import { DomainEvent } from '#platform/kernel/messages';

export interface DeliveryFact {
  delivery_id: string;
  endpoint_id: string;
  event_id: string;
  event_type: string;
  /** What the event was about in our terms: the grant of `item.add` and `item.remove`, the order, the payment. */
  subject_id: string;
  status: number;
  /** Of `item.remove`: which effect was acknowledged, as it is named in its idempotency_key. Several parts of one grant can be taken back. Events of earlier builds do not say. */
  effect?: string | null;
}

/** An endpoint answered 2xx. Announced for `item.add` and `item.remove` only: nobody waits for the others. */
export class DeliveryAcknowledged extends DomainEvent<DeliveryFact> {
  static readonly type = 'webhooks.delivery.acknowledged.v1';
}

/** `item.add` was answered 400 with `{"status":"error","code":"declined"}`: final, no retry. */
export class DeliveryDeclined extends DomainEvent<DeliveryFact & { message: string }> {
  static readonly type = 'webhooks.delivery.declined.v1';
}

/**
 * The game could have acknowledged `item.add` of this grant for so many hours, the setting of the game, and has not. The event leaves no more; where an attempt has left, `item.remove` follows. Announced once, and never of a
 * grant whose event was answered 2xx before.
 */
export class GrantUnacknowledged extends DomainEvent<{ grant_id: string; order_id: string; waited_hours: number }> {
  static readonly type = 'webhooks.grant.unacknowledged.v1';
}
