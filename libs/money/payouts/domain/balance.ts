import { divideRounded } from '#platform/kernel/rational';
import { addDays } from './days.js';
import { termsOn, type Terms } from './terms.js';

/** What the entries of one kind on one day have added to what is owed, in one currency: what the ledger tells (`ListStudioDays`), and whose books it stands in. */
export interface DayFact {
  game: string;
  /** `YYYY-MM-DD` (UTC). */
  day: string;
  kind: string;
  /** Minor units on `studio_payable` and on `studio_reserve`; what the studio is owed more of is positive. */
  payable_minor: bigint;
  reserve_minor: bigint;
}

/** What stands between what is owed and what is available, without a term of its own. */
export interface Hold {
  /** Null: everything. */
  amount_minor: bigint | null;
}

/** A studio's money in one currency on a day. `pending + reserved + held + available = owed`; only `available` is ever below zero, and then the others are zero. */
export interface Balance {
  /** What the operator owes: `studio_payable` and `studio_reserve` together, less what is leaving. */
  owed: bigint;
  /** Sales that are younger than the delay. */
  pending: bigint;
  /** What is kept back of sales. */
  reserved: bigint;
  /** What would be available, were it not for a hold. */
  held: bigint;
  /** What can be paid out; below zero it is a debt, which sales to come are set off against. */
  available: bigint;
}

/** What the sales of one day in one game have earned, once the provider's fee is taken off. */
export interface Lot {
  game: string;
  day: string;
  amount: bigint;
  /** The part that is kept back, until `reserve_ends_on`. */
  reserve: bigint;
  /** From this day on it is not pending any more. */
  free_on: string;
  /** From this day on nothing of it is kept back any more. */
  reserve_ends_on: string;
}

/** Kinds of entries that earn; everything else is set off, paid out or moved. */
const EARNING: ReadonlySet<string> = new Set(['sale', 'psp_fee', 'psp_fee_true_up']);
/** Platform fees of what the studio has sold itself, and what of them was given back. */
const CLAIMS: ReadonlySet<string> = new Set(['own_sale_fee', 'own_refund_fee', 'own_chargeback_fee']);
const MILLION = 1_000_000n;

/** What the operator has had a claim to until now, of sales that the studio made itself: it is taken off what the studio is owed, and is no part of what the studio has supplied. */
export function claimsOf(facts: readonly Pick<DayFact, 'kind' | 'payable_minor'>[]): bigint {
  return facts.reduce((sum, { kind, payable_minor }) => (CLAIMS.has(kind) ? sum - payable_minor : sum), 0n);
}

/** What of these claims a payout sets off: never more of those that were given back than it pays, for a document of less than nothing cannot be written. The rest is of the next one. */
export function setOffIn(amountMinor: bigint, claimsMinor: bigint): bigint {
  return claimsMinor < -amountMinor ? -amountMinor : claimsMinor;
}

/** The days of sales that earned something. A wait counts whole days after the day itself, so that nothing is released early whatever the hour of the sale. */
export function lotsOf(facts: readonly DayFact[], terms: readonly Terms[]): Lot[] {
  const earned = new Map<string, { game: string; day: string; amount: bigint }>();
  for (const { game, day, kind, payable_minor } of facts) {
    if (!EARNING.has(kind)) continue;
    const key = `${game} ${day}`;
    const sum = earned.get(key) ?? { game, day, amount: 0n };
    sum.amount += payable_minor;
    earned.set(key, sum);
  }
  return [...earned.values()].filter(({ amount }) => amount > 0n).map(({ game, day, amount }) => {
    const { delay_days, reserve_ppm, reserve_days } = termsOn(terms, day);
    return {
      game, day, amount, reserve: divideRounded(amount * BigInt(reserve_ppm), MILLION, 'half_away_from_zero'),
      free_on: addDays(day, delay_days + 1), reserve_ends_on: addDays(day, reserve_days + 1),
    };
  });
}

const clamped = (amount: bigint, max: bigint): bigint => (amount < 0n ? 0n : amount > max ? max : amount);

/**
 * How a studio's money stands on a day, out of the facts up to that day. What was refunded, charged back and paid out takes of what is available, then of what is pending, then of the reserve; beyond that it is a debt.
 * `leaving`: payouts that have been decided and are not in the ledger yet.
 */
export function balanceOn(today: string, input: { facts: readonly DayFact[]; terms: readonly Terms[]; holds: readonly Hold[]; leaving: bigint }): Balance {
  const facts = input.facts.filter(({ day }) => day <= today);
  const owed = facts.reduce((sum, { payable_minor, reserve_minor }) => sum + payable_minor + reserve_minor, 0n) - input.leaving;
  return divided(today, owed, lotsOf(facts, input.terms), input.holds);
}

function divided(today: string, owed: bigint, lots: readonly Lot[], holds: readonly Hold[]): Balance {
  let [kept, young] = [0n, 0n];
  for (const { amount, reserve, free_on, reserve_ends_on } of lots) {
    const isKept = reserve_ends_on > today;
    if (isKept) kept += reserve;
    if (free_on > today) young += isKept ? amount - reserve : amount;
  }
  const reserved = clamped(owed, kept);
  const pending = clamped(owed - reserved, young);
  const free = owed - reserved - pending;
  const wished = holds.some(({ amount_minor }) => amount_minor === null) ? free : holds.reduce((sum, { amount_minor }) => sum + amount_minor!, 0n);
  const held = clamped(wished, free < 0n ? 0n : free);
  return { owed, pending, reserved, held, available: free - held };
}

/** On which days how much more would be free, if nothing happened any more. Days without a change are left out. */
export function releasesAfter(today: string, input: { facts: readonly DayFact[]; terms: readonly Terms[]; leaving: bigint }): { day: string; amount: bigint }[] {
  const facts = input.facts.filter(({ day }) => day <= today);
  const owed = facts.reduce((sum, { payable_minor, reserve_minor }) => sum + payable_minor + reserve_minor, 0n) - input.leaving;
  const lots = lotsOf(facts, input.terms);
  const days = [...new Set(lots.flatMap(({ free_on, reserve_ends_on }) => [free_on, reserve_ends_on]))].filter((day) => day > today).sort();
  let before = divided(today, owed, lots, []).available;
  return days.flatMap((day) => {
    const { available } = divided(day, owed, lots, []);
    const amount = available - before;
    before = available;
    return amount === 0n ? [] : [{ day, amount }];
  });
}
