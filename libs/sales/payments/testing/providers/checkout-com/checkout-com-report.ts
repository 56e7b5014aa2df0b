import { Rate } from '#platform/kernel/rational';
import { csvText, decimal } from '../report-text.js';

/** The columns of a Financial Actions by Payout ID report: https://www.checkout.com/docs/funds-management/retrieve-financial-reports. */
const COLUMNS = [
  'Client Entity ID', 'Processing Channel ID', 'Currency Account ID', 'Action Type', 'Action ID', 'Payment ID', 'Requested On', 'Processed On', 'Processing Currency', 'FX Rate Applied', 'Holding Currency', 'Payout ID', 'Reference', 'Payment Method',
  'Breakdown Type', 'Processing Currency Amount', 'Holding Currency Amount',
];

/** `heldIn`: in which currency it is held and paid out, and the rate: units of it for one of the payment's. */
export interface CkoMovement { heldIn?: { currency: string; rate: string }; payment: { id: string; reference: string; currency: string }; type: 'Authorization' | 'Capture' | 'Refund' | 'Chargeback' | 'Chargeback Reversal'; id: string; cents: number }

/** The financial actions of a payout: fees in fractions of a cent, as Checkout.com takes them, and the payout of what is left, in whole ones. */
export function checkoutComReport(payout: string, at: Date, movements: readonly CkoMovement[], newId: () => string): string {
  const date = at.toISOString().slice(0, 19).replace('T', ' ');
  const rows: (string | number)[][] = [COLUMNS];
  const left = new Map<string, number>();
  const add = (action: string, id: string, payment: string, reference: string, currency: string, breakdown: string, amount: number, held: { currency: string; rate: string; amount: number } = { currency, rate: '', amount }): void => {
    left.set(held.currency, (left.get(held.currency) ?? 0) + held.amount);
    rows.push(['ent_1', 'pc_1', 'ca_1', action, id, payment, date, date, currency, held.rate, held.currency, payout, reference, payment ? 'VISA' : '', breakdown, decimal(amount), decimal(held.amount)]);
  };
  for (const { payment, type, id, cents, heldIn } of movements) {
    const { currency, reference } = payment;
    // Money is held in whole cents, fees in fractions of them.
    const heldOf = (amount: number, step: number) => heldIn && { ...heldIn, amount: Number(Rate.decimal(heldIn.rate).times(Rate.of(1n, BigInt(step))).applyTo(BigInt(amount), 'half_away_from_zero')) * step };
    const tell = (breakdown: string, amount: number): void => add(type === 'Chargeback Reversal' ? 'Chargeback' : type, id, payment.id, reference, currency, breakdown, amount, heldOf(amount, breakdown === type ? 100 : 1));
    if (type !== 'Authorization') tell(type, cents * 100);
    if (type === 'Authorization') tell('Authorization Fixed Fee', -575);
    if (type === 'Capture') for (const [breakdown, ppm] of [['Interchange Fixed Fee', 2_000], ['Scheme Variable Fee', 1_333], ['Capture Variable Fee', 9_500]] as const) tell(breakdown, -Math.round((cents * ppm) / 10_000));
    if (type === 'Refund') tell('Refund Fixed Fee', -550);
    if (type === 'Chargeback') tell('Chargeback Fixed Fee', -150_000);
  }
  for (const [currency, amount] of left) add('Payout', newId(), '', '', currency, 'Payout', -Math.round(amount / 100) * 100);
  return csvText(rows);
}
