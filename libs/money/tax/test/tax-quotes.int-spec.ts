import pg from 'pg';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { GetPlaceRequirements, GetSaleTo, ListTerritories, QuoteTax } from '../contracts/queries.js';
import { rows, storeDemoRegistrations, TaxModule } from '../module.js';

let booted: Booted;
let tenant: Tenant;
let owner: InstanceType<typeof pg.Client>;

beforeAll(async () => {
  booted = await bootContext({ modules: [TaxModule], rows });
  tenant = await booted.tenant();
  owner = new pg.Client({ connectionString: booted.db.ownerUrl });
  await owner.connect();
  await storeDemoRegistrations(owner);
});
afterAll(async () => {
  await owner.end();
  await booted.close();
});

const body = (told: object = {}) => ({
  customer_type: 'consumer', country: 'DE', date: '2026-11-22', currency: 'EUR', price_mode: 'gross', lines: [{ amount: 1190 }, { amount: 595 }], ...told,
});
const post = (told: object = {}, apiKey = tenant.apiKey) => booted.inject({ method: 'POST', url: '/v1/tax/quotes', apiKey, body: body(told) });

describe('POST /v1/tax/quotes', () => {
  test('answers the whole quote in minor units', async () => {
    const { status, json } = await post();
    expect(status).toBe(200);
    expect(json).toEqual({
      outcome: 'charge', treatment: 'charge', sellable: true, refusal_code: null, reasons: [], missing: [], notes: [], rate: '19', net: 1500, tax: 285, total: 1785,
      components: [{ name: 'VAT', rate: '19', base: 1500, tax: 285, jurisdiction: 'DE' }],
      lines: [{ net: 1000, tax: 190, total: 1190 }, { net: 500, tax: 95, total: 595 }],
      currency: 'EUR', exponent: 2, territory: 'DE', region: null, jurisdiction: 'DE', rate_row_id: 'DE:2021-01-01', rate_row_ids: ['DE:2021-01-01'],
      rate_version: expect.stringMatching(/^\d{4}-\d{2}-\d{2}/), price_display: 'inclusive', price_mode: 'gross', rounding: { level: 'line', mode: 'half_away_from_zero' }, tax_id: null,
    });
  });

  test('a state by region and a business by its number', async () => {
    const state = await post({ country: 'US', region: 'US-CT', currency: 'USD', price_mode: 'net', lines: [{ amount: 1000 }] });
    expect(state.json).toMatchObject({ outcome: 'charge', rate: '6.35', net: 1000, tax: 64, total: 1064, jurisdiction: 'US-CT' });
    const business = await post({ customer_type: 'business', tax_id: 'DE136695976' });
    expect(business.json).toMatchObject({ outcome: 'reverse_charge', net: 1500, tax: 0, total: 1500, tax_id: { value: 'DE136695976', status: 'valid' } });
  });

  test('an embargoed place gets an answer without a price', async () => {
    const { status, json } = await post({ country: 'UA', postcode: '95001' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ outcome: 'refused', sellable: false, refusal_code: 'tax.place_embargoed', net: null, tax: null, total: null, lines: [] });
  });

  test.each<[object, string, string]>([
    [{ country: 'ZZ' }, 'tax.country_unknown', 'country'],
    [{ country: 'US', region: 'US-ZZ' }, 'tax.region_unknown', 'region'],
    [{ country: 'US', region: 'US-CT', postcode: '1' }, 'tax.postcode_malformed', 'postcode'],
    [{ date: '2026-02-30' }, 'tax.date_invalid', 'date'],
    [{ date: 'today' }, 'request.invalid', 'date'],
    [{ currency: 'VC' }, 'request.invalid', 'currency'],
    [{ lines: [] }, 'request.invalid', 'lines'],
    [{ lines: [{ amount: 0.5 }] }, 'request.invalid', 'lines'],
    [{ lines: [{ amount: 2 ** 53 }] }, 'request.number_out_of_range', ''],
    [{ lines: [{ amount: '10' }] }, 'request.invalid', 'lines'],
    [{ price_mode: 'both' }, 'request.invalid', 'price_mode'],
    [{ rate: '0' }, 'request.invalid', 'rate'],
    [{ lines: Array.from({ length: 500 }, () => ({ amount: Number.MAX_SAFE_INTEGER })) }, 'money.out_of_range', ''],
  ])('refuses %# with %s', async (told, code, field) => {
    const { status, json } = await post(told);
    expect([status, json.code]).toEqual([422, code]);
    if (field) expect(json.errors[0].loc.slice(0, 2)).toEqual(['body', field]);
  });

  test('needs a key', async () => {
    expect((await post({}, '')).status).toBe(401);
  });
});

describe('what the operator stored', () => {
  const ask = (told: object) => booted.queries.ask(new QuoteTax({ ...body(told), lines: [{ amount: 1000n }] } as never), tenant.scope);

  test('registering twice changes nothing', async () => {
    const before = await booted.look<{ n: bigint }>('SELECT count(*) AS n FROM tax.registration');
    expect(await storeDemoRegistrations(owner)).toBe(Number(before[0]!.n));
    expect(await booted.look('SELECT count(*) AS n FROM tax.registration')).toEqual(before);
  });

  test('an ended registration refuses the sale from the next day on', async () => {
    await owner.query(`UPDATE tax.registration SET valid_to = '2026-11-22' WHERE territory = 'NZ'`);
    expect(await ask({ country: 'NZ' })).toMatchObject({ sellable: true });
    expect(await ask({ country: 'NZ', date: '2026-11-23' })).toMatchObject({ outcome: 'refused', refusal_code: 'tax.registration_missing', tax: 130n });
  });

  test('a loaded local rate completes the tax of a state', async () => {
    const seattle = { country: 'US', region: 'US-WA', postcode: '98101', price_mode: 'net' };
    expect(await ask(seattle)).toMatchObject({ refusal_code: 'tax.local_rate_missing', tax: 65n });
    await owner.query(`INSERT INTO tax.local_rate (id, territory, region, postcode_prefix, name, rate) VALUES ('txl_seattle', 'US', 'US-WA', '98101', 'Seattle', '3.85')`);
    expect(await ask(seattle)).toMatchObject({ outcome: 'charge', rate: '10.35', tax: 104n, rate_row_ids: [expect.any(String), 'txl_seattle'] });
  });

  test('the processes may read and not write it', async () => {
    const write = booted.database.transaction(tenant.scope, {}, () => booted.database.execute(`DELETE FROM tax.registration`));
    await expect(write).rejects.toThrow('permission denied');
    await expect(owner.query(`INSERT INTO tax.local_rate (id, territory, region, name, rate) VALUES ('txl_bad', 'US', 'US-WA', 'x', '1e2')`)).rejects.toThrow('local_rate_rate_check');
  });
});

test.each([
  ['DE', null], ['US', null], ['UA', null], ['HK', null], ['KP', 'tax.place_embargoed'], ['CU', 'tax.place_embargoed'], ['BR', 'tax.rate_unverified'], ['RU', 'tax.place_not_served'], ['CN', 'tax.place_not_served'],
])('what the country alone decides of a sale to %s: %s', async (country, refusal_code) => {
  expect(await booted.queries.ask(new GetSaleTo(country, '2026-11-22'), tenant.scope)).toMatchObject({ country, refusal_code });
});

test('a country where nobody is registered is not sold to, though a postcode is to be told there', async () => {
  await owner.query(`DELETE FROM tax.registration WHERE territory = 'UA'`);
  expect(await booted.queries.ask(new GetSaleTo('UA', '2026-11-22'), tenant.scope)).toMatchObject({ refusal_code: 'tax.registration_missing' });
  expect(await booted.queries.ask(new GetSaleTo('XX', '2026-11-22'), tenant.scope)).toBeNull();
});

test('the other queries answer a checkout and a hub', async () => {
  expect(await booted.queries.ask(new GetPlaceRequirements('US', '2026-11-22'), tenant.scope)).toMatchObject({ region: 'required', postcode: 'required' });
  const all = await booted.queries.ask(new ListTerritories('2026-11-22'), tenant.scope);
  expect(all.find((each) => each.territory === 'KP')).toMatchObject({ sale: 'embargoed' });
});
