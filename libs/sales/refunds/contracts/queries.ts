import { Query } from '#platform/kernel/messages';
import type { RefundFigures, RefundReason } from '#sales/orders/queries';

/** `waiting`: an automatic one whose order is not `paid` now; it goes once the order is. */
export type RefundState = 'waiting' | 'requested' | 'succeeded' | 'failed' | 'held' | 'dismissed';

/** The same in the words of the field: `pending` is all that has no end yet, `canceled` what was dismissed. */
export type RefundStatus = 'pending' | 'succeeded' | 'failed' | 'canceled';

/** What the game says of an item; null where it said nothing. */
export type ConsumptionState = 'unused' | 'used' | 'transferred';
export type ConsumptionOutcome = ConsumptionState | 'unanswered';

export interface ConsumptionItem {
  line_id: string;
  item_id: string;
  sku: string;
  quantity: number;
  /** Minor units by which the refund is shared among its items. */
  weight_minor: number;
  state: ConsumptionState | null;
}

/** What the game has said of the items of a refund before its money went, and what followed. */
export interface Consumption {
  /** The gravest word about any of them. */
  outcome: ConsumptionOutcome;
  /** By the policy of the game at that moment; always `refund` of what is owed. */
  verdict: 'refund' | 'ask' | 'refuse';
  /** The law gives it back, or it goes by itself: no policy stands in its way. */
  is_right: boolean;
  /** Why there was no answer; null where there was one. */
  because: string | null;
  items: ConsumptionItem[];
  /** Unix seconds. */
  asked_at: number;
}

export interface RefundView {
  id: string;
  order_id: string;
  payment_id: string;
  player_id: string;
  /** `order`: the whole order goes back, or what is left of it. `part`: lines of it, or an amount. `overpaid`: a payment that its order did not need. */
  purpose: 'order' | 'part' | 'overpaid';
  amount_minor: number;
  /** The tax in it; null for what no order stands behind, and for refunds of an older build. */
  tax_minor: number | null;
  currency: string;
  reason: string;
  reason_code: RefundReason | null;
  /** What a part takes from the sale. */
  part: RefundFigures | null;
  source: 'studio' | 'player' | 'automatic' | 'operator';
  state: RefundState;
  status: RefundStatus;
  /** Why it waited, or waits, for a person: too many automatic ones in an hour, an amount that one person alone does not give back, or what the game says of the items. */
  held_for: 'breaker' | 'four_eyes' | 'consumption' | null;
  /** Null where the game was not asked. */
  consumption: Consumption | null;
  /** Who asked for it (`mem_`, `key_`); null for automatic ones. */
  asked_by: string | null;
  /** Why it failed: the provider's code, or the code of the error. */
  failure: string | null;
  /** What the breaker saw when it held an automatic refund back. */
  refunds_last_hour: number | null;
  paid_last_hour: number | null;
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
  requested_at: number;
  ended_at: number | null;
}

/** Throws `refunds.not_found`. */
export class GetRefund extends Query<RefundView> {
  constructor(readonly refundId: string) { super(); }
}

/** Newest first; `starting_after` is the last id of the page before. */
export class ListRefunds extends Query<{ data: RefundView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: { order_id?: string; state?: RefundState[]; limit: number; starting_after?: string }) { super(); }
}

/** What a player owes: the money of items went back although they were gone. Nothing sets it off by itself. */
export interface ClawbackView {
  id: string;
  refund_id: string;
  order_id: string;
  player_id: string;
  /** The share of the refund that those items bear, tax included, in minor units. */
  amount_minor: number;
  currency: string;
  items: Omit<ConsumptionItem, 'weight_minor'>[];
  state: 'open' | 'recovered' | 'waived';
  recorded_at: number;
  closed_by: string | null;
  closed_at: number | null;
  close_reason: string | null;
}

/** Throws `refunds.clawback_not_found`. */
export class GetClawback extends Query<ClawbackView> {
  constructor(readonly clawbackId: string) { super(); }
}

/** Newest first; `starting_after` is the last id of the page before. */
export class ListClawbacks extends Query<{ data: ClawbackView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: { player_id?: string; order_id?: string; state?: ClawbackView['state']; limit: number; starting_after?: string }) { super(); }
}
