import { invariant } from '#platform/kernel/errors';

/** What of a payout comes out of the books of which game: of those that are owed most first. A game whose books are below zero gives nothing. The shares add up to the amount. */
export function sharesOf(amount: bigint, owed: ReadonlyMap<string, bigint>): { game: string; amount: bigint }[] {
  let left = amount;
  const shares: { game: string; amount: bigint }[] = [];
  const order = [...owed].filter(([, minor]) => minor > 0n).sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1));
  for (const [game, minor] of order) {
    if (left === 0n) break;
    const share = minor < left ? minor : left;
    shares.push({ game, amount: share });
    left -= share;
  }
  invariant(left === 0n, `${left} of a payout is in the books of no game`);
  return shares;
}
