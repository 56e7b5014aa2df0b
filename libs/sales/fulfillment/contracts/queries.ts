import { Call, Query } from '#platform/kernel/messages';
import type { Grantable } from '#store/offers/queries';
import type { GrantFact } from './events.js';

export interface GrantView {
  id: string;
  order_id: string;
  /**
   * `requested`: the game is being told; `claimable`: the player's client has not collected yet; `acknowledged`: the game has it, told or collected. `voided`: the order went back before that; `revoking`: the
   * game was asked to take the items back.
   */
  state: 'requested' | 'claimable' | 'acknowledged' | 'declined' | 'revoking' | 'revoked' | 'voided';
  items: Grantable[];
  requested_at: number;
  acknowledged_at: number | null;
}

/** The grants of an order: what the success page waits for. */
export class ListGrantsOfOrder extends Query<GrantView[]> {
  constructor(readonly orderId: string) { super(); }
}

/** A grant that the game is being told of and has not answered for good. */
export interface UnansweredGrant extends GrantFact {
  requested_at: number;
}

/** The grants that the game has neither acknowledged nor declined, in the order of their ids, at most 500; `after` is the last id of the page before. */
export class ListUnansweredGrants extends Query<UnansweredGrant[]> {
  constructor(readonly after: string) { super(); }
}

/** What the game says to being asked to keep what is about to be paid for. `message` of a refusal is for the player. */
export type Reserved = { outcome: 'reserved' } | { outcome: 'refused'; code: string; message: string } | { outcome: 'unavailable' };

/**
 * Asks the game to keep what an order wants for one payment attempt that holds the order: once per attempt, 3 s in all. Whoever gets anything but `reserved` does not charge and releases the order; where the game may
 * keep something all the same, it is told to let it go (`order.release`).
 */
export class ReserveOrder extends Call<Reserved> {
  constructor(readonly input: { order_id: string; payment_id: string }) { super(); }
}
