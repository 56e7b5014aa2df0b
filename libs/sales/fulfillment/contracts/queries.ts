import { Query } from '#platform/kernel/messages';
import type { Grantable } from '#store/offers/queries';

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
