import type { Figures } from './figures.js';

/** What of a sale goes back, where it is not all that is left of it. */
export interface CreditedPart extends Figures {
  /** The lines that went back, with what of each, its tax included; empty where an amount went back without naming any; null where all that was left of the sale did. */
  lines: { sku: string; quantity: number; amount_minor: number; tax_minor: number }[] | null;
}

/** A document that a fact makes necessary. It names no person, so it may wait. */
export type Wanted =
  | { series_kind: 'sale'; order_id: string }
  | { series_kind: 'credit'; order_id: string; cause: 'refund' | 'chargeback'; cause_id: string; part: CreditedPart | null };

export const causeOf = (wanted: Wanted): string => (wanted.series_kind === 'sale' ? '' : wanted.cause_id);
