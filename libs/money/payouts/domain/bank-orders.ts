import type { EntryOutcome } from '../contracts/words.js';

/** `waiting`: for a file. `in_file`: of one that was made. `sent`: staff say that the bank has the file. `booked`: the bank has paid. `rejected`: it refused, or the money came back. */
export type BankOrderState = 'waiting' | 'in_file' | 'sent' | 'booked' | 'rejected';

export interface BankAmount {
  minor: bigint;
  currency: string;
}

/** What a bank says of one transfer. Amounts in minor units. */
export interface ReportedTransfer {
  /** The end-to-end id as it was told; null where there is none. */
  reference: string | null;
  /** The account whose statement it stands in, as `accountKey` writes it; null where none is told. */
  account: string | null;
  /** `debit`: money has left. `credit`: it came, or came back. `rejection`: it never left. `other`: a status that decides nothing. */
  direction: 'debit' | 'credit' | 'rejection' | 'other';
  /** What it tells of the amount, what was ordered first (`InstdAmt`, `TxAmt`, `Amt`): a bank may add its fee to one of them. None in a rejection. */
  amounts: BankAmount[];
  /** What may have been taken of the account, the likeliest first (`Amt`, `TxAmt`, that of the entry). */
  taken: BankAmount[];
  reason_code: string | null;
  bank_reference: string | null;
}

export interface KnownOrder {
  state: BankOrderState;
  currency: string;
  amount_minor: bigint;
  debit_currency: string;
  /** The account that its file is paid from, as `accountKey` writes it; null while it is in none. */
  debit_account: string | null;
  is_told: boolean;
}

/** An account number as it is compared: banks write it with spaces, hyphens and in small letters too. */
export const accountKey = (number: string): string => number.replace(/[^0-9A-Za-z]/g, '').toUpperCase();

/** The end-to-end id of a payout: banks take no underline in it. */
export const endToEndOf = (payoutId: string): string => payoutId.replace('_', '-');
/** The payout that an end-to-end id names; null where it names none. */
export function payoutOf(endToEnd: string | null): string | null {
  const match = endToEnd === null ? null : /^pyo[-_]([0-9a-z]{26})$/i.exec(endToEnd.trim());
  return match ? `pyo_${match[1]!.toLowerCase()}` : null;
}

/** What became of an order, as a person of the staff says it. */
export interface Settlement {
  state: 'booked' | 'rejected';
  /** What was taken of the account, minor units of its currency: of what was booked in another currency. */
  debited_minor: bigint | null;
}

/** What somebody of the staff may say of an order: what became of it, or that the money of one that was paid has come back. */
export type SaidOfOrder = Settlement['state'] | 'returned';
type Said = Omit<Settlement, 'state'> & { state: SaidOfOrder };

export const saysTheSame = (a: Said, b: Said): boolean => a.state === b.state && a.debited_minor === b.debited_minor;
export const isExchanged = ({ currency, debit_currency }: Pick<KnownOrder, 'currency' | 'debit_currency'>): boolean => currency !== debit_currency;

/** What was taken of the account for it, in the currency of the account; null where the bank does not say. */
export const debitedOf = (told: Pick<ReportedTransfer, 'taken'>, order: Pick<KnownOrder, 'debit_currency'>): bigint | null => told.taken.find(({ currency }) => currency === order.debit_currency)?.minor ?? null;

/**
 * "It was here before": of the amount, of the message, the payment information, the transaction, the end-to-end id and the instruction (external status reason codes of ISO 20022). The file that was there first
 * goes on, so nothing is refused and nothing may be paid again; a payout that then stays on its way is an alarm.
 */
const DUPLICATE_CODES: readonly string[] = ['AM05', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05'];

/** Only what equals the order decides, on the account that it was paid from: anything else is a break, or is nothing of ours. A payee with an account beside ours may stand in the same file with the same end-to-end id. */
export function outcomeOf(told: ReportedTransfer, order: KnownOrder | null): EntryOutcome {
  if (told.direction === 'other') return 'noted';
  if (told.direction === 'rejection' && DUPLICATE_CODES.includes(told.reason_code ?? '')) return 'noted';
  if (!order) return 'unknown';
  if (told.direction !== 'rejection') {
    if (order.debit_account !== null && told.account !== order.debit_account) return 'unknown';
    if (!told.amounts.some(({ minor, currency }) => minor === order.amount_minor && currency === order.currency)) return 'amount_differs';
  }
  if (order.state === 'waiting') return 'not_in_a_file';
  if (told.direction === 'debit') {
    if (order.state === 'booked') return 'repeated';
    if (order.state === 'rejected') return 'paid_after_rejected';
    return isExchanged(order) && debitedOf(told, order) === null ? 'debit_untold' : 'booked';
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
