import { type TaxQuoteRequest } from '../contracts/queries.js';
import { demoTaxBooks, quoteForTest } from '../testing/index.js';
import { registrationsWhereverCollected } from './registrations.js';

type Told = Partial<TaxQuoteRequest> & { country: string };

describe('parts of a country with a tax of their own', () => {
  test.each<[string, Told, object]>([
    ['Madeira 22 of 10.00', { country: 'PT', postcode: '9000-123' }, { region: 'PT-30', rate: '22', tax: 180n, sellable: true }],
    ['Madeira by region', { country: 'PT', region: 'PT-30' }, { rate: '22', tax: 180n }],
    ['Azores 16, not verified', { country: 'PT', postcode: '9500123' }, { region: 'PT-20', rate: '16', tax: 138n, refusal_code: 'tax.rate_unverified' }],
    ['Azores before their first row are not the mainland', { country: 'PT', region: 'PT-20', date: '2021-06-30' }, { rate: null, tax: null, refusal_code: 'tax.rate_unverified' }],
    ['Lisbon 23', { country: 'PT', postcode: '1000-205' }, { region: null, rate: '23', tax: 187n, sellable: true }],
    ['Las Palmas', { country: 'ES', postcode: '35001' }, { region: 'ES-CN', tax: null, refusal_code: 'tax.rate_unverified' }],
    ['Tenerife by province', { country: 'ES', region: 'ES-TF' }, { region: 'ES-CN', tax: null }],
    ['Tenerife by postcode, Canary Islands by province', { country: 'ES', region: 'ES-GC', postcode: '38001' }, { region: 'ES-CN' }],
    ['Ceuta', { country: 'ES', postcode: '51001' }, { region: 'ES-CE', outcome: 'no_tax', tax: 0n }],
    ['Melilla', { country: 'ES', postcode: '52001' }, { region: 'ES-ML', outcome: 'no_tax' }],
    ['Madrid 21', { country: 'ES', region: 'ES-MD', postcode: '28001' }, { region: null, rate: '21', tax: 174n }],
    ['Livigno', { country: 'IT', postcode: '23041' }, { outcome: 'no_tax' }],
    ['Campione', { country: 'IT', postcode: '22061' }, { refusal_code: 'tax.rate_unverified', tax: null }],
    ['Heligoland', { country: 'DE', postcode: '27498' }, { outcome: 'no_tax' }],
    ['Büsingen', { country: 'DE', postcode: '78266' }, { refusal_code: 'tax.rate_unverified', tax: null }],
    ['Mittelberg 19', { country: 'AT', postcode: '6993' }, { region: 'AT-JUN', rate: '19', tax: 160n }],
    ['Vienna 20', { country: 'AT', postcode: '1010' }, { region: null, rate: '20', tax: 167n }],
    ['Athos', { country: 'GR', postcode: '630 86' }, { region: 'GR-69', outcome: 'no_tax' }],
    ['Lesbos 17, not verified', { country: 'GR', postcode: '81100' }, { rate: '17', tax: 145n, refusal_code: 'tax.rate_unverified' }],
  ])('%s', (_, told, expected) => {
    expect(quoteForTest(told)).toMatchObject(expected);
  });

  test.each<[Told, string]>([
    [{ country: 'FR', postcode: '97110' }, 'GP'], [{ country: 'FR', region: 'FR-972' }, 'MQ'], [{ country: 'FR', postcode: '97133' }, 'BL'], [{ country: 'FR', postcode: '98000' }, 'MC'],
    [{ country: 'US', postcode: '00901' }, 'PR'], [{ country: 'US', region: 'GU' }, 'GU'], [{ country: 'GB', postcode: 'im1 1aa' }, 'IM'], [{ country: 'GB', postcode: 'GY1 1AA' }, 'GG'],
    [{ country: 'FI', postcode: '22100' }, 'AX'], [{ country: 'NO', postcode: '9170' }, 'SJ'], [{ country: 'GB', postcode: 'SW1A 1AA' }, 'GB'],
  ])('%j is %s', (told, territory) => {
    expect(quoteForTest(told).territory).toBe(territory);
  });
});

describe('what a buyer tells wrongly', () => {
  test.each<[Told, string]>([
    [{ country: 'UK' }, 'tax.country_unknown'], [{ country: '' }, 'tax.country_unknown'], [{ country: 'DEU' }, 'tax.country_unknown'],
    [{ country: 'US', region: 'US-XX' }, 'tax.region_unknown'], [{ country: 'US', region: 'CA-ON' }, 'tax.region_unknown'], [{ country: 'CA', region: 'Ontario' }, 'tax.region_unknown'],
    [{ country: 'US', region: 'US-CT', postcode: '6103' }, 'tax.postcode_malformed'], [{ country: 'PT', postcode: 'ABC' }, 'tax.postcode_malformed'],
    [{ country: 'PT', region: 'PT-30', postcode: '1000-205' }, 'tax.place_contradictory'], [{ country: 'ES', region: 'ES-CN', postcode: '28001' }, 'tax.place_contradictory'],
  ])('%j: %s', (told, code) => {
    expect(() => quoteForTest(told)).toThrow(expect.objectContaining({ code, status: 422 }));
  });
});

describe('what a checkout asks', () => {
  const { places } = demoTaxBooks();
  const asked = (country: string) => {
    const { region, postcode, regions } = places.requirements(country, '2026-11-22');
    return [region, postcode, regions.length];
  };
  test('state and ZIP in the United States, the province in Canada', () => {
    expect(asked('US')).toEqual(['required', 'required', 51]);
    expect(asked('CA')).toEqual(['required', 'not_needed', 13]);
    expect(places.requirements('CA', '2026-11-22').regions).toContainEqual({ code: 'CA-QC', name: 'Quebec' });
  });
  test.each(['PT', 'ES', 'IT', 'DE', 'AT', 'GR', 'UA'])('a postcode in %s, whose parts differ', (country) => {
    expect(asked(country)).toEqual(['not_needed', 'required', 0]);
    expect(places.requirements(country, '2026-11-22').postcode_pattern).not.toBeNull();
  });
  test.each(['FR', 'GB', 'JP', 'BR', 'HK'])('nothing more in %s', (country) => {
    expect(asked(country)).toEqual(['not_needed', 'not_needed', 0]);
  });
  test('knows how a country shows prices and in which currency', () => {
    expect(places.requirements('us', '2026-11-22')).toMatchObject({ country: 'US', price_display: 'exclusive', default_currency: 'USD' });
    expect(places.requirements('JP', '2026-11-22')).toMatchObject({ price_display: 'inclusive', default_currency: 'JPY' });
    expect(places.all('2026-11-22')).toHaveLength(250);
  });
});

describe('the shipped table', () => {
  const { rates, places } = demoTaxBooks();

  test('has one row at most for a place, a category and a day', () => {
    for (const row of rates.rows()) {
      const rivals = rates.rowsOf(row.territory).filter((other) => other !== row && other.region === row.region && other.category === row.category);
      for (const other of rivals) {
        const overlaps = (row.valid_from ?? '') <= (other.valid_to ?? '9') && (other.valid_from ?? '') <= (row.valid_to ?? '9');
        expect([row.id, other.id, overlaps]).toEqual([row.id, other.id, false]);
      }
    }
  });
  test('marks every state whose cities may add a tax, whether it taxes anything itself or not', () => {
    const marked = rates.rowsOf('US').filter((row) => row.is_partial && row.category === 'in_game_content').map((row) => row.region!.slice(3));
    expect(marked.sort().join(' ')).toBe('AL AR AZ CA CO FL GA HI IA ID IL KS LA MN MO MS NC ND NE NM NV NY OH OK PA SC SD TN TX UT VA VT WA WI WV WY');
  });
  test('speaks of every territory, each row with an id of its own', () => {
    expect(new Set(rates.rows().map((row) => row.id)).size).toBe(365);
    for (const { territory } of places.all('2026-11-22')) expect([territory, rates.rowsOf(territory).length > 0]).toEqual([territory, true]);
  });
  test('the demo operator is registered wherever a row says collect, in the union by one scheme', () => {
    const found = registrationsWhereverCollected(rates, (territory) => places.fact(territory).is_eu === true);
    expect(found).toContainEqual({ territory: 'DE', region: null, scheme: 'eu_oss_non_union', valid_from: '2007-01-01', valid_to: null });
    expect(found).toContainEqual({ territory: 'US', region: 'US-CT', scheme: 'us_sales_tax', valid_from: null, valid_to: null });
    expect(found.filter((each) => each.scheme === 'eu_oss_non_union' && each.region === null)).toHaveLength(28);
    expect(found.some((each) => each.territory === 'PK' || each.territory === 'HK')).toBe(false);
  });
});
