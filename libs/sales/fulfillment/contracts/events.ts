import { DomainEvent } from '#platform/kernel/messages';
import type { Grantable } from '#store/offers/queries';

/** What is credited, with what the player paid for it: minor units of one purchased unit, 0 for what came on top. */
export interface GrantedItem extends Grantable {
  price_minor: number;
  currency: string;
}

export interface GrantFact {
  grant_id: string;
  order_id: string;
  player_id: string;
  items: GrantedItem[];
  /** "Order paid ord_…", "Order refunded ord_…" */
  reason: string;
}

/** The game has to be told to credit these: the webhook `item.add`. */
export class GrantRequested extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.requested.v1';
}

/** The game has it: 2xx to `item.add`, or the player's client collected it. */
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

/** The order went back before the game acknowledged: no further `item.add` may leave, and `item.remove` follows where one has left. */
export class GrantVoided extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.voided.v1';
}

/** The order went back after the player's client had collected: nobody can be told to take the items back. The client finds the grant among the revoked ones. */
export class GrantClaimRevoked extends DomainEvent<GrantFact> {
  static readonly type = 'fulfillment.grant.claim_revoked.v1';
}
