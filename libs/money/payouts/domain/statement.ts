import { addDays } from './days.js';
import type { DayFact } from './balance.js';

/** Days after its end at which nothing is added to a month any more. */
const FINAL_AFTER_DAYS = 2;

export interface StatementLine {
  kind: string;
  entries: number;
  /** On `studio_payable` and on `studio_reserve`, minor units; what the studio is owed more of is positive. */
  payable_minor: bigint;
  reserve_minor: bigint;
}

/** What was owed before a month, what was added by each kind of entry, and what is owed after it. `opening + lines = closing`, on each of the two accounts. */
export interface Statement {
  month: string;
  from: string;
  to: string;
  /** Nothing is added any more. */
  is_final: boolean;
  opening: { payable_minor: bigint; reserve_minor: bigint };
  lines: StatementLine[];
  closing: { payable_minor: bigint; reserve_minor: bigint };
}

export type CountedFact = DayFact & { entries: number };

/** The first day of a month (`YYYY-MM`), and of the one after it. */
export function daysOfMonth(month: string): { first: string; next: string } {
  const first = `${month}-01`;
  return { first, next: `${addDays(first, 31).slice(0, 7)}-01` };
}

export function statementOf(month: string, today: string, facts: readonly CountedFact[]): Statement {
  const { first, next } = daysOfMonth(month);
  const lines = new Map<string, StatementLine>();
  const opening = { payable_minor: 0n, reserve_minor: 0n };
  for (const { day, kind, entries, payable_minor, reserve_minor } of facts) {
    if (day >= next) continue;
    if (day < first) {
      opening.payable_minor += payable_minor;
      opening.reserve_minor += reserve_minor;
      continue;
    }
    const line = lines.get(kind) ?? { kind, entries: 0, payable_minor: 0n, reserve_minor: 0n };
    lines.set(kind, { kind, entries: line.entries + entries, payable_minor: line.payable_minor + payable_minor, reserve_minor: line.reserve_minor + reserve_minor });
  }
  const sorted = [...lines.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const closing = sorted.reduce((sum, line) => ({ payable_minor: sum.payable_minor + line.payable_minor, reserve_minor: sum.reserve_minor + line.reserve_minor }), opening);
  return { month, from: first, to: addDays(next, -1), is_final: today >= addDays(next, FINAL_AFTER_DAYS), opening, lines: sorted, closing };
}

/** What a kind of entry is, in words for whoever reads a statement. */
export const WORDS: Readonly<Record<string, string>> = {
  own_sale_fee: 'Platform fee of sales by your own payment account', own_refund_fee: 'Platform fee of your own sales that you gave back', own_chargeback_fee: 'Platform fee of your own sales that banks took back',
  sale: 'Sales, less tax and platform fee', psp_fee: 'Fees of payment providers', psp_fee_true_up: 'Fees of payment providers, by their settlement reports', refund: 'Refunded sales', chargeback: 'Sales that banks took back', reserve_held: 'Put into the reserve', reserve_released: 'Released from the reserve',
  payout_sent: 'Paid out', payout_failed: 'Payouts that did not leave', payout_returned: 'Payouts that came back', payout_exchanged: 'Paid out in another currency', exchange_undone: 'Payouts in another currency that did not leave',
};
