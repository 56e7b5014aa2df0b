import { Query } from '#platform/kernel/messages';
import type { PaymentLineKind, ReportedLine } from './commands.js';

/** Where lines stand that are about no payment of ours. */
export const UNROUTED = 'unrouted';

/** Why a line was not matched. */
export const BREAK_REASONS = ['unknown_payment', 'not_expected', 'settled_twice', 'currency_differs', 'amount_differs', 'fee_differs', 'fee_implausible', 'does_not_add_up'] as const;
export type BreakReason = (typeof BREAK_REASONS)[number];

export interface SettlementBreak extends ReportedLine {
  provider: string;
  reason: BreakReason;
  /** Seconds since the line was first imported. */
  age_seconds: number;
}

/** Lines of the scope's game that match nothing and that nobody has explained, the oldest first; at most 500. */
export class ListSettlementBreaks extends Query<SettlementBreak[]> {}

export interface UnsettledMovement {
  fact: string;
  provider: string;
  payment_id: string;
  currency: string;
  gross_minor: number;
  age_seconds: number;
}

/** What should have been settled and is in no report yet, older than `older_than_seconds`, the oldest first; at most 500. */
export class ListUnsettledMovements extends Query<UnsettledMovement[]> {
  constructor(readonly filter: { older_than_seconds: number }) { super(); }
}

/** `fees_status`: whether the fee of what the line has settled was known before; `booked_fee_minor`: what was, in the currency of the payment. `order_id`: null where nobody told it. */
export type UnpostedLine = ReportedLine & { kind: PaymentLineKind; payment_id: string; order_id: string | null; fees_status: 'estimated' | 'final'; booked_fee_minor: number };

/** Matched lines that the ledger has not booked yet; at most 500. */
export class ListUnpostedLines extends Query<UnpostedLine[]> {
  constructor(readonly input: { provider: string }) { super(); }
}
