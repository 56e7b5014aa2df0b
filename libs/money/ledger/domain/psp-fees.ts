import { balanced, type JournalEntry } from './entries.js';

export type FeesStatus = 'estimated' | 'final';

/** A fee as it was booked with its money. */
export interface EstimatedFee {
  payment_id: string;
  order_id: string | null;
  provider: string;
  currency: string;
  is_of_sale: boolean;
  bearer: 'studio' | 'operator';
  estimated_minor: bigint;
  /** `YYYY-MM-DD` of the sale; null where the money was no sale's. */
  occurred_on: string | null;
}

/** What a provider has settled of a payment whose fee it had not told before. */
export interface SettledFee {
  payment_id: string;
  provider: string;
  currency: string;
  settled_minor: bigint;
  line_id: string;
}

export type KnownFee = EstimatedFee & SettledFee;

/** Announcements of earlier builds do not say whether the provider told its fee: none was told where it is nothing. */
export function isFeeEstimated({ fees_status, psp_fee_minor }: { fees_status?: FeesStatus; psp_fee_minor: number }): boolean {
  return (fees_status ?? (psp_fee_minor === 0 ? 'estimated' : 'final')) === 'estimated';
}

export function bearerAccount(bearer: 'studio' | 'operator'): 'studio_payable' | 'psp_fee_expense' {
  return bearer === 'studio' ? 'studio_payable' : 'psp_fee_expense';
}

/**
 * What a fee was more than was booked of it, at the cost of whoever bears it; what it was less goes back to them. It counts on the day of its sale, and where that month is closed in the next (`book_in_open_month`).
 * Null where the books were right.
 */
export function feeTrueUpEntry(fee: KnownFee): JournalEntry | null {
  const more = fee.settled_minor - fee.estimated_minor;
  if (more === 0n) return null;
  return balanced({
    order_id: fee.order_id, payment_id: fee.payment_id, currency: fee.currency, fact: `psp_fee_true_up:${fee.payment_id}`, kind: 'psp_fee_true_up', ...(fee.occurred_on === null ? {} : { occurred_on: fee.occurred_on }),
    postings: [{ account: bearerAccount(fee.bearer), amount_minor: more }, { account: `psp_clearing:${fee.provider}`, amount_minor: -more }],
  });
}
