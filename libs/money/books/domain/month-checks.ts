import type { BookMovement, ClearingExplanation } from '#money/ledger/queries';
import { minorToNumber } from '#platform/kernel/money';
import type { Unexplained } from '../contracts/errors.js';

export const closingOf = ({ opening_minor, debits_minor, credits_minor }: Pick<BookMovement, 'opening_minor' | 'debits_minor' | 'credits_minor'>): bigint => opening_minor + debits_minor - credits_minor;

/** The balances of several games added up, and carried on from those of the month before; in the order of accounts and currencies, without what is zero in all. */
export function addedUp(carried: readonly BookMovement[], games: Iterable<readonly BookMovement[]>): BookMovement[] {
  const sums = new Map<string, BookMovement>();
  const add = (row: BookMovement): void => {
    const key = `${row.account} ${row.currency}`;
    const known = sums.get(key);
    sums.set(key, known ? { ...known, opening_minor: known.opening_minor + row.opening_minor, debits_minor: known.debits_minor + row.debits_minor, credits_minor: known.credits_minor + row.credits_minor } : row);
  };
  for (const row of carried) add({ ...row, opening_minor: closingOf(row), debits_minor: 0n, credits_minor: 0n });
  for (const rows of games) rows.forEach(add);
  return [...sums].filter(([, row]) => row.opening_minor !== 0n || row.debits_minor !== 0n || row.credits_minor !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** Currencies in which debits and credits of the month differ, or what was there before did not sum to zero. */
export function outOfBalance(balances: readonly BookMovement[]): string[] {
  const sums = new Map<string, [bigint, bigint]>();
  for (const { currency, opening_minor, debits_minor, credits_minor } of balances) {
    const [opening, moved] = sums.get(currency) ?? [0n, 0n];
    sums.set(currency, [opening + opening_minor, moved + debits_minor - credits_minor]);
  }
  return [...sums].filter(([, [opening, moved]]) => opening !== 0n || moved !== 0n).map(([currency]) => currency);
}

/** Clearing accounts that are not at zero and whose balance no explanation names. */
export function unexplained(balances: readonly BookMovement[], explanations: readonly ClearingExplanation[]): Unexplained[] {
  return balances
    .filter((row) => row.is_clearing && closingOf(row) !== 0n && !explanations.some(({ account, currency, balance_minor }) => account === row.account && currency === row.currency && BigInt(balance_minor) === closingOf(row)))
    .map((row) => ({ account: row.account, currency: row.currency, balance: minorToNumber(closingOf(row)) }));
}
