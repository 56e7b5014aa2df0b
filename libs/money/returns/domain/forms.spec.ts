import { dueOn, formOf, OSS } from './forms.js';
import { obligationsOf, returnedOn } from './obligations.js';
import { lastDayOfPeriod } from './return-rows.js';
import { periodOf, periodsBetween, stateOf } from './periods.js';

const own = (jurisdiction: string) => formOf(jurisdiction, 'x', 'XXX');

describe('the periods of returns', () => {
  it('are whole months from January on', () => {
    expect([1, 3, 6, 12].map((months) => periodOf('2026-08', months))).toEqual([
      { key: '2026-08', from: '2026-08', until: '2026-08' }, { key: '2026-Q3', from: '2026-07', until: '2026-09' }, { key: '2026-H2', from: '2026-07', until: '2026-12' }, { key: '2026', from: '2026-01', until: '2026-12' },
    ]);
    expect([periodOf('2026-12', 3).key, periodOf('2026-01', 3).key, periodOf('2026-06', 6).key]).toEqual(['2026-Q4', '2026-Q1', '2026-H1']);
  });

  it('follow each other from the first month to the last, also where one ends within', () => {
    expect(periodsBetween('2026-09', '2027-01', 3).map(({ key }) => key)).toEqual(['2026-Q3', '2026-Q4', '2027-Q1']);
    expect(periodsBetween('2026-09', '2026-08', 1)).toEqual([]);
  });

  it('end on the day that their key says', () => {
    expect(['2026-02', '2026-Q1', '2026-Q4', '2026-H1', '2026-H2', '2026'].map(lastDayOfPeriod)).toEqual(['2026-02-28', '2026-03-31', '2026-12-31', '2026-06-30', '2026-12-31', '2026-12-31']);
  });

  it('are open while they run, then due, then overdue on the day after', () => {
    const at = { last_day: '2026-09-30', due_on: '2026-10-31', is_filed: false };
    expect(['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01'].map((today) => stateOf(at, today))).toEqual(['open', 'due', 'due', 'overdue']);
    expect([stateOf({ ...at, due_on: null }, '2030-01-01'), stateOf({ ...at, is_filed: true }, '2030-01-01')]).toEqual(['due', 'filed']);
  });
});

/** As the sources of each form say it. */
it.each([
  ['DE', 'eu_oss_non_union', 'EUR', ['2026-04-30', '2026-07-31', '2026-10-31', '2027-01-31']],
  ['GB', 'gb_vat', 'GBP', ['2026-05-07', '2026-08-07', '2026-11-07', '2027-02-07']],
  ['CH', 'ch_vat', 'CHF', ['2026-05-30', '2026-08-29', '2026-11-29', '2027-03-01']],
  ['NO', 'no_voec', 'NOK', ['2026-04-20', '2026-07-20', '2026-10-20', '2027-01-20']],
  ['AU', 'au_gst', 'AUD', ['2026-04-28', '2026-07-28', '2026-10-28', '2027-02-28']],
  ['NZ', 'nz_gst', 'NZD', ['2026-05-07', '2026-07-28', '2026-10-28', '2027-01-28']],
  ['SG', 'sg_ovr', 'SGD', ['2026-04-30', '2026-07-31', '2026-10-31', '2027-01-31']],
  ['KR', 'kr_vat', 'KRW', ['2026-04-25', '2026-07-25', '2026-10-25', '2027-01-25']],
  ['CA', 'ca_gst_hst', 'CAD', ['2026-04-30', '2026-07-31', '2026-10-31', '2027-01-31']],
  ['CA-QC', 'ca_qst', 'CAD', ['2026-04-30', '2026-07-31', '2026-10-31', '2027-01-31']],
])('a quarter of %s is returned on %s in %s by its days', (jurisdiction, id, currency, days) => {
  const form = formOf(jurisdiction, jurisdiction === 'DE' ? 'eu_oss_non_union' : 'x', 'XXX');
  expect([form.id, form.currency, form.months, ['2026-03', '2026-06', '2026-09', '2026-12'].map((last) => dueOn(form, last))]).toEqual([id, currency, 3, days]);
  expect(form.sources.length).toBeGreaterThan(0);
});

it('a year of Japan is returned within two months; what an authority assigns has no day of ours', () => {
  expect([own('JP').months, dueOn(own('JP'), '2026-12')]).toEqual([12, '2027-02-28']);
  expect([own('US-CT').id, own('CA-BC').id, own('BR').id, dueOn(own('US-CT'), '2026-12'), own('US-CT').months]).toEqual(['us_ct_sales_tax', 'ca_bc_pst', 'br_tax', null, 1]);
  expect(own('IM').id).toBe('gb_vat');
});

describe('who returns what', () => {
  const registration = (territory: string, scheme: string, changes: object = {}) => ({ id: `txr_${territory}`, entity: null, territory, region: null, scheme, valid_from: '2026-02-15', valid_to: null, ...changes });
  const currencyOf = (territory: string): string | null => (territory === 'US' ? 'USD' : null);

  it('is one return for all member states, from the first registration on, and one for each entity', () => {
    const found = obligationsOf([registration('DE', OSS.id), registration('FR', OSS.id, { valid_from: '2026-01-01', valid_to: '2026-06-30' }), registration('US', 'us', { region: 'US-CT', entity: 'Inc', valid_to: '2027-05-31' }), registration('CA', 'ca', { region: 'CA-QC' }), registration('CA', 'ca', { region: 'CA-ON', valid_from: null })], currencyOf);
    expect(found.map(({ entity, form, from, until }) => [entity, form.id, from, until])).toEqual([['main', 'eu_oss_non_union', '2026-01', null], ['Inc', 'us_ct_sales_tax', '2026-02', '2027-05'], ['main', 'ca_gst_hst', null, null], ['main', 'ca_qst', '2026-02', null]]);
  });

  it('is the entity that was registered when the sale was made, also for what comes back after it was not any more', () => {
    const registrations = [registration('GB', 'gb', { id: 'txr_a', entity: 'Old Ltd', valid_to: '2026-06-30' }), registration('GB', 'gb', { id: 'txr_b', entity: 'New Ltd', valid_from: '2026-07-01' })];
    const of = (supplied_month: string, jurisdiction = 'GB') => returnedOn({ jurisdiction, region: null, supplied_month }, registrations, currencyOf)?.entity;
    expect([of('2026-06'), of('2026-07'), of('2020-01'), of('2026-07', 'FR')]).toEqual(['Old Ltd', 'New Ltd', 'Old Ltd', undefined]);
  });

  it('goes by whose tax it is: two for Quebec, one for a part of a territory', () => {
    const registrations = [registration('CA', 'ca', { region: 'CA-QC' }), registration('PT', OSS.id)];
    const of = (jurisdiction: string, region: string | null) => returnedOn({ jurisdiction, region, supplied_month: '2026-08' }, registrations, currencyOf)?.form.id;
    expect([of('CA', 'CA-QC'), of('CA-QC', 'CA-QC'), of('PT-30', 'PT-30'), of('CA-ON', 'CA-ON')]).toEqual(['ca_gst_hst', 'ca_qst', 'eu_oss_non_union', undefined]);
  });

  it('goes to the state where an outside engine has computed the tax of a city in it, on the same form as the state’s own', () => {
    const registrations = [registration('US', 'us_sales_tax', { region: 'US-NY', entity: 'Inc' }), registration('US', 'us_sales_tax', { id: 'txr_TX', region: 'US-TX' })];
    const of = (jurisdiction: string) => {
      const on = returnedOn({ jurisdiction, region: jurisdiction.slice(0, 5), supplied_month: '2026-08' }, registrations, currencyOf);
      return on && [on.entity, on.form.id, on.form.title];
    };
    const state = ['Inc', 'us_ny_sales_tax', 'Sales tax return, US-NY'];
    expect([of('US-NY'), of('US-NY:New York City'), of('US-NY:MCTD: Nassau'), of('US-WA:Seattle')]).toEqual([state, state, state, null]);
    expect([formOf('CA-QC:Montreal', 'x', 'XXX').id, obligationsOf(registrations, currencyOf).map(({ form }) => form.id)]).toEqual(['ca_qst', ['us_ny_sales_tax', 'us_tx_sales_tax']]);
  });
});
