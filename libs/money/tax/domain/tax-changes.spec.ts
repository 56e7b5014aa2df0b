import { TaxChangeInvalid } from '../contracts/errors.js';
import { shippedTables } from '../infra/rate-files.js';
import { quoteForTest } from '../testing/index.js';
import { type RateChange } from './rate-table.js';
import { readChange, type ToldChange } from './tax-changes.js';

const read = (told: ToldChange) => readChange(told, shippedTables());
const fieldOf = (told: ToldChange): unknown => {
  try {
    read(told);
  } catch (error) {
    if (error instanceof TaxChangeInvalid) return error.extra.errors?.[0]?.loc[1];
    throw error;
  }
  return null;
};

describe('what can be proposed', () => {
  test('is stored as it is understood, and nothing beside it', () => {
    expect(read({ kind: 'registration', entity: ' Hubcraft B.V. ', territory: 'us', region: 'us-wa', scheme: 'us_sales_tax', valid_from: '2026-12-01' })).toEqual({
      kind: 'registration', entity: 'Hubcraft B.V.', territory: 'US', region: 'US-WA', scheme: 'us_sales_tax', valid_from: '2026-12-01', valid_to: null,
    });
    expect(read({ kind: 'local_rate', territory: 'US', region: 'US-WA', postcode_prefix: ' 981 ', name: 'Seattle', rate: '0', valid_from: '2026-12-01', valid_to: '2026-12-01' })).toMatchObject({ postcode_prefix: '981', rate: '0', valid_to: '2026-12-01' });
    expect(read({ kind: 'rate', territory: 'DE', rate: '20.5', valid_from: '2027-01-01' })).toEqual({ kind: 'rate', territory: 'DE', region: null, category: 'digital_services_b2c', rate: '20.5', valid_from: '2027-01-01' });
    expect(read({ kind: 'rate', territory: 'US', region: 'US-RI', rate: '7.25', valid_from: '2027-01-01' })).toMatchObject({ category: 'in_game_content' });
    expect(read({ kind: 'ending', row_id: `txl_${'0'.repeat(26)}`, last_day: '2027-01-01' })).toEqual({ kind: 'ending', row_id: `txl_${'0'.repeat(26)}`, last_day: '2027-01-01' });
  });

  const local = { kind: 'local_rate', territory: 'US', region: 'US-WA', name: 'Seattle', rate: '1', valid_from: '2026-12-01' } as const;
  test.each<[string, ToldChange]>([
    ['region', { ...local, region: null }], ['region', { ...local, region: 'US-CT' }], ['rate', { ...local, rate: '100' }], ['rate', { ...local, rate: '-1' }], ['rate', { ...local, rate: null }], ['name', { ...local, name: ' ' }],
    ['scheme', { ...local, scheme: 'x_y' }], ['row_id', { kind: 'ending', row_id: 'DE:2021-01-01', last_day: '2027-01-01' }], ['last_day', { kind: 'ending', row_id: `txr_${'0'.repeat(26)}` }],
    ['territory', { kind: 'rate', territory: 'BR', rate: '1', valid_from: '2027-01-01' }], ['territory', { kind: 'rate', territory: 'ID', rate: '12', valid_from: '2027-01-01' }], ['territory', { kind: 'rate', territory: 'US', region: 'US-MT', rate: '1', valid_from: '2027-01-01' }],
  ])('is refused for its %s: %j', (field, told) => {
    expect(fieldOf(told)).toBe(field);
  });
});

describe('a rate in place of a shipped one', () => {
  const change = (told: Partial<RateChange>): RateChange => ({ id: 'txs_one', territory: 'DE', region: null, category: 'digital_services_b2c', rate: '21', valid_from: '2026-01-01', valid_to: null, ...told });
  const rateOn = (date: string, ...rateChanges: RateChange[]): unknown => quoteForTest({ country: 'DE', date }, { rateChanges }).rate;

  test('holds from its first to its last day', () => {
    const one = change({ valid_to: '2026-06-30' });
    expect([rateOn('2025-12-31', one), rateOn('2026-01-01', one), rateOn('2026-06-30', one), rateOn('2026-07-01', one)]).toEqual(['19', '21', '21', '19']);
  });

  test('gives way to a later one, and to a row of the table that begins later', () => {
    expect(rateOn('2026-06-01', change({}), change({ id: 'txs_two', rate: '22', valid_from: '2026-03-01' }))).toBe('22');
    expect(rateOn('2026-06-01', change({ id: 'txs_two', rate: '22', valid_from: '2026-03-01' }), change({}))).toBe('22');
    expect([rateOn('2020-06-30', change({ valid_from: '2020-06-01' })), rateOn('2020-07-01', change({ valid_from: '2020-06-01' })), rateOn('2020-07-01', change({ valid_from: '2020-07-01' }))]).toEqual(['21', '16', '21']);
  });

  test('is of its own place and category alone', () => {
    expect([rateOn('2026-06-01', change({ territory: 'FR' })), rateOn('2026-06-01', change({ region: 'DE-BUS' })), rateOn('2026-06-01', change({ category: 'in_game_content' }))]).toEqual(['19', '19', '19']);
  });

  test('is what the quote names', () => {
    expect(quoteForTest({ country: 'DE', price_mode: 'net' }, { rateChanges: [change({})] })).toMatchObject({ tax: 210n, rate_row_id: 'txs_one', rate_row_ids: ['txs_one'] });
  });
});
