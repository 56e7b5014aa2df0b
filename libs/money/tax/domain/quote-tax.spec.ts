import { type TaxQuoteRequest } from '../contracts/queries.js';
import { quoteForTest } from '../testing/index.js';

type Told = Partial<TaxQuoteRequest> & { country: string };
const line = (amount: bigint, told: Told): Told => ({ ...told, lines: [{ amount }] });
const net = (amount: bigint, told: Told): Told => line(amount, { ...told, price_mode: 'net' });

/** Every figure here was computed by hand from the rate of the law, not by the code or from the table. */
describe('a price that contains tax', () => {
  test.each<[string, Told, string, bigint]>([
    ['Germany 19: 9.99 × 19/119 = 1.5950', line(999n, { country: 'DE' }), '19', 160n],
    ['France 20: 10.00 × 20/120 = 1.6667', { country: 'FR' }, '20', 167n],
    ['Monaco as France', { country: 'MC' }, '20', 167n],
    ['Finland 25.5: 10.00 × 25.5/125.5 = 2.0319', { country: 'FI' }, '25.5', 203n],
    ['Hungary 27: 10.00 × 27/127 = 2.1260', { country: 'HU', currency: 'HUF' }, '27', 213n],
    ['Luxembourg 17: 10.00 × 17/117 = 1.4530', { country: 'LU' }, '17', 145n],
    ['Malta 18: 10.00 × 18/118 = 1.5254', { country: 'MT' }, '18', 153n],
    ['United Kingdom 20: 9.99 / 6 = 1.665, half a penny goes up', line(999n, { country: 'GB', currency: 'GBP' }), '20', 167n],
    ['Isle of Man as the United Kingdom', line(1200n, { country: 'IM', currency: 'GBP' }), '20', 200n],
    ['Switzerland 8.1: 10.00 × 8.1/108.1 = 0.7493', { country: 'CH', currency: 'CHF' }, '8.1', 75n],
    ['Liechtenstein 8.1', { country: 'LI', currency: 'CHF' }, '8.1', 75n],
    ['Norway 25', line(1250n, { country: 'NO', currency: 'NOK' }), '25', 250n],
    ['Iceland 24 on whole krónur: 1000 × 24/124 = 193.55', { country: 'IS', currency: 'ISK' }, '24', 194n],
    ['Türkiye 20', line(1200n, { country: 'TR', currency: 'TRY' }), '20', 200n],
    ['Guadeloupe 8.5: 10.00 × 8.5/108.5 = 0.7834', { country: 'GP' }, '8.5', 78n],
    ['Australia 10: 9.99 / 11 = 0.9082', line(999n, { country: 'AU', currency: 'AUD' }), '10', 91n],
    ['New Zealand 15', line(1150n, { country: 'NZ', currency: 'NZD' }), '15', 150n],
    ['Korea 10', line(11000n, { country: 'KR', currency: 'KRW' }), '10', 1000n],
    ['Singapore 9', line(1090n, { country: 'SG', currency: 'SGD' }), '9', 90n],
    ['India 18', line(11800n, { country: 'IN', currency: 'INR' }), '18', 1800n],
    ['Malaysia 8', line(1080n, { country: 'MY', currency: 'MYR' }), '8', 80n],
    ['Thailand 7', line(10700n, { country: 'TH', currency: 'THB' }), '7', 700n],
    ['Viet Nam 10', line(110000n, { country: 'VN', currency: 'VND' }), '10', 10000n],
    ['Philippines 12', line(11200n, { country: 'PH', currency: 'PHP' }), '12', 1200n],
    ['Taiwan 5', line(10500n, { country: 'TW', currency: 'TWD' }), '5', 500n],
    ['Emirates 5', line(1050n, { country: 'AE', currency: 'AED' }), '5', 50n],
    ['Saudi Arabia 15', line(1150n, { country: 'SA', currency: 'SAR' }), '15', 150n],
    ['Bahrain 10 in thousandths', line(1100n, { country: 'BH', currency: 'BHD' }), '10', 100n],
    ['Mexico 16', line(11600n, { country: 'MX', currency: 'MXN' }), '16', 1600n],
    ['Chile 19 on whole pesos', line(11900n, { country: 'CL', currency: 'CLP' }), '19', 1900n],
    ['Peru 18', line(1180n, { country: 'PE', currency: 'PEN' }), '18', 180n],
    ['South Africa 15', line(11500n, { country: 'ZA', currency: 'ZAR' }), '15', 1500n],
    ['Kenya 16', line(11600n, { country: 'KE', currency: 'KES' }), '16', 1600n],
    ['Nigeria 7.5', line(107500n, { country: 'NG', currency: 'NGN' }), '7.5', 7500n],
    ['Cameroon 19.25: 1000 × 19.25/119.25 = 161.43', { country: 'CM', currency: 'XAF' }, '19.25', 161n],
  ])('%s', (_, told, rate, tax) => {
    const quote = quoteForTest(told);
    const amount = told.lines?.[0]?.amount ?? 1000n;
    expect(quote).toMatchObject({ outcome: 'charge', sellable: true, refusal_code: null, rate, tax, net: amount - tax, total: amount, price_display: 'inclusive' });
  });
});

describe('the day picks the row, both ends included', () => {
  test.each<[string, string, string, bigint]>([
    ['DE', '2020-06-30', '19', 160n],
    ['DE', '2020-07-01', '16', 138n],
    ['DE', '2020-12-31', '16', 138n],
    ['DE', '2021-01-01', '19', 160n],
    ['EE', '2025-06-30', '22', 180n],
    ['EE', '2025-07-01', '24', 194n],
    ['FI', '2024-08-31', '24', 194n],
    ['FI', '2024-09-01', '25.5', 203n],
    ['IE', '2020-09-01', '21', 174n],
    ['IE', '2021-03-01', '23', 187n],
    ['LU', '2023-12-31', '16', 138n],
    ['LU', '2024-01-01', '17', 145n],
    ['RO', '2025-07-31', '19', 160n],
    ['RO', '2025-08-01', '21', 174n],
    ['SK', '2024-12-31', '20', 167n],
    ['SK', '2025-01-01', '23', 187n],
    ['CH', '2023-12-31', '7.7', 71n],
    ['CH', '2024-01-01', '8.1', 75n],
    ['TR', '2023-07-09', '18', 153n],
    ['SG', '2022-12-31', '7', 65n],
    ['SG', '2023-01-01', '8', 74n],
    ['SA', '2020-06-30', '5', 48n],
    ['SA', '2020-07-01', '15', 130n],
    ['KZ', '2025-12-31', '12', 107n],
    ['KZ', '2026-01-01', '16', 138n],
    ['JP', '2019-09-30', '8', 74n],
    ['JP', '2019-10-01', '10', 91n],
    ['FJ', '2025-07-31', '15', 130n],
    ['FJ', '2025-08-01', '12.5', 111n],
    ['MY', '2024-02-29', '6', 57n],
    ['MY', '2024-03-01', '8', 74n],
    ['LK', '2026-04-01', '18', 153n],
  ])('%s on %s: %s percent, %s of 1000', (country, date, rate, tax) => {
    expect(quoteForTest(line(country === 'DE' ? 999n : 1000n, { country, date }))).toMatchObject({ sellable: true, rate, tax });
  });

  test('before foreign sellers had a duty a rate is shown and the sale refused', () => {
    expect(quoteForTest({ country: 'KE', date: '2019-11-07' })).toMatchObject({ outcome: 'refused', refusal_code: 'tax.rate_unverified', treatment: 'charge', rate: '16', tax: 138n });
    expect(quoteForTest({ country: 'LK', date: '2026-03-31' })).toMatchObject({ outcome: 'no_tax', sellable: true, tax: 0n });
    expect(quoteForTest({ country: 'PE', date: '2024-11-30' })).toMatchObject({ outcome: 'refused', refusal_code: 'tax.rate_unverified', net: null, tax: null, total: null });
  });

  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '26-01-01', '2026-1-1', '2100-02-29'])('%s is no day', (date) => {
    expect(() => quoteForTest({ country: 'DE', date })).toThrow('day of the calendar');
  });
});

test('a listed price is understood as the place shows prices', () => {
  expect(quoteForTest({ country: 'DE', price_mode: 'listed' })).toMatchObject({ price_mode: 'gross', net: 840n, tax: 160n, total: 1000n });
  expect(quoteForTest({ country: 'US', region: 'US-CT', price_mode: 'listed' })).toMatchObject({ price_mode: 'net', net: 1000n, tax: 64n, total: 1064n });
});

describe('Canada: exclusive, by province, each tax on its own', () => {
  const ca = (region: string, told: Partial<Told> = {}): Told => net(1010n, { country: 'CA', currency: 'CAD', region, ...told });

  test('Quebec: 5 % of 10.10 is 0.505, 9.975 % is 1.0075; together they would be a cent less', () => {
    expect(quoteForTest(ca('CA-QC'))).toMatchObject({
      outcome: 'charge', rate: '14.975', net: 1010n, tax: 152n, total: 1162n, price_display: 'exclusive', jurisdiction: 'CA-QC',
      components: [{ name: 'GST', rate: '5', tax: 51n, jurisdiction: 'CA' }, { name: 'QST', rate: '9.975', tax: 101n, jurisdiction: 'CA-QC' }],
    });
  });
  test('British Columbia: 0.505 and 0.707', () => {
    expect(quoteForTest(ca('CA-BC'))).toMatchObject({ rate: '12', tax: 122n, components: [{ name: 'GST', tax: 51n }, { name: 'PST', tax: 71n, jurisdiction: 'CA-BC' }] });
  });
  test('Saskatchewan: 0.505 and 0.606', () => {
    expect(quoteForTest(ca('SK'))).toMatchObject({ rate: '11', tax: 112n, components: [{ tax: 51n }, { tax: 61n }] });
  });
  test('Ontario prints one HST of 13', () => {
    expect(quoteForTest(ca('CA-ON'))).toMatchObject({ rate: '13', tax: 131n, components: [{ name: 'HST', rate: '13', tax: 131n, jurisdiction: 'CA' }] });
  });
  test('Nova Scotia fell from 15 to 14 on 2025-04-01; Alberta has GST alone', () => {
    expect(quoteForTest(ca('CA-NS', { date: '2025-03-31' }))).toMatchObject({ rate: '15', tax: 152n });
    expect(quoteForTest(ca('CA-NS', { date: '2025-04-01' }))).toMatchObject({ rate: '14', tax: 141n });
    expect(quoteForTest(ca('CA-AB'))).toMatchObject({ rate: '5', tax: 51n });
  });
  test('Manitoba is computed and not sold; no province, no tax', () => {
    expect(quoteForTest(ca('CA-MB'))).toMatchObject({ outcome: 'refused', refusal_code: 'tax.rate_unverified', tax: 122n });
    expect(quoteForTest(net(1010n, { country: 'CA' }))).toMatchObject({ outcome: 'refused', refusal_code: 'tax.place_incomplete', missing: ['region'], tax: null, total: null });
  });
  test('a Quebec price that contains both: 1,149.75 holds 50.00 and 99.75', () => {
    expect(quoteForTest(line(114975n, { country: 'CA', region: 'CA-QC', currency: 'CAD' }))).toMatchObject({ net: 100000n, tax: 14975n, total: 114975n, components: [{ tax: 5000n }, { tax: 9975n }] });
  });
});

describe('countries with a way of their own', () => {
  test('Indonesia: 12 % of 11/12 of the price, both printed', () => {
    expect(quoteForTest(line(111000n, { country: 'ID', currency: 'IDR' }))).toMatchObject({ rate: '11', net: 100000n, tax: 11000n, components: [{ name: 'PPN', rate: '12', base: 91667n, tax: 11000n }] });
    expect(quoteForTest(line(111000n, { country: 'ID', date: '2024-12-31' }))).toMatchObject({ rate: '11', tax: 11000n, components: [{ rate: '11', base: 100000n }] });
  });
  test('Ghana: VAT on top of the levies until 2025, three flat taxes since', () => {
    expect(quoteForTest(line(12190n, { country: 'GH', date: '2025-12-31' }))).toMatchObject({ rate: '21.9', net: 10000n, tax: 2190n, components: [{ rate: '6', tax: 600n }, { rate: '15', base: 10600n, tax: 1590n }] });
    expect(quoteForTest(line(12000n, { country: 'GH', date: '2026-01-01' }))).toMatchObject({ rate: '20', net: 10000n, tax: 2000n, components: [{ tax: 1500n }, { tax: 250n }, { tax: 250n }] });
  });
  test('Puerto Rico: 10.5 and 1 municipal', () => {
    expect(quoteForTest(line(1115n, { country: 'PR', currency: 'USD' }))).toMatchObject({ rate: '11.5', net: 1000n, tax: 115n, components: [{ tax: 105n }, { tax: 10n }] });
  });
  test('Bolivia counts 13 inside the price: 13.00 of 100.00, 14.94 on 100.00 before tax; not sold yet', () => {
    expect(quoteForTest(line(10000n, { country: 'BO', currency: 'BOB' }))).toMatchObject({ outcome: 'refused', rate: '13', net: 8700n, tax: 1300n });
    expect(quoteForTest(net(10000n, { country: 'BO', currency: 'BOB' }))).toMatchObject({ tax: 1494n });
  });
  test('Japan rounds once per invoice even when lines are asked for: 3 × 105 hold 28.64, not 3 × 10', () => {
    const quote = quoteForTest({ country: 'JP', currency: 'JPY', rounding_level: 'line', lines: [{ amount: 105n }, { amount: 105n }, { amount: 105n }] });
    expect(quote).toMatchObject({ tax: 29n, net: 286n, total: 315n, rounding: { level: 'invoice' } });
    expect(quote.lines).toEqual([{ net: 95n, tax: 10n, total: 105n }, { net: 95n, tax: 10n, total: 105n }, { net: 96n, tax: 9n, total: 105n }]);
  });
  test('elsewhere the seller chooses: 1.02 in Italy holds 0.1839, three lines 0.54, one invoice of 3.06 holds 0.5518', () => {
    const lines = [{ amount: 102n }, { amount: 102n }, { amount: 102n }];
    expect(quoteForTest({ country: 'IT', lines }).tax).toBe(54n);
    expect(quoteForTest({ country: 'IT', lines, rounding_level: 'invoice' }).tax).toBe(55n);
  });
});
