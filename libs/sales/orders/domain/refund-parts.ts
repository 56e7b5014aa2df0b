import { invariant } from '#platform/kernel/errors';
import { allocateMinor, minorToNumber } from '#platform/kernel/money';
import { divideRounded } from '#platform/kernel/rational';
import { NothingToRefund, RefundExceedsLine, RefundExceedsOrder, UnknownOrderLine } from '../contracts/errors.js';
import { lineId, type OrderTax, type RefundFigures } from '../contracts/queries.js';

/**
 * What goes back of one line, or is left of it. `shares` in minor units: each component of the tax in its order, then the platform fee, then what is the studio's; their sum is what the player
 * gets back. `quantity`: how many units of the line; 0 where the amount alone was asked for.
 */
export interface LineShares {
  line_id: string;
  quantity: number;
  shares: number[];
}

/** What was sold, as far as it has to be divided. */
export interface Sold {
  sale: { total_minor: number; net_minor: number; tax_minor: number; platform_fee_minor: number; tax: OrderTax };
  lines: readonly { item_id: string; sku: string; quantity: number; total_minor: number }[];
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
const big = (amounts: readonly number[]): bigint[] => amounts.map(BigInt);
const amountOf = ({ shares }: Pick<LineShares, 'shares'>): bigint => sum(big(shares));

/**
 * How much of each share goes back with `amount`, when `given` has gone back before: what is due to each in proportion after this amount, less what it has had, units that are left over to those that are owed
 * most (largest remainder). Never less than nothing and never more than what is left; when everything has gone back each share is exactly `whole`.
 */
export function shareOf(whole: readonly bigint[], given: readonly bigint[], amount: bigint): bigint[] {
  const total = sum(whole);
  const after = sum(given) + amount;
  invariant(amount >= 0n && after <= total, `${amount} cannot be shared out of ${total} of which ${sum(given)} has gone`);
  if (amount === 0n) return whole.map(() => 0n);
  // Times `total`, so that nothing is rounded before it has to be.
  const due = whole.map((each, index) => each * after - given[index]! * total);
  const parts = due.map((each) => (each > 0n ? each / total : 0n));
  const owed = (index: number): bigint => due[index]! - parts[index]! * total;
  const best = (may: (index: number) => boolean, isBetter: (a: bigint, b: bigint) => boolean): number =>
    parts.reduce((found, _, index) => (may(index) && (found < 0 || isBetter(owed(index), owed(found))) ? index : found), -1);
  for (let open = amount - sum(parts); open !== 0n; open += open > 0n ? -1n : 1n) {
    if (open > 0n) parts[best((index) => parts[index]! < whole[index]! - given[index]!, (a, b) => a > b)]! += 1n;
    else parts[best((index) => parts[index]! > 0n, (a, b) => a < b)]! -= 1n;
  }
  return parts;
}

/** The sale line by line: what each line was paid with, tax included, by its price, and the shares in it. They add up to the sale exactly, share by share. */
export function sharesOfSale({ sale, lines }: Sold): LineShares[] {
  const studio = sale.net_minor - sale.platform_fee_minor;
  const whole = big([...sale.tax.components.map(({ tax_minor }) => tax_minor), sale.platform_fee_minor, studio]);
  invariant(studio >= 0 && sum(whole) === BigInt(sale.total_minor), 'The shares of a sale do not add up');
  const paid = allocateMinor(BigInt(sale.total_minor), lines.map(({ total_minor }) => BigInt(total_minor)));
  let given = whole.map(() => 0n);
  return lines.map(({ quantity }, index) => {
    const shares = shareOf(whole, given, paid[index]!);
    given = given.map((each, share) => each + shares[share]!);
    return { line_id: lineId(index), quantity, shares: shares.map(minorToNumber) };
  });
}

/** What is left of a sale after these parts of it. */
export function leftOf(whole: readonly LineShares[], parts: readonly (readonly LineShares[])[]): LineShares[] {
  const gone = new Map<string, LineShares[]>();
  for (const line of parts.flat()) gone.set(line.line_id, [...(gone.get(line.line_id) ?? []), line]);
  return whole.map((line) => (gone.get(line.line_id) ?? []).reduce<LineShares>((left, each) => ({
    line_id: line.line_id, quantity: left.quantity - each.quantity, shares: left.shares.map((share, index) => share - each.shares[index]!),
  }), line));
}

export const totalOf = (lines: readonly LineShares[]): number => minorToNumber(sum(lines.map(amountOf)));

/** The part of a line that `amount` is; `left` is what is left of it. */
function taken(line: LineShares, left: LineShares, quantity: number, amount: bigint): LineShares {
  const whole = big(line.shares);
  const given = whole.map((each, index) => each - BigInt(left.shares[index]!));
  return { line_id: line.line_id, quantity, shares: shareOf(whole, given, amount).map(minorToNumber) };
}

/**
 * The part that these lines are: so many units of each, all that are left of it where nothing is said. A unit is worth its part of what is left of its line, and the last one takes the remainder.
 * @throws UnknownOrderLine, RefundExceedsLine, NothingToRefund
 */
export function partByLines(whole: readonly LineShares[], left: readonly LineShares[], asked: readonly { line_id: string; quantity?: number | null }[]): LineShares[] {
  const part = asked.map(({ line_id, quantity: wanted }, at) => {
    const index = whole.findIndex((line) => line.line_id === line_id);
    if (index < 0 || asked.findIndex((each) => each.line_id === line_id) !== at) throw new UnknownOrderLine(at, index < 0 ? 'missing' : 'twice');
    const [line, rest] = [whole[index]!, left[index]!];
    const quantity = wanted ?? rest.quantity;
    if (quantity < 1 || quantity > rest.quantity) throw new RefundExceedsLine(at, line_id, rest.quantity);
    const amount = quantity === rest.quantity ? amountOf(rest) : divideRounded(amountOf(rest) * BigInt(quantity), BigInt(rest.quantity), 'half_away_from_zero');
    return taken(line, rest, quantity, amount);
  });
  if (totalOf(part) === 0) throw new NothingToRefund();
  return part;
}

/** The part that an amount is: spread over the lines by what is left of each. No unit goes back with it. @throws RefundExceedsOrder */
export function partByAmount(whole: readonly LineShares[], left: readonly LineShares[], amount: number): LineShares[] {
  const most = totalOf(left);
  if (amount > most) throw new RefundExceedsOrder(most);
  const amounts = allocateMinor(BigInt(amount), left.map(amountOf));
  return whole.flatMap((line, index) => (amounts[index]! > 0n ? [taken(line, left[index]!, 0, amounts[index]!)] : []));
}

/** A part, or what is left, in the words of the sale. */
export function figuresOf({ sale, lines }: Sold, part: readonly LineShares[]): RefundFigures {
  const { components } = sale.tax;
  const total = (index: number): number => part.reduce((of, { shares }) => of + shares[index]!, 0);
  const taxes = components.map(({ name, rate, jurisdiction }, index) => ({ name, rate, tax_minor: total(index), jurisdiction }));
  const taxOf = ({ shares }: LineShares): number => shares.slice(0, components.length).reduce((of, share) => of + share, 0);
  const tax_minor = part.reduce((of, line) => of + taxOf(line), 0);
  const amount_minor = totalOf(part);
  return {
    amount_minor, net_minor: amount_minor - tax_minor, tax_minor, platform_fee_minor: total(components.length), tax_components: taxes,
    lines: part.filter((line) => line.quantity > 0 || amountOf(line) > 0n).map((line) => {
      const { item_id, sku } = lines[Number(line.line_id) - 1]!;
      return { line_id: line.line_id, item_id, sku, quantity: line.quantity, amount_minor: minorToNumber(amountOf(line)), tax_minor: taxOf(line) };
    }),
  };
}
