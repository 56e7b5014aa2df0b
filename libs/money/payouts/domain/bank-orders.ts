import type { EntryOutcome } from '../contracts/words.js';

/** `waiting`: for a file. `in_file`: of one that was made. `sent`: staff say that the bank has the file. `booked`: the bank has paid. `rejected`: it refused, or the money came back. */
export type BankOrderState = 'waiting' | 'in_file' | 'sent' | 'booked' | 'rejected';

/** What a bank says of one transfer. Amounts in minor units. */
export interface ReportedTransfer {
  /** The end-to-end id as it was told; null where there is none. */
  reference: string | null;
  /** `debit`: money has left. `credit`: it came, or came back. `rejection`: it never left. `other`: a status that decides nothing. */
  direction: 'debit' | 'credit' | 'rejection' | 'other';
  /** What was ordered, as the bank tells it; null in a rejection. */
  amount: { minor: bigint; currency: string } | null;
  /** What was taken of the account, where the bank tells that apart. */
  debited: { minor: bigint; currency: string } | null;
  reason_code: string | null;
  bank_reference: string | null;
}

export interface KnownOrder {
  state: BankOrderState;
  currency: string;
  amount_minor: bigint;
  debit_currency: string;
  is_told: boolean;
}

/** The end-to-end id of a payout: banks take no underline in it. */
export const endToEndOf = (payoutId: string): string => payoutId.replace('_', '-');
/** The payout that an end-to-end id names; null where it names none. */
export function payoutOf(endToEnd: string | null): string | null {
  const match = endToEnd === null ? null : /^pyo[-_]([0-9a-z]{26})$/i.exec(endToEnd.trim());
  return match ? `pyo_${match[1]!.toLowerCase()}` : null;
}

/** Only what equals the order decides: anything else is a break, or is nothing of ours. */
export function outcomeOf(told: ReportedTransfer, order: KnownOrder | null): EntryOutcome {
  if (told.direction === 'other') return 'noted';
  if (!order) return 'unknown';
  if (told.direction !== 'rejection' && (told.amount?.minor !== order.amount_minor || told.amount.currency !== order.currency)) return 'amount_differs';
  if (order.state === 'waiting') return 'not_in_a_file';
  if (told.direction === 'debit') {
    if (order.state === 'booked') return 'repeated';
    if (order.state === 'rejected') return 'paid_after_rejected';
    return order.debit_currency !== order.currency && told.debited?.currency !== order.debit_currency ? 'debit_untold' : 'booked';
  }
  if (order.state === 'rejected') return 'repeated';
  // What was told to the payout as paid is in the books as paid. A status report against a booking is no return of money either.
  return order.state === 'booked' && (order.is_told || told.direction === 'rejection') ? 'returned_after_paid' : 'rejected';
}

/** Amounts of any currencies added up as they stand, as the control sum of a file wants it: decimals with a point. */
export function controlSum(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0));
  const sum = amounts.reduce((all, amount) => {
    const [whole, part = ''] = amount.split('.') as [string, string?];
    return all + BigInt(`${whole}${part.padEnd(places, '0')}`);
  }, 0n);
  const text = String(sum).padStart(places + 1, '0');
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}
