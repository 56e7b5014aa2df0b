import { type TaxQuoteRequest } from '../contracts/queries.js';
import { quoteForTest } from '../testing/index.js';
import { type LocalRate } from './rate-table.js';

type Told = Partial<TaxQuoteRequest> & { country: string };

const us = (region: string, told: Partial<Told> = {}): Told => ({ country: 'US', region, currency: 'USD', price_mode: 'net', ...told });
const local = (told: Partial<LocalRate>): LocalRate => ({
  id: 'txl_test', territory: 'US', region: 'US-WA', postcode_prefix: '98101', name: 'Seattle', rate: '3.85', valid_from: null, valid_to: null, ...told,
});
const REFUSED = { outcome: 'refused', sellable: false };

describe('embargoed places are refused before a price is shown', () => {
  test.each<Told>([
    { country: 'CU' }, { country: 'IR' }, { country: 'KP' },
    { country: 'UA', region: 'UA-43' }, { country: 'UA', region: 'UA-40' }, { country: 'UA', region: 'UA-14' }, { country: 'UA', region: 'UA-09' },
    { country: 'UA', postcode: '95001' }, { country: 'UA', postcode: '99 000' }, { country: 'UA', postcode: '83001' }, { country: 'UA', postcode: '91000' },
    { country: 'UA', region: 'UA-30', postcode: '98600' }, { country: 'RU', postcode: '295000' }, { country: 'RU', postcode: '299001' },
  ])('%j', (told) => {
    expect(quoteForTest(told)).toMatchObject({ ...REFUSED, refusal_code: 'tax.place_embargoed', rate: null, net: null, tax: null, total: null, components: [], lines: [] });
  });

  test.each(['UA-Crimea', 'UA-ZZ', 'UA-99', 'Crimea', 'ua-krym'])('%s is no region of Ukraine and rules nothing out', (region) => {
    expect(() => quoteForTest({ country: 'UA', region })).toThrow(expect.objectContaining({ code: 'tax.region_unknown', status: 422 }));
  });

  test('the rest of Ukraine is sold to once region or postcode rule them out', () => {
    expect(quoteForTest({ country: 'UA', postcode: '01001' })).toMatchObject({ outcome: 'charge', rate: '20', tax: 167n });
    for (const region of ['UA-30', '32', 'ua-46']) expect(quoteForTest({ country: 'UA', region })).toMatchObject({ outcome: 'charge', tax: 167n });
    expect(quoteForTest({ country: 'UA' })).toMatchObject({ ...REFUSED, refusal_code: 'tax.place_incomplete', missing: ['postcode'], tax: 167n });
  });
});

describe('calculation and permission are separate', () => {
  test('a blocked country with a rate is computed and not served', () => {
    expect(quoteForTest({ country: 'RU', lines: [{ amount: 1220n }] })).toMatchObject({ ...REFUSED, refusal_code: 'tax.place_not_served', treatment: 'charge', tax: 220n });
    expect(quoteForTest({ country: 'BY', lines: [{ amount: 1200n }] })).toMatchObject({ ...REFUSED, refusal_code: 'tax.place_not_served', tax: 200n });
    expect(quoteForTest({ country: 'SY' })).toMatchObject({ ...REFUSED, refusal_code: 'tax.place_not_served' });
    expect(quoteForTest({ country: 'CN' })).toMatchObject({ ...REFUSED, refusal_code: 'tax.place_not_served' });
  });
  test('a rate that waits for verification is computed and refused', () => {
    expect(quoteForTest({ country: 'PK', lines: [{ amount: 1180n }] })).toMatchObject({ ...REFUSED, refusal_code: 'tax.rate_unverified', rate: '18', tax: 180n });
    expect(quoteForTest({ country: 'EC', lines: [{ amount: 1150n }] })).toMatchObject({ ...REFUSED, refusal_code: 'tax.rate_unverified', tax: 150n });
  });
  test.each(['BR', 'GU', 'AX', 'AQ', 'BL', 'SX', 'VA', 'IQ'])('%s has no verified rate: unknown never becomes zero', (country) => {
    expect(quoteForTest({ country })).toMatchObject({ ...REFUSED, refusal_code: 'tax.rate_unverified', rate: null, net: null, tax: null, total: null });
  });
  test.each(['HK', 'GI', 'GL', 'QA', 'KW', 'IL', 'KY', 'GF'])('%s asks for no tax: the price is the price', (country) => {
    expect(quoteForTest({ country })).toMatchObject({ outcome: 'no_tax', sellable: true, net: 1000n, tax: 0n, total: 1000n, components: [] });
  });
  test.each([['AR', '21'], ['AZ', '18'], ['TN', '19'], ['PA', '7'], ['DO', '18']])('%s: the bank takes it, adding it again would tax twice', (country, rate) => {
    expect(quoteForTest({ country })).toMatchObject({ outcome: 'psp_collects', sellable: true, rate, net: 1000n, tax: 0n, total: 1000n, components: [] });
  });
  test('where the operator is not registered on that day nothing is sold', () => {
    expect(quoteForTest({ country: 'DE' }, { registrations: [] })).toMatchObject({ ...REFUSED, refusal_code: 'tax.registration_missing', tax: 160n });
    const late = [{ territory: 'DE', region: null, scheme: 'eu_oss_non_union', valid_from: '2026-11-23', valid_to: null }];
    expect(quoteForTest({ country: 'DE' }, { registrations: late }).refusal_code).toBe('tax.registration_missing');
    expect(quoteForTest({ country: 'DE', date: '2026-11-23' }, { registrations: late }).sellable).toBe(true);
    const oneState = [{ territory: 'US', region: 'US-CT', scheme: 'us_sales_tax', valid_from: null, valid_to: null }];
    expect(quoteForTest(us('US-CT'), { registrations: oneState }).sellable).toBe(true);
    expect(quoteForTest(us('US-RI'), { registrations: oneState }).refusal_code).toBe('tax.registration_missing');
    expect(quoteForTest({ country: 'HK' }, { registrations: [] }).sellable).toBe(true);
  });
});

describe('United States: exclusive, taxability before rate', () => {
  test.each<[string, string, bigint]>([
    ['US-CT', '6.35', 64n], ['US-IN', '7', 70n], ['US-KY', '6', 60n], ['US-ME', '5.5', 55n], ['US-MD', '6', 60n], ['US-NJ', '6.625', 66n], ['US-RI', '7', 70n], ['US-DC', '6', 60n],
  ])('%s has no local tax: %s percent of 10.00 is %s', (region, rate, tax) => {
    const quote = quoteForTest(us(region, { item_type: region === 'US-IN' || region === 'US-NJ' ? 'downloaded_games' : 'in_game_content' }));
    expect(quote).toMatchObject({ outcome: 'charge', sellable: true, rate, tax, total: 1000n + tax, price_display: 'exclusive', jurisdiction: region });
  });
  test('Connecticut taxed 1 percent until 2019-09-30', () => {
    expect(quoteForTest(us('US-CT', { date: '2019-09-30' }))).toMatchObject({ rate: '1', tax: 10n, rate_row_id: 'US:US-CT:in_game_content:undated' });
    expect(quoteForTest(us('ct', { date: '2019-10-01' }))).toMatchObject({ rate: '6.35', rate_row_id: 'US:US-CT:in_game_content:2019-10-01' });
  });
  test.each(['US-OR', 'US-MT', 'US-NH', 'US-DE', 'US-AK', 'US-MI', 'US-IN', 'US-NJ'])('%s takes nothing on in-game items', (region) => {
    expect(quoteForTest(us(region))).toMatchObject({ outcome: 'no_tax', sellable: true, tax: 0n, total: 1000n });
  });
  test.each(['US-CA', 'US-FL', 'US-IL', 'US-KS', 'US-MO', 'US-NV', 'US-ND', 'US-OK', 'US-VA'])('%s itself takes nothing, and its cities may: refused until a local rate is loaded', (region) => {
    const quote = quoteForTest(us(region));
    expect(quote).toMatchObject({ ...REFUSED, refusal_code: 'tax.local_rate_missing', reasons: ['tax.local_rate_missing'], treatment: null, rate: null, net: null, tax: null, total: null, missing: [] });
    const none = local({ region, postcode_prefix: '', rate: '0' });
    expect(quoteForTest(us(region), { localRates: [none] })).toMatchObject({ outcome: 'no_tax', sellable: true, tax: 0n, total: 1000n, rate_row_ids: [expect.any(String), 'txl_test'] });
  });
  test('a city that taxes what its state does not is charged alone, by who is registered there', () => {
    const chicago = [local({ region: 'US-IL', postcode_prefix: '606', name: 'Chicago amusement tax', rate: '9' })];
    const registrations = [{ territory: 'US', region: 'US-IL', scheme: 'us_sales_tax', valid_from: null, valid_to: null }];
    const inChicago = us('US-IL', { postcode: '60601' });
    expect(quoteForTest(inChicago, { localRates: chicago, registrations })).toMatchObject({
      outcome: 'charge', sellable: true, rate: '9', tax: 90n, total: 1090n, components: [{ name: 'Chicago amusement tax', rate: '9', tax: 90n }],
    });
    expect(quoteForTest(inChicago, { localRates: chicago })).toMatchObject({ ...REFUSED, refusal_code: 'tax.registration_missing', tax: 90n });
    expect(quoteForTest(us('US-IL', { postcode: '62701' }), { localRates: chicago })).toMatchObject({ ...REFUSED, refusal_code: 'tax.local_rate_missing' });
    expect(quoteForTest(us('US-IL'), { localRates: chicago })).toMatchObject({ ...REFUSED, missing: ['postcode'] });
  });
  test.each(['US-MA', 'US-SC', 'US-WV', 'US-GA', 'US-ID'])('%s is not known well enough', (region) => {
    expect(quoteForTest(us(region))).toMatchObject({ ...REFUSED, refusal_code: 'tax.rate_unverified' });
  });
  test('a download differs from an item on a server', () => {
    expect(quoteForTest(us('US-KS', { item_type: 'downloaded_games' }))).toMatchObject({ ...REFUSED, refusal_code: 'tax.local_rate_missing', rate: '6.5', tax: 65n });
    expect(quoteForTest(us('US-CA', { item_type: 'downloaded_games' }))).toMatchObject({ ...REFUSED, refusal_code: 'tax.rate_unverified', tax: null });
    expect(quoteForTest(us('US-OR', { item_type: 'downloaded_games' }))).toMatchObject({ outcome: 'no_tax' });
    expect(quoteForTest(us('US-CT', { item_type: 'downloaded_games' }))).toMatchObject({ outcome: 'charge', notes: ['category_taken_from_in_game_content'] });
  });
  test("a state's part alone is computed and refused until the local part is loaded", () => {
    expect(quoteForTest(us('US-WA', { postcode: '98101' }))).toMatchObject({ ...REFUSED, refusal_code: 'tax.local_rate_missing', rate: '6.5', tax: 65n });
    expect(quoteForTest(us('US-WA', { postcode: '98101' }), { localRates: [local({})] })).toMatchObject({
      outcome: 'charge', rate: '10.35', tax: 104n, rate_row_ids: ['US:US-WA:in_game_content:undated', 'txl_test'], components: [{ rate: '6.5' }, { name: 'Seattle', rate: '3.85' }],
    });
  });
  test('local rates match by postcode, day and state; the longest postcode wins; zero is a rate', () => {
    const rates = [local({}), local({ id: 'txl_wide', postcode_prefix: '98', rate: '1' }), local({ id: 'txl_or', region: 'US-OR' })];
    expect(quoteForTest(us('US-WA', { postcode: '98101-1234' }), { localRates: rates })).toMatchObject({ rate: '10.35' });
    expect(quoteForTest(us('US-WA', { postcode: '98002' }), { localRates: rates })).toMatchObject({ rate: '7.5', tax: 75n });
    expect(quoteForTest(us('US-WA', { postcode: '99999' }), { localRates: rates })).toMatchObject({ refusal_code: 'tax.local_rate_missing' });
    expect(quoteForTest(us('US-WA'), { localRates: rates })).toMatchObject({ refusal_code: 'tax.local_rate_missing', missing: ['postcode'] });
    expect(quoteForTest(us('US-TX'), { localRates: rates })).toMatchObject({ refusal_code: 'tax.local_rate_missing', missing: [] });
    expect(quoteForTest(us('US-WA', { postcode: '98101' }), { localRates: [local({ valid_to: '2026-11-21' })] })).toMatchObject({ refusal_code: 'tax.local_rate_missing' });
    expect(quoteForTest(us('US-WA'), { localRates: [local({ postcode_prefix: '', rate: '0' })] })).toMatchObject({ outcome: 'charge', rate: '6.5', tax: 65n });
  });
  test('Milwaukee: state 5, county 0.9 and city 2, rounded together', () => {
    expect(quoteForTest(us('US-WI:City of Milwaukee'))).toMatchObject({ outcome: 'charge', rate: '7.9', tax: 79n, components: [{ tax: 50n }, { tax: 9n }, { tax: 20n }] });
    // Each on its own would be 0.515 + 0.0927 + 0.206, a cent more than 0.8137.
    expect(quoteForTest(us('US-WI:City of Milwaukee', { lines: [{ amount: 1030n }] }))).toMatchObject({ tax: 81n, components: [{ tax: 51n }, { tax: 9n }, { tax: 21n }] });
    expect(quoteForTest(us('US-WI:Milwaukee County'))).toMatchObject({ rate: '5.9', tax: 59n });
    expect(quoteForTest(us('US-WI'))).toMatchObject({ rate: '5', refusal_code: 'tax.local_rate_missing', rounding: { mode: 'sst_third_decimal' } });
  });
});

describe('a business', () => {
  const business = (country: string, id: string, told: Partial<Told> = {}) => quoteForTest({ country, customer_type: 'business', tax_id: id, ...told });

  test('with a valid number pays the price without tax and owes the tax itself', () => {
    expect(business('DE', 'DE136695976', { lines: [{ amount: 1190n }] })).toMatchObject({ outcome: 'reverse_charge', sellable: true, rate: '19', net: 1000n, tax: 0n, total: 1000n, components: [], tax_id: { status: 'valid' } });
    expect(business('DE', 'de 136 695 976', { price_mode: 'net' })).toMatchObject({ outcome: 'reverse_charge', net: 1000n, total: 1000n });
    expect(business('GR', 'EL094259216')).toMatchObject({ outcome: 'reverse_charge' });
    expect(business('GB', 'GB980780684')).toMatchObject({ outcome: 'reverse_charge' });
    expect(business('AU', '83 914 571 673')).toMatchObject({ outcome: 'reverse_charge' });
    expect(business('IN', '27AAPFU0939F1ZV')).toMatchObject({ outcome: 'reverse_charge' });
    expect(business('CH', 'CHE-107.787.577 IVA')).toMatchObject({ outcome: 'reverse_charge' });
    expect(business('MC', 'FR83404833048')).toMatchObject({ outcome: 'reverse_charge' });
  });
  test.each([['DE', 'DE136695977'], ['DE', 'FR83404833048'], ['GB', 'GB802311781'], ['DE', 'EU372000041'], ['AU', '83 914 571 674'], ['DE', ' ']])('%s with %s is charged like a consumer', (country, id) => {
    expect(business(country, id)).toMatchObject({ outcome: 'charge', tax_id: { status: 'invalid' } });
  });
  test('without a number, or with one that nothing here can check, is charged too', () => {
    expect(quoteForTest({ country: 'DE', customer_type: 'business' })).toMatchObject({ outcome: 'charge', tax: 160n, tax_id: null });
    expect(business('BH', '123456789012345')).toMatchObject({ outcome: 'charge', tax_id: { status: 'not_verifiable' } });
    expect(quoteForTest({ country: 'DE', tax_id: 'DE136695976' })).toMatchObject({ outcome: 'charge', tax_id: null });
  });
  test('in Canada is freed of GST and HST, not of provincial tax', () => {
    const told = { currency: 'CAD', price_mode: 'net' } as const;
    expect(business('CA', '123026635RT0001', { ...told, region: 'CA-ON' })).toMatchObject({ outcome: 'reverse_charge', tax: 0n, total: 1000n });
    expect(business('CA', '123026635RT0001', { ...told, region: 'CA-BC' })).toMatchObject({ outcome: 'charge', tax: 70n, total: 1070n, components: [{ name: 'PST', tax: 70n }] });
  });
  test('in the United States needs a certificate, in Mexico and Japan pays', () => {
    expect(business('US', '91-1144442', { region: 'US-CT', price_mode: 'net' })).toMatchObject({ outcome: 'charge', tax: 64n });
    expect(business('MX', 'GODE561231GR8', { lines: [{ amount: 1160n }] })).toMatchObject({ outcome: 'charge', tax: 160n });
    expect(business('JP', '7000012050002', { lines: [{ amount: 1100n }] })).toMatchObject({ outcome: 'charge', tax: 100n });
  });
});
