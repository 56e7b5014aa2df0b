import type Stripe from 'stripe';
import { exponentOf, parseCurrency, type CurrencyCode } from '#platform/kernel/currency';
import { Rate } from '#platform/kernel/rational';
import { STRIPE_UNITS } from '../../../domain/stripe-units.js';
import { linesOf } from '../report-table.js';
import { settlementCsv, type SettledLine } from '../settlement-csv.js';
import { Unreadable } from '../unreadable.js';

const PAGE = 100;
const PAYOUTS_MAX = 1_000;
const LINES_MAX = 200_000;

const TYPES: Record<string, SettledLine['type']> = {
  charge: 'capture', payment: 'capture', refund: 'refund', payment_refund: 'refund', refund_failure: 'refund', payment_failure_refund: 'refund',
  // What a bank takes back, and gives back, of a dispute.
  adjustment: 'chargeback', stripe_fee: 'account_fee', tax_fee: 'account_fee', application_fee: 'account_fee',
};

/** What the payouts of `from <= arrival < to` are made of, in the currency of the account's balance: Stripe's settlement is the payout, and this is its only exact list. @throws Unreadable */
export async function stripeSettlement(stripe: Stripe, from: number, to: number, deadlineMs: number): Promise<string> {
  const until = performance.now() + deadlineMs;
  const within = (): { timeout: number } => ({ timeout: Math.max(1, Math.round(until - performance.now())) });
  const payouts = await all((after) => stripe.payouts.list({ arrival_date: { gte: from, lt: to }, status: 'paid', limit: PAGE, ...after }, within()), PAYOUTS_MAX);
  const lines: SettledLine[] = [];
  for (const payout of payouts) {
    const moved = await all((after) => stripe.balanceTransactions.list({ payout: payout.id, limit: PAGE, expand: ['data.source'], ...after }, within()), LINES_MAX - lines.length);
    lines.push(...moved.flatMap((each) => lineOf(each, payout)));
  }
  return settlementCsv(lines);
}

async function all<T extends { id: string }>(page: (after: { starting_after?: string }) => Promise<{ data: T[]; has_more: boolean }>, max: number): Promise<T[]> {
  const found: T[] = [];
  for (;;) {
    const { data, has_more } = await page(found.length > 0 ? { starting_after: found.at(-1)!.id } : {});
    found.push(...data);
    if (!has_more || data.length === 0) return found;
    if (found.length >= max) throw new Unreadable('more lines than one report may have; ask for fewer days');
  }
}

/** What is neither a sale's nor a fee (the payout itself, transfers) is left out. */
function lineOf(moved: Stripe.BalanceTransaction, payout: Stripe.Payout): SettledLine[] {
  const type = TYPES[moved.type];
  if (!type) return [];
  const currency = moved.currency.toUpperCase();
  const minor = (amount: number): number => {
    const value = nearestMinor(Math.abs(amount), currency);
    if (value === null) throw new Unreadable(`${moved.id} is no amount of ${currency}`);
    return amount < 0 ? -value : value;
  };
  const net_minor = minor(moved.net);
  const gross_minor = type === 'account_fee' ? 0 : minor(moved.amount);
  const source = typeof moved.source === 'object' ? (moved.source as { id?: string; object?: string; payment_intent?: string | { id: string } | null; metadata?: Record<string, string>; amount?: number; currency?: string } | null) : null;
  const intent = typeof source?.payment_intent === 'object' ? source.payment_intent?.id : source?.payment_intent;
  const line: SettledLine = {
    line_id: moved.id, type, psp_payment_id: intent || moved.id, psp_refund_id: source?.object === 'refund' ? (source.id ?? '') : '', reference: source?.metadata?.['reference'] || moved.id, currency,
    gross_minor, fee_minor: gross_minor - net_minor, net_minor, settled_at: payout.arrival_date, batch_id: payout.id,
    ...(type === 'account_fee' ? {} : paidIn(moved, source ?? {}, currency, gross_minor)),
  };
  return type === 'chargeback' || type === 'refund' ? linesOf(line, BigInt(gross_minor), BigInt(line.fee_minor)) : [line];
}

/** What was paid, or went back, where the balance is in another currency: the object that moved it says so, and Stripe its rate. */
function paidIn(moved: Stripe.BalanceTransaction, source: { amount?: number; currency?: string }, settled: string, gross_minor: number): Pick<SettledLine, 'presentment'> {
  const currency = source.currency?.toUpperCase();
  if (currency === undefined || source.amount === undefined || currency === settled || moved.exchange_rate === null) return {};
  const minor = STRIPE_UNITS.fromProvider(source.amount, currency);
  if (minor === null) throw new Unreadable(`${moved.id} is of no amount of ${currency}`);
  return { presentment: { currency, gross_minor: gross_minor < 0 ? -minor : minor, rate: rateOf(moved.exchange_rate, minor, Math.abs(gross_minor), parseCurrency(currency), parseCurrency(settled)) } };
}

/**
 * Stripe says that amount × rate is the amount of the balance, and shows it for two currencies with cents alone. Where the two have other exponents it is read as one of their smallest units, as it says, or of their major
 * units, whichever the amounts bear out.
 */
function rateOf(told: number, paid: number, booked: number, from: CurrencyCode, to: CurrencyCode): string {
  // A small number is written with an exponent.
  const [mantissa, exponent = '0'] = String(told).split('e');
  const rate = Rate.decimal(mantissa!).over(Rate.of(10n ** BigInt(-Number(exponent)), 1n));
  const units = Rate.of(10n ** BigInt(exponentOf(to)), 10n ** BigInt(exponentOf(from)));
  const misses = (perMinor: Rate): bigint => {
    const off = perMinor.applyTo(BigInt(paid), 'half_away_from_zero') - BigInt(booked);
    return off < 0n ? -off : off;
  };
  return (misses(rate) <= misses(rate.times(units)) ? rate.over(units) : rate).toDecimal();
}

/** Fees of currencies without decimals come in hundredths: what is paid out of them is rounded down. */
function nearestMinor(amount: number, currency: string): number | null {
  return STRIPE_UNITS.fromProvider(amount, currency) ?? STRIPE_UNITS.fromProvider(amount - (amount % 100), currency);
}
