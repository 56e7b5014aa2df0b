import type Stripe from 'stripe';
import { adyenReport, type AdyenMovement } from '../../testing/providers/adyen/adyen-report.js';
import { checkoutComReport, type CkoMovement } from '../../testing/providers/checkout-com/checkout-com-report.js';
import { paypalReport, type PayPalMovement } from '../../testing/providers/paypal/paypal-report.js';
import { adyenSettlement } from './adyen/adyen-settlement.js';
import { checkoutComSettlement } from './checkout-com/checkout-com-settlement.js';
import { paypalSettlement } from './paypal/paypal-settlement.js';
import { cellsOf } from './report-table.js';
import { stripeSettlement } from './stripe/stripe-settlement.js';
import { Unreadable } from './unreadable.js';

const AT = new Date('2026-11-27T10:20:30Z');
const SECONDS = AT.getTime() / 1_000;

/** What a reader made of a report: each line as `id type payment reference currency gross fee net`, and, where it was settled in another currency, `= paid in @ rate`. */
function read(csv: string): string[] {
  const [heading, ...rows] = cellsOf(csv);
  return rows.map((cells) => {
    const line = Object.fromEntries(heading!.map((name, at) => [name, cells[at]!]));
    expect([Number(line['gross_minor']) - Number(line['fee_minor']), Number(line['settled_at']) > 0]).toEqual([Number(line['net_minor']), true]);
    return ['line_id', 'type', 'psp_payment_id', 'reference', 'currency', 'gross_minor', 'fee_minor', 'net_minor'].map((name) => line[name]).join(' ') + (line['presentment_currency'] ? ` = ${line['presentment_minor']} ${line['presentment_currency']} @ ${line['exchange_rate']}` : '');
  });
}

describe('the settlement details report of Adyen', () => {
  const moved = (type: AdyenMovement['type'], cents: number, told: Partial<AdyenMovement> = {}): AdyenMovement => ({ type, psp: 'PSP1', reference: 'pmt_1', modification: '', modificationReference: '', currency: 'EUR', cents, ...told });
  const sold = (...more: AdyenMovement[]): string => adyenReport('Shop', 7, AT, [moved('Settled', 1999), ...more]);

  it('is read row by row, the fees of refunds and disputes apart, the month and the payout as the account’s', () => {
    const text = sold(moved('Refunded', -500, { modification: 'MOD1', modificationReference: 'ref_1' }), moved('Chargeback', -1499, { modification: 'DSP1' }));
    expect(read(adyenSettlement(text))).toEqual([
      'PSP1:Settled capture PSP1 pmt_1 EUR 1999 29 1970', 'PSP1:Refunded:MOD1 refund PSP1 ref_1 EUR -500 0 -500', 'PSP1:Refunded:MOD1:fee fee PSP1 ref_1 EUR 0 5 -5', 'PSP1:Chargeback:DSP1 chargeback PSP1 pmt_1 EUR -1499 0 -1499',
      'PSP1:Chargeback:DSP1:fee fee PSP1 pmt_1 EUR 0 1500 -1500', '7:Fee:1 account_fee 7:Fee:1 Fee EUR -500 0 -500', '7:MerchantPayout:1 transfer 7:MerchantPayout:1 MerchantPayout EUR 2034 0 2034',
    ]);
    expect(adyenSettlement(text)).toContain(`,${SECONDS},7\r\n`);
  });

  it('has nothing left of what was given back and taken again, but its fee', () => {
    const [back, again] = [moved('ChargebackReversed', 1999, { modification: 'DSP1' }), moved('SecondChargeback', -1999, { modification: 'DSP1' })];
    expect(read(adyenSettlement(sold(moved('Chargeback', -1999, { modification: 'DSP1' }), back, again))).slice(3, 6)).toEqual([
      'PSP1:ChargebackReversed:DSP1 correction PSP1 pmt_1 EUR 1999 0 1999', 'PSP1:SecondChargeback:DSP1 correction PSP1 pmt_1 EUR -1999 0 -1999', 'PSP1:SecondChargeback:DSP1:fee fee PSP1 pmt_1 EUR 0 1500 -1500',
    ]);
    expect(read(adyenSettlement(sold(back)))[1]).toBe('PSP1:ChargebackReversed:DSP1 chargeback PSP1 pmt_1 EUR 1999 0 1999');
  });

  it('has a payment that is paid out in another currency in that one, with what was paid and the rate beside it', () => {
    const yen = (type: AdyenMovement['type'], amount: number, rate: string, told: Partial<AdyenMovement> = {}) => moved(type, amount, { currency: 'JPY', paidOutIn: { currency: 'USD', rate }, ...told });
    const text = adyenReport('Shop', 7, AT, [yen('Settled', 2_000, '0.0064912'), yen('Refunded', -500, '0.0066', { modification: 'MOD1', modificationReference: 'ref_1' }), yen('Chargeback', -1_500, '0.0067', { modification: 'DSP1' })]);
    expect(read(adyenSettlement(text)).slice(0, 5)).toEqual([
      'PSP1:Settled capture PSP1 pmt_1 USD 1298 23 1275 = 2000 JPY @ 0.0064912', 'PSP1:Refunded:MOD1 refund PSP1 ref_1 USD -330 0 -330 = -500 JPY @ 0.0066', 'PSP1:Refunded:MOD1:fee fee PSP1 ref_1 USD 0 5 -5',
      'PSP1:Chargeback:DSP1 chargeback PSP1 pmt_1 USD -1005 0 -1005 = -1500 JPY @ 0.0067', 'PSP1:Chargeback:DSP1:fee fee PSP1 pmt_1 USD 0 1500 -1500',
    ]);
    expect(() => adyenSettlement(text.replace('0.0064912', ''))).toThrow('line 2 has no Exchange Rate');
    expect(() => adyenSettlement(text.replace('0.0064912', '0,6'))).toThrow('columns');
    expect(() => adyenSettlement(text.replace('0.0064912', '-0.6'))).toThrow('line 2 has the Exchange Rate -0.6');
  });

  it.each([
    ['a type that is not known', sold().replace('Settled', 'Gifted'), 'line 2 is of the unknown type Gifted'],
    ['a batch that does not close', sold().replace('MerchantPayout,,EUR,,,,EUR,14.70', 'MerchantPayout,,EUR,,,,EUR,14.69'), 'the batch 7 in EUR does not close'],
    ['a fee that is not its parts', sold().replace('0.22,0.03,0.04', '0.22,0.03,0.14'), 'line 2 keeps 29 where its fees are 39'],
    ['half a cent', sold().replace('19.70', '19.705').replace('14.70', '14.705'), 'no whole number of minor units'],
    ['an amount that is none', sold().replace('19.99', '19,99'), 'columns'],
    ['a currency that is none', sold().replaceAll('EUR', 'EUX'), 'has the currency EUX'],
    ['a row that breaks off', sold().slice(0, -12), 'line 4 has'],
    ['a report of something else', 'a,b\r\n1,2\r\n', 'it has no column Psp Reference'],
  ])('is refused whole for %s', (_name, text, why) => {
    expect(() => adyenSettlement(text)).toThrow(Unreadable);
    expect(() => adyenSettlement(text)).toThrow(why);
  });
});

describe('the financial actions of Checkout.com', () => {
  const payment = { id: 'pay_1', reference: 'pmt_1', currency: 'EUR' };
  const moved = (type: CkoMovement['type'], id: string, cents: number, of = payment): CkoMovement => ({ payment: of, type, id, cents });
  const report = (...movements: CkoMovement[]): string => checkoutComReport('PYT1', AT, movements, () => 'act_out');
  const sold = (...more: CkoMovement[]): string => report(moved('Authorization', 'act_a', 1999), moved('Capture', 'act_c', 1999), ...more);

  it('are read payment by payment: the fees of authorisation and capture together, rounded once, and what the roundings leave', () => {
    expect(read(checkoutComSettlement(sold(moved('Refund', 'act_r', -500), moved('Chargeback', 'act_d', -1499))))).toEqual([
      'act_c capture pay_1 pmt_1 EUR 1999 31 1968', 'act_r refund pay_1 act_r EUR -500 0 -500', 'act_r:fee fee pay_1 act_r EUR 0 6 -6', 'act_d chargeback pay_1 pmt_1 EUR -1499 0 -1499', 'act_d:fee fee pay_1 pmt_1 EUR 0 1500 -1500',
      'act_out transfer act_out Payout EUR 1537 0 1537',
    ]);
    // Three times 31.4 cents are 94.2: the payout is a cent less than its lines.
    const three = [1, 2, 3].flatMap((n) => [moved('Authorization', `a${n}`, 1999, { ...payment, id: `pay_${n}` }), moved('Capture', `c${n}`, 1999, { ...payment, id: `pay_${n}` })]);
    expect(read(checkoutComSettlement(report(...three))).slice(3)).toEqual(['act_out transfer act_out Payout EUR -5903 0 -5903', 'PYT1:rounding:EUR correction PYT1:rounding:EUR rounding EUR -1 0 -1']);
  });

  it('have what is held in another currency in that one, with what was paid and the rate beside it', () => {
    const dollars = (movement: CkoMovement): CkoMovement => ({ ...movement, heldIn: { currency: 'USD', rate: '1.1' } });
    const text = report(dollars(moved('Authorization', 'act_a', 1999)), dollars(moved('Capture', 'act_c', 1999)), dollars(moved('Refund', 'act_r', -500)), dollars(moved('Chargeback', 'act_d', -1499)));
    expect(read(checkoutComSettlement(text)).slice(0, 5)).toEqual([
      'act_c capture pay_1 pmt_1 USD 2199 35 2164 = 1999 EUR @ 1.1', 'act_r refund pay_1 act_r USD -550 0 -550 = -500 EUR @ 1.1', 'act_r:fee fee pay_1 act_r USD 0 6 -6', 'act_d chargeback pay_1 pmt_1 USD -1649 0 -1649 = -1499 EUR @ 1.1',
      'act_d:fee fee pay_1 pmt_1 USD 0 1650 -1650',
    ]);
    expect(() => checkoutComSettlement(text.replaceAll(',1.1,USD,', ',,USD,'))).toThrow('has no FX Rate Applied');
    expect(() => checkoutComSettlement(text.replace(',Capture,19.99,', ',Capture,,'))).toThrow('has no Processing Currency Amount');
    expect(() => checkoutComSettlement(report(dollars(moved('Capture', 'act_c', 1000)), dollars(moved('Capture', 'act_c', 999))))).toThrow('is a second part of what was exchanged');
  });

  it('have what an authorisation costs that came to nothing as the account’s', () => {
    expect(read(checkoutComSettlement(report(moved('Authorization', 'act_a', 1999))))).toEqual(['act_a account_fee pay_1 Authorization EUR -6 0 -6', 'act_out transfer act_out Payout EUR 6 0 6']);
  });

  it.each([
    ['a breakdown type that is not known', sold().replace(',Capture,19.99,', ',Gift,19.99,'), 'is of the unknown breakdown type Gift'],
    ['an action that is two things', sold(moved('Refund', 'act_c', -500)), 'is both Capture and Refund'],
    ['a payout that is another', sold().replaceAll('-19.68', '-19.60'), 'the payout PYT1 does not come to nothing: 8 of EUR are left'],
    ['half a cent of a payment', sold().replaceAll('Capture,19.99,19.99', 'Capture,19.995,19.995'), 'moves no whole number of minor units'],
    ['a time that is none', sold().replaceAll('2026-11-27 10:20:30', 'yesterday'), 'has the Processed On yesterday'],
    // The payout's own file repeats the action with the rest of its fees.
    ['an action that is not paid out yet', sold().split('\r\n').slice(0, 4).join('\r\n').replaceAll(',PYT1,', ',,'), 'line 2 has no Payout ID: it is not paid out yet'],
  ])('are refused whole for %s', (_name, text, why) => {
    expect(() => checkoutComSettlement(text)).toThrow(why);
  });
});

describe('the settlement report of PayPal', () => {
  const moved = (code: PayPalMovement['code'], id: string, told: Partial<PayPalMovement> = {}): PayPalMovement => ({ code, id, of: code === 'T0006' ? '' : 'CAP1', invoice: 'pmt_1', custom: 'pmt_1', amount: { currency_code: 'EUR', value: '19.99' }, fee: null, ...told });
  const fee = { currency_code: 'EUR', value: '1.19' };
  const sold = (...more: PayPalMovement[]): string => paypalReport('ACC', AT, [moved('T0006', 'CAP1', { fee }), ...more], () => 'OUT');

  it('is read row by row, what is held and taken back by the bank, and what is withdrawn', () => {
    const text = sold(moved('T1107', 'REF1', { invoice: 'ref_1', amount: { currency_code: 'EUR', value: '5.00' } }), moved('T1201', 'CB1', { fee: { currency_code: 'EUR', value: '20.00' } }));
    expect(read(paypalSettlement(text))).toEqual([
      'CAP1 capture CAP1 pmt_1 EUR 1999 119 1880', 'REF1 refund CAP1 ref_1 EUR -500 0 -500', 'CB1 chargeback CAP1 pmt_1 EUR -1999 0 -1999', 'CB1:fee fee CAP1 pmt_1 EUR 0 2000 -2000', 'OUT transfer OUT T0400 EUR 2619 0 2619',
    ]);
    expect(paypalSettlement(text)).toContain(`,${SECONDS},ACC:2026/11/27 00:00:00 +0000\r\n`);
  });

  it('has what PayPal exchanges with a payment in the currency that it keeps, with what was paid and the rate beside it', () => {
    const exchanged = (id: string, of: string, from: string, to: string): PayPalMovement[] => [moved('T0200', `${id}a`, { of, amount: { currency_code: 'EUR', value: from } }), moved('T0200', `${id}b`, { of, amount: { currency_code: 'USD', value: to } })];
    const refund = moved('T1107', 'REF1', { invoice: 'ref_1', amount: { currency_code: 'EUR', value: '5.00' } });
    // 18.80 EUR for 20.68 USD, and 5.00 EUR for 5.60.
    const text = sold(...exchanged('X1', 'CAP1', '-18.80', '20.68'), refund, ...exchanged('X2', 'REF1', '5.00', '-5.60'));
    expect(read(paypalSettlement(text)).slice(0, 2)).toEqual(['CAP1 capture CAP1 pmt_1 USD 2199 131 2068 = 1999 EUR @ 1.1', 'REF1 refund CAP1 ref_1 USD -560 0 -560 = -500 EUR @ 1.12']);
    expect(read(paypalSettlement(text)).filter((line) => line.includes('T0200'))).toEqual([]);
    // Of another amount than the payment left, or of one side only, it is of the account.
    expect(read(paypalSettlement(sold(...exchanged('X1', 'CAP1', '-18.70', '20.68')))).slice(0, 3)).toEqual(['CAP1 capture CAP1 pmt_1 EUR 1999 119 1880', 'X1a transfer X1a T0200 EUR -1870 0 -1870', 'X1b transfer X1b T0200 USD 2068 0 2068']);
    expect(read(paypalSettlement(sold(exchanged('X1', 'CAP1', '-18.80', '20.68')[0]!)))[1]).toBe('X1a transfer X1a T0200 EUR -1880 0 -1880');
  });

  it('has nothing left of a hold that is let go and taken in its place', () => {
    expect(read(paypalSettlement(sold(moved('T1110', 'H1'), moved('T1111', 'H2'), moved('T1201', 'CB1')))).slice(1, 4)).toEqual(['H1 chargeback CAP1 pmt_1 EUR -1999 0 -1999', 'H2 correction CAP1 pmt_1 EUR 1999 0 1999', 'CB1 correction CAP1 pmt_1 EUR -1999 0 -1999']);
    expect(read(paypalSettlement(sold(moved('T1110', 'H1'), moved('T1111', 'H2')))).slice(1, 3)).toEqual(['H1 chargeback CAP1 pmt_1 EUR -1999 0 -1999', 'H2 chargeback CAP1 pmt_1 EUR 1999 0 1999']);
  });

  it('has forint in whole ones, yen as they are, and each currency with totals of its own', () => {
    const text = sold(moved('T0006', 'CAP2', { amount: { currency_code: 'HUF', value: '1234' }, fee: { currency_code: 'HUF', value: '43' } }), moved('T0006', 'CAP3', { amount: { currency_code: 'JPY', value: '500' } }));
    expect(read(paypalSettlement(text)).slice(1, 3)).toEqual(['CAP2 capture CAP2 pmt_1 HUF 123400 4300 119100', 'CAP3 capture CAP3 pmt_1 JPY 500 0 500']);
  });

  it.each([['T0106', 'fee'], ['T1108', 'fee']])('takes a fee that names a payment (%s) for that of the payment', (code, type) => {
    expect(read(paypalSettlement(sold(moved('T1201', 'F1')).replace('"T1201"', `"${code}"`)))[1]).toBe(`F1 ${type} CAP1 pmt_1 EUR 0 1999 -1999`);
  });

  it.each([['T1503', 'reserve'], ['T2103', 'reserve'], ['T0200', 'transfer'], ['T0100', 'account_fee'], ['T0001', 'transfer']])('takes %s for the account’s: %s', (code, type) => {
    expect(read(paypalSettlement(sold(moved('T1201', 'X1', { of: '' })).replace('"T1201"', `"${code}"`)))[1]).toBe(`X1 ${type} X1 ${code} EUR -1999 0 -1999`);
  });

  it.each([
    ['a code that is not known', sold().replace('T0006', 'T7777'), 'line 5 is of the unknown code T7777'],
    ['totals that are others', sold().replace('"SF","EUR",1999', '"SF","EUR",1998'), 'the totals of EUR are 1998'],
    ['a count that is another', sold().replace('"SC",2', '"SC",3'), 'counts 3 rows where 2 are'],
    ['a currency without totals', sold().replace(/"SF".*\r\n/, ''), 'EUR have no totals'],
    ['a kind of row that is not known', sold().replace('"FH"', '"XX"'), 'line 2 is of the unknown kind XX'],
    ['a report that breaks off', sold().slice(0, -10), 'it breaks off'],
    ['a fee in another currency', sold().replace('119,"EUR"', '119,"USD"'), 'line 5 has a fee in another currency'],
    ['an amount with a point', sold().replace('"CR",1999', '"CR",19.99'), 'the totals of EUR are'],
    ['money that goes nowhere', sold().replace('"CR",1999', '"XX",1999'), 'goes XX'],
  ])('is refused whole for %s', (_name, text, why) => {
    expect(() => paypalSettlement(text)).toThrow(why);
  });
});

describe('the balance of Stripe', () => {
  const moved = (type: string, amount: number, fee: number, source: object, exchange_rate: number | null): object => ({ id: `txn_${type}`, type, currency: 'usd', amount, fee, net: amount - fee, exchange_rate, source: { payment_intent: 'pi_1', metadata: { reference: 'pmt_1' }, ...source } });
  const settled = async (...transactions: object[]): Promise<string[]> => {
    const page = (data: object[]) => Promise.resolve({ data, has_more: false });
    const stripe = { payouts: { list: () => page([{ id: 'po_1', arrival_date: SECONDS }]) }, balanceTransactions: { list: () => page(transactions) } } as unknown as Stripe;
    return read(await stripeSettlement(stripe, 0, SECONDS + 1, 1_000));
  };

  it('has what was paid in another currency with it, and its rate in major units, however Stripe writes that', async () => {
    const charge = { object: 'charge', amount: 2_000, currency: 'jpy' };
    for (const rate of [0.6491, 0.006491]) expect(await settled(moved('charge', 1_298, 40, charge, rate))).toEqual(['txn_charge capture pi_1 pmt_1 USD 1298 40 1258 = 2000 JPY @ 0.006491']);
    expect(await settled(moved('refund', -330, 5, { object: 'refund', id: 're_1', amount: 500, currency: 'jpy' }, 0.66), moved('adjustment', -1_005, 1_500, { object: 'dispute', amount: 1_500, currency: 'jpy' }, 0.67))).toEqual([
      'txn_refund refund pi_1 pmt_1 USD -330 0 -330 = -500 JPY @ 0.0066', 'txn_refund:fee fee pi_1 pmt_1 USD 0 5 -5', 'txn_adjustment chargeback pi_1 pmt_1 USD -1005 0 -1005 = -1500 JPY @ 0.0067', 'txn_adjustment:fee fee pi_1 pmt_1 USD 0 1500 -1500',
    ]);
    expect(await settled(moved('charge', 2_199, 95, { object: 'charge', amount: 1_999, currency: 'eur' }, 1.1))).toEqual(['txn_charge capture pi_1 pmt_1 USD 2199 95 2104 = 1999 EUR @ 1.1']);
    expect(await settled(moved('charge', 2_199, 95, { object: 'charge', amount: 2_199, currency: 'usd' }, null))).toEqual(['txn_charge capture pi_1 pmt_1 USD 2199 95 2104']);
    // Of a currency of which one is worth little, JavaScript writes the rate as 2.38e-6.
    expect(await settled(moved('charge', 238, 0, { object: 'charge', amount: 100_000_000, currency: 'idr' }, 0.00000238))).toEqual(['txn_charge capture pi_1 pmt_1 USD 238 0 238 = 100000000 IDR @ 0.00000238']);
    await expect(settled(moved('charge', 1_298, 40, { ...charge, amount: 2_000.5 }, 0.65))).rejects.toThrow('txn_charge is of no amount of JPY');
  });
});
