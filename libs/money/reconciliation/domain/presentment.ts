import { exponentOf, parseCurrency } from '#platform/kernel/currency';
import type { ReportedLine } from '../contracts/commands.js';

/** Places to which a rate counts as exact, where it is printed with fewer. */
const PLACES_MIN = 4;

type Exchanged = Required<Pick<ReportedLine, 'currency' | 'presentment'>>;

/** Whether what was paid, by the provider's rate, is what was settled: to one minor unit, and to half a unit of the last place to which the rate is printed. */
export function isExchangedAsTold(line: Exchanged & Pick<ReportedLine, 'gross_minor'>): boolean {
  return isWorth(BigInt(line.presentment.gross_minor), line, BigInt(line.gross_minor), 0n);
}

/** Whether a fee that was told in the currency of the payment, rounded there, is the one that was settled. */
export function isFeeAsTold(line: Exchanged & Pick<ReportedLine, 'fee_minor'>, told: bigint): boolean {
  return isWorth(told, line, BigInt(line.fee_minor), 1n);
}

/** All in halves of a minor unit of the settlement's currency, times `places` and `from`: no division. `slack`: 1 where the paid amount itself was rounded. */
function isWorth(paid: bigint, { currency, presentment }: Exchanged, settled: bigint, slack: bigint): boolean {
  const [whole, fraction = ''] = presentment.rate.split('.', 2);
  const printed = fraction.padEnd(PLACES_MIN, '0');
  const [rate, places] = [BigInt(whole! + printed), 10n ** BigInt(printed.length)];
  const [from, to] = [10n ** BigInt(exponentOf(parseCurrency(presentment.currency))), 10n ** BigInt(exponentOf(parseCurrency(currency)))];
  const off = magnitude(2n * (paid * rate * to - settled * places * from));
  return off <= 2n * places * from + magnitude(paid) * to + slack * rate * to;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
