import type { BookedEntry } from '#money/ledger/queries';
import { csvLine } from '#platform/kernel/csv';
import { decimalString, parseCurrency } from '#platform/kernel/currency';
import { minorToNumber } from '#platform/kernel/money';

/** An account of ours in the operator's own chart. `account`: a code (`psp_clearing:stripe`), or a class (`psp_clearing`) for all its codes that stand nowhere by themselves. */
export interface MappedAccount {
  account: string;
  number: string;
  name: string;
}

/** A posting as the general ledger shows it. Amounts are minor units; `amount_minor` is the debit, or the credit below zero. */
export interface GeneralLedgerLine {
  legal_entity: string;
  period: string;
  booked_on: string;
  entry_id: string;
  line: number;
  game_id: string;
  kind: string;
  reference: string;
  account: string;
  account_number: string;
  account_name: string;
  currency: string;
  debit_minor: bigint;
  credit_minor: bigint;
  amount_minor: bigint;
  /** The month of the fact: an earlier one than `period` where it came after its own was closed. */
  origin_period: string;
}

/** An account without a number of the operator's keeps its code for one. */
export function numberOf(account: string, mapped: ReadonlyMap<string, MappedAccount>): { number: string; name: string } {
  return mapped.get(account) ?? mapped.get(account.split(':', 1)[0]!) ?? { number: account, name: '' };
}

export function linesOf(of: { legal_entity: string; period: string; game_id: string }, entry: BookedEntry, mapped: ReadonlyMap<string, MappedAccount>): GeneralLedgerLine[] {
  return entry.postings.map(({ line, account, amount_minor }) => {
    const { number, name } = numberOf(account, mapped);
    return {
      ...of, booked_on: entry.booked_on, entry_id: entry.id, line, kind: entry.kind, reference: entry.fact, account, account_number: number, account_name: name, currency: entry.currency,
      debit_minor: amount_minor > 0n ? amount_minor : 0n, credit_minor: amount_minor < 0n ? -amount_minor : 0n, amount_minor, origin_period: entry.occurred_on.slice(0, 7),
    };
  });
}

const COLUMNS = ['legal_entity', 'period', 'booked_on', 'entry_id', 'line', 'game_id', 'kind', 'reference', 'account', 'account_number', 'account_name', 'currency', 'debit', 'credit', 'amount', 'origin_period'] as const;

export const CSV_HEADER = csvLine(COLUMNS);

/** Amounts in the major unit, exact: `19.99`. */
export function csvOf(line: GeneralLedgerLine): string {
  const currency = parseCurrency(line.currency);
  const major = (minor: bigint): string => decimalString(minor, currency);
  const { legal_entity, period, booked_on, entry_id, game_id, kind, reference, account, account_number, account_name, origin_period } = line;
  return csvLine([legal_entity, period, booked_on, entry_id, line.line, game_id, kind, reference, account, account_number, account_name, currency, line.debit_minor === 0n ? null : major(line.debit_minor), line.credit_minor === 0n ? null : major(line.credit_minor), major(line.amount_minor), origin_period]);
}

/** Amounts in minor units. */
export function jsonOf(line: GeneralLedgerLine): string {
  return JSON.stringify({ ...line, debit_minor: minorToNumber(line.debit_minor), credit_minor: minorToNumber(line.credit_minor), amount_minor: minorToNumber(line.amount_minor) });
}

/** Debits and credits by account and currency, as they come by. */
export class Totals {
  private readonly sums = new Map<string, { debits: bigint; credits: bigint }>();

  add({ account, currency, debit_minor, credit_minor }: Pick<GeneralLedgerLine, 'account' | 'currency' | 'debit_minor' | 'credit_minor'>): void {
    const key = `${account} ${currency}`;
    const { debits, credits } = this.sums.get(key) ?? { debits: 0n, credits: 0n };
    this.sums.set(key, { debits: debits + debit_minor, credits: credits + credit_minor });
  }

  /** The accounts (`<account> <currency>`) on which they differ from what a month was closed with. */
  differ(closed: readonly { account: string; currency: string; debits_minor: bigint; credits_minor: bigint }[]): string[] {
    const left = new Map(this.sums);
    const wrong: string[] = [];
    for (const { account, currency, debits_minor, credits_minor } of closed) {
      const key = `${account} ${currency}`;
      const found = left.get(key) ?? { debits: 0n, credits: 0n };
      if (found.debits !== debits_minor || found.credits !== credits_minor) wrong.push(key);
      left.delete(key);
    }
    return [...wrong, ...left.keys()];
  }
}
