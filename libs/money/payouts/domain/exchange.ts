import { invariant } from '#platform/kernel/errors';
import { allocateMinor } from '#platform/kernel/money';
import { divideRounded } from '#platform/kernel/rational';

const MILLION = 1_000_000n;

/** What the operator keeps of an amount for exchanging it, and what is exchanged. */
export function spreadOf(amount: bigint, spreadPpm: number): { spread: bigint; exchanged: bigint } {
  const spread = divideRounded(amount * BigInt(spreadPpm), MILLION, 'half_away_from_zero');
  return { spread, exchanged: amount - spread };
}

export interface ExchangedShare {
  game: string;
  amount: bigint;
  /** Of `amount`. */
  spread: bigint;
  /** In the currency that arrives. */
  paid: bigint;
}

/** What of the spread and of what arrives is whose, by what each gives up. Both add up to the whole. */
export function exchangedShares(shares: readonly { game: string; amount: bigint }[], { spread, paid }: { spread: bigint; paid: bigint }): ExchangedShare[] {
  const spreads = allocateMinor(spread, shares.map(({ amount }) => amount));
  const exchanged = shares.map(({ amount }, n) => amount - spreads[n]!);
  invariant(exchanged.every((minor) => minor >= 0n), 'A spread is more than its share');
  const arrives = allocateMinor(paid, exchanged);
  return shares.map((share, n) => ({ ...share, spread: spreads[n]!, paid: arrives[n]! }));
}

/** What the bank took, share by share: by what of each was exchanged. */
export function debitedShares(debited: bigint, shares: readonly { amount: bigint; spread: bigint }[]): bigint[] {
  return allocateMinor(debited, shares.map(({ amount, spread }) => amount - spread));
}
