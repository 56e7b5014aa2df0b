import { decimalString, exponentOf, parseCurrency } from '#platform/kernel/currency';
import { Rate } from '#platform/kernel/rational';
import { csvText, decimal } from '../report-text.js';

/** The columns of a settlement details report, by https://docs.adyen.com/reporting/settlement-reconciliation/transaction-level/settlement-details-report. */
const COLUMNS = [
  'Company Account', 'Merchant Account', 'Psp Reference', 'Merchant Reference', 'Payment Method', 'Creation Date', 'TimeZone', 'Type', 'Modification Reference', 'Gross Currency', 'Gross Debit (GC)', 'Gross Credit (GC)', 'Exchange Rate',
  'Net Currency', 'Net Debit (NC)', 'Net Credit (NC)', 'Commission (NC)', 'Markup (NC)', 'Scheme Fees (NC)', 'Interchange (NC)', 'Payment Method Variant', 'Modification Merchant Reference', 'Batch Number',
];

/** In which currency an account is paid out what was paid in another, and its rate: major units of it for one major unit of that. */
export interface AdyenPayoutIn { currency: string; rate: string }

/** What has moved, in cents of its currency: what comes is positive. */
export interface AdyenMovement { type: 'Settled' | 'Refunded' | 'Chargeback' | 'ChargebackReversed' | 'SecondChargeback'; psp: string; reference: string; modification: string; modificationReference: string; currency: string; cents: number; paidOutIn?: AdyenPayoutIn | null }

/** A batch of Adyen: per payment 0.10 and its shares for Adyen, the schemes and the issuer; 0.05 for a refund, 15.00 for a chargeback; 5.00 for the month; and the payout of what is left. */
export function adyenReport(account: string, batch: number, at: Date, movements: readonly AdyenMovement[]): string {
  const date = at.toISOString().slice(0, 19).replace('T', ' ');
  const cents = (amount: number): string => (amount === 0 ? '' : decimal(amount * 100));
  const rows: (string | number)[][] = [COLUMNS];
  const left = new Map<string, number>();
  const paid = (amount: number, currency: string): string => (amount <= 0 ? '' : decimalString(BigInt(amount), parseCurrency(currency)));
  const add = (type: string, psp: string, reference: string, modification: string, modificationReference: string, currency: string, gross: number, fees: readonly number[], was: { currency: string; gross: number; rate: string } = { currency, gross, rate: '1' }): void => {
    const net = gross - fees.reduce((sum, fee) => sum + fee, 0);
    left.set(currency, (left.get(currency) ?? 0) + net);
    const [debit, credit] = [(amount: number) => cents(Math.max(-amount, 0)), (amount: number) => cents(Math.max(amount, 0))];
    rows.push(['Hubcraft', account, psp, reference, psp ? 'visa' : '', date, 'UTC', type, modification, was.currency, psp ? paid(-was.gross, was.currency) : '', psp ? paid(was.gross, was.currency) : '', psp ? was.rate : '', currency, debit(net), credit(net), '', ...[0, 1, 2].map((at) => cents(fees[at] ?? 0)), '', modificationReference, batch]);
  };
  for (const { type, psp, reference, modification, modificationReference, currency: paidIn, cents: moved, paidOutIn } of movements) {
    const { currency, rate } = paidOutIn ?? { currency: paidIn, rate: '1' };
    const scale = (code: string): bigint => 10n ** BigInt(exponentOf(parseCurrency(code)));
    const gross = Number(Rate.decimal(rate).times(Rate.of(scale(currency), scale(paidIn))).applyTo(BigInt(moved), 'half_away_from_zero'));
    const share = (ppm: number): number => Math.round((gross * ppm) / 1_000_000);
    const fees = type === 'Settled' ? [10 + share(6_000), share(1_300), share(2_000)] : type === 'Refunded' ? [5] : type === 'ChargebackReversed' ? [] : [1_500];
    add(type, psp, reference, modification, modificationReference, currency, gross, fees, { currency: paidIn, gross: moved, rate });
  }
  for (const currency of left.keys()) {
    add('Fee', '', 'Transaction Fees November', '', '', currency, -500, []);
    add('MerchantPayout', '', `TX${batch}`, '', '', currency, -left.get(currency)!, []);
  }
  return csvText(rows);
}
