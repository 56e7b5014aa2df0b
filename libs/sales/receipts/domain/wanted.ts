import type { Figures } from './figures.js';

/** What of a sale goes back, where it is not all that is left of it. */
export interface CreditedPart extends Figures {
  /** The lines that it is told of; empty where an amount went back without naming any. */
  lines: { sku: string; name: string; quantity: number; total_minor: number }[];
}

/** A document that a fact makes necessary. It names no person, so it may wait. */
export type Wanted =
  | { series_kind: 'sale'; order_id: string }
  | { series_kind: 'credit'; order_id: string; cause: 'refund' | 'chargeback'; cause_id: string; part: CreditedPart | null };

export const causeOf = (wanted: Wanted): string => (wanted.series_kind === 'sale' ? '' : wanted.cause_id);
