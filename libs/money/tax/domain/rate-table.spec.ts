import { RateTable, localRatesFor, localRatesIn, type LocalRate, type RateRow } from './rate-table.js';
import { registrationsWhereverCollected, isRegistered, type Registration } from './registrations.js';

const row = (told: Partial<RateRow>): RateRow => ({
  id: 'r', territory: 'XA', region: null, name: 'VAT', type: 'vat', category: 'digital_services_b2c', status: 'taxed', rate: '10', valid_from: null, valid_to: null, business: 'taxed', price_display: 'inclusive',
  v1_action: 'collect', confidence: 'high', ...told,
});
const table = (...rows: Partial<RateRow>[]): RateTable => new RateTable({ version: '7', rows: rows.map(row) });

describe('the row for a place on a day', () => {
  const rates = table({ id: 'old', valid_to: '2020-12-31' }, { id: 'new', valid_from: '2021-01-01' }, { id: 'part', region: 'XA-1' }, { id: 'other', category: 'in_game_content' }, { id: 'far', territory: 'XB' });
  const of = (region: string | null, date: string, category: RateRow['category'] = 'digital_services_b2c', territory = 'XA') => rates.rowFor(territory, region, category, date)?.id ?? null;

  it('is that of the territory, the region, the category and the period', () => {
    expect([of(null, '2020-12-31'), of(null, '2021-01-01'), of('XA-1', '2021-01-01'), of(null, '2021-01-01', 'in_game_content'), of(null, '2021-01-01', 'digital_services_b2c', 'XB')]).toEqual(['old', 'new', 'part', 'other', 'far']);
  });

  it('is none where none is known, and never that of the whole for a part', () => {
    expect([of('XA-2', '2021-01-01'), of('XA-1', '2021-01-01', 'in_game_content'), of(null, '2021-01-01', 'downloaded_games'), of(null, '2021-01-01', 'digital_services_b2c', 'XC')]).toEqual([null, null, null, null]);
  });

  it('is the one that began last, in whichever order they stand', () => {
    const rows = [{ id: 'a' }, { id: 'b', valid_from: '2021-01-01' }, { id: 'c', valid_from: '2022-01-01' }];
    for (const order of [rows, rows.toReversed(), [rows[1]!, rows[2]!, rows[0]!]]) expect(table(...order).rowFor('XA', null, 'digital_services_b2c', '2023-01-01')!.id).toBe('c');
    expect(table({ id: 'first' }, { id: 'second' }).rowFor('XA', null, 'digital_services_b2c', '2023-01-01')!.id).toBe('first');
  });

  it('stands in a version of the file', () => {
    expect(rates.version).toBe('7');
    expect(rates.rows().map(({ id }) => id)).toEqual(['old', 'new', 'part', 'other', 'far']);
  });
});

describe('the regions of a territory', () => {
  it('are asked for where there is no rate of the whole', () => {
    expect([table({ region: 'XA-1' }), table({ region: 'XA-1' }, {}), table({ territory: 'XB', region: 'XB-1' })].map((rates) => rates.needsRegion('XA'))).toEqual([true, false, false]);
  });

  it('are listed by name, each once, without the taxes of places within them', () => {
    const rates = table({ region: 'XA-2', region_name: 'Beta' }, { region: 'XA-1', region_name: 'Gamma' }, { region: 'XA-1', category: 'in_game_content' }, { region: 'XA-3' }, { region: 'XA-4', region_name: 'Alpha' }, { region: 'XA-2:Town', adds_to: 'XA-2' }, {}, { territory: 'XB', region: 'XB-1' });
    expect(rates.regionsOf('XA')).toEqual([{ code: 'XA-4', name: 'Alpha' }, { code: 'XA-2', name: 'Beta' }, { code: 'XA-1', name: 'Gamma' }, { code: 'XA-3', name: 'XA-3' }]);
    expect([rates.hasRegion('XA', 'XA-1'), rates.hasRegion('XA', 'XA-9'), rates.hasRegion('XB', 'XA-1'), rates.hasRegion('XC', 'XC-1')]).toEqual([true, false, false, false]);
  });

  it('are told by postcodes where a row says so, by the whole postcode', () => {
    const rates = table({}, { region: 'XA-1', postcode_regex: '9[0-4]\\d|955' }, { region: 'XA-2', postcode_regex: '8\\d\\d' }, { territory: 'XB' }, { territory: 'XC', region: 'XC-1', is_partial: true }, { territory: 'XD', postcode_regex: '1' });
    expect(['900', '955', '800', '950', '9001', '1900', '9555', '700'].map((postcode) => rates.regionOfPostcode('XA', postcode))).toEqual(['XA-1', 'XA-1', 'XA-2', null, null, null, null, null]);
    expect([rates.regionOfPostcode('XB', '900'), rates.regionOfPostcode('XD', '1')]).toEqual([null, null]);
    expect([rates.isToldByPostcode('XA', 'XA-1'), rates.isToldByPostcode('XA', 'XA-2'), rates.isToldByPostcode('XA', 'XA-3'), rates.isToldByPostcode('XB', 'XA-1')]).toEqual([true, true, false, false]);
    expect(['XA', 'XB', 'XC', 'XD'].map((territory) => rates.decidesByPostcode(territory))).toEqual([true, false, true, false]);
  });
});

describe('local taxes', () => {
  const rates = table(
    { id: 'state', region: 'XA-1' }, { id: 'county', region: 'XA-1:County', adds_to: 'XA-1' }, { id: 'city', region: 'XA-1:City', adds_to: 'XA-1', includes: ['XA-1:County'] },
    { id: 'other', region: 'XA-1:Other', adds_to: 'XA-1', valid_from: '2026-01-01' }, { id: 'whole', adds_to: 'XA' },
  );
  const at = (place: string, date = '2026-06-01') => rates.localRowsFor('XA', place, date).map(({ id }) => id);

  it('of the table are those of the place and of what it lies within', () => {
    expect([at('XA-1:City'), at('XA-1:County'), at('XA-1:Other'), at('XA-1:Nowhere'), at('XA-1')]).toEqual([['county', 'city'], ['county'], ['other'], [], []]);
    expect(at('XA-1:Other', '2025-12-31')).toEqual([]);
    expect(rates.localRowsFor('XB', 'XA-1:City', '2026-06-01')).toEqual([]);
  });

  const loaded = (told: Partial<LocalRate>): LocalRate => ({ id: 'x', territory: 'US', region: 'US-WA', postcode_prefix: '', name: 'City', rate: '1', valid_from: null, valid_to: null, ...told });
  it('that were loaded are those of the region on the day', () => {
    const all = [loaded({ id: 'a' }), loaded({ id: 'b', region: 'US-OR' }), loaded({ id: 'c', valid_to: '2026-01-01' }), loaded({ id: 'd', valid_from: '2026-01-02' })];
    expect([localRatesIn(all, 'US-WA', '2026-01-01'), localRatesIn(all, 'US-WA', '2026-01-02'), localRatesIn(all, null, '2026-01-02')].map((found) => found.map(({ id }) => id))).toEqual([['a', 'c'], ['a', 'd'], []]);
  });

  it('count once for each name, by the longest postcode that matches, whichever was loaded first', () => {
    const all = [loaded({ id: 'wide' }), loaded({ id: 'near', postcode_prefix: '98' }), loaded({ id: 'here', postcode_prefix: '981' }), loaded({ id: 'far', postcode_prefix: '97' }), loaded({ id: 'bus', name: 'Transit', postcode_prefix: '98' })];
    const of = (postcode: string | null, from = all) => localRatesFor(from, 'US-WA', postcode, '2026-01-01').map(({ id }) => id).sort();
    for (const order of [all, all.toReversed()]) expect([of('98101', order), of('98001', order), of('97001', order), of('10001', order), of(null, order)]).toEqual([['bus', 'here'], ['bus', 'near'], ['far'], ['wide'], ['wide']]);
    expect(of('98101', [loaded({ id: 'one', postcode_prefix: '98' }), loaded({ id: 'two', postcode_prefix: '98' })])).toEqual(['one']);
  });
});

describe('registrations', () => {
  const held = (told: Partial<Registration>): Registration => ({ territory: 'XA', region: null, scheme: 's', valid_from: null, valid_to: null, ...told });

  it('hold in the whole territory or in the region that they name, on the days that they name', () => {
    const is = (told: Partial<Registration>, region: string | null, territory = 'XA') => isRegistered([held(told)], territory, region, '2026-06-01');
    expect([is({}, null), is({}, 'XA-1'), is({ region: 'XA-1' }, 'XA-1'), is({ region: 'XA-1' }, 'XA-2'), is({ region: 'XA-1' }, null), is({}, null, 'XB'), is({ valid_from: '2026-06-02' }, null), is({ valid_to: '2026-05-31' }, null)]).toEqual([true, true, true, false, false, false, false, false]);
    expect(isRegistered([], 'XA', null, '2026-06-01')).toBe(false);
    expect(isRegistered([held({ territory: 'XB' }), held({})], 'XA', null, '2026-06-01')).toBe(true);
  });

  it('of the demo are held since the first day of any row that says collect, under the scheme of the place', () => {
    const rates = table(
      { valid_from: '2020-01-01', valid_to: '2020-12-31' }, { valid_from: '2019-01-01', valid_to: '2019-12-31' }, { valid_from: '2021-01-01' },
      { region: 'XA-1', valid_from: '2022-01-01' }, { region: 'XA-1' }, { region: 'XA-1', valid_from: '2018-01-01' }, { region: 'XA-2:City', adds_to: 'XA-2' },
      { territory: 'XB', v1_action: 'verify' }, { territory: 'MC' }, { territory: 'IM' }, { territory: 'DE' }, { territory: 'US', region: 'US-CT', type: 'sales tax (state)' },
    );
    const found = registrationsWhereverCollected(rates, (territory) => territory === 'DE');
    const since = (territory: string, region: string | null, valid_from: string | null, scheme: string) => ({ territory, region, scheme, valid_from, valid_to: null });
    expect(found).toEqual([
      since('XA', null, '2019-01-01', 'xa_vat'), since('XA', 'XA-1', null, 'xa_vat'), since('MC', null, null, 'eu_oss_non_union'), since('IM', null, null, 'gb_vat'), since('DE', null, null, 'eu_oss_non_union'),
      since('US', 'US-CT', null, 'us_sales_tax_state_'),
    ]);
  });
});
