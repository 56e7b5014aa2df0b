import { Query } from '#platform/kernel/messages';
import type { Grantable } from '#store/offers/queries';

export interface GrantView {
  id: string;
  order_id: string;
  /** `voided`: the order went back before the game acknowledged; `revoking`: the game was asked to take the items back. */
  state: 'requested' | 'acknowledged' | 'declined' | 'revoking' | 'revoked' | 'voided';
  items: Grantable[];
  requested_at: number;
  acknowledged_at: number | null;
}

/** The grants of an order: what the success page waits for. */
export class ListGrantsOfOrder extends Query<GrantView[]> {
  constructor(readonly orderId: string) { super(); }
}
