import { exponentOf, isCurrency } from '#platform/kernel/currency';

/** What somebody reads on the statement of her card. */
export interface StatementLine {
  /** `YYYY-MM-DD`. */
  date: string;
  /** As it is printed, in the major unit: `19.99`, `19,99`, `1999`. */
  amount: string;
  currency: string;
  last4: string;
}

/** A bank books some days after it was charged, and its day may begin before ours. */
const DAYS_BEFORE = 6;
const DAYS_AFTER = 1;
const DAY_MS = 86_400_000;

/** What a charge is known by. */
export function chargeText(day: string, minor: number | bigint, currency: string, last4: string): string {
  return `${day} ${minor} ${currency} ${last4}`;
}

export const dayOfCharge = (at: Date): string => at.toISOString().slice(0, 10);

/** Everything that the charge of a line may be known by, the likeliest first; nothing for what is no amount of the currency or no day. */
export function chargesOf({ date, amount, currency, last4 }: StatementLine): string[] {
  const parts = /^(\d{1,12})(?:[.,](\d{1,3}))?$/.exec(amount);
  const day = Date.parse(`${date}T00:00:00Z`);
  if (!parts || Number.isNaN(day) || dayOfCharge(new Date(day)) !== date || !isCurrency(currency)) return [];
  const exponent = exponentOf(currency);
  const fraction = (parts[2] ?? '').replace(/0+$/, '');
  if (fraction.length > exponent) return [];
  const minor = BigInt(parts[1]!) * 10n ** BigInt(exponent) + BigInt(fraction.padEnd(exponent, '0') || '0');
  return Array.from({ length: DAYS_BEFORE + DAYS_AFTER + 1 }, (_, n) => chargeText(dayOfCharge(new Date(day + (DAYS_AFTER - n) * DAY_MS)), minor, currency, last4));
}
