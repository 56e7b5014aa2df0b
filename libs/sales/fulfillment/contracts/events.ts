import { DomainEvent } from '#platform/kernel/messages';
import type { Grantable } from '#store/offers/queries';

export interface GrantFact {
  grant_id: string;
  order_id: string;
  player_id: string;
  items: Grantable[];
  /** "Order paid ord_…", "Order refunded ord_…" */
  reason: string;
}

/** The game has to be told to credit these: the webhook `item.add`. */
export class GrantRequested extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.requested.v1';
}

/** The game has acknowledged: 2xx to `item.add`. */
export class GrantAcknowledged extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.acknowledged.v1';
}

/** The game answered 400 `declined`: nothing was credited, the order goes back. */
export class GrantDeclined extends DomainEvent<GrantFact & { message: string }> {
  static readonly type = 'fulfillment.grant.declined.v1';
}

/** The game has to take these back: the webhook `item.remove`. */
export class GrantRevocationRequested extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.revocation_requested.v1';
}
