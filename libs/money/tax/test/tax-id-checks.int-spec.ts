import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver, type Answer } from '../../../../test/support/receiver.js';
import { FrozenClock } from '#platform/kernel/clock';
import { rows, TaxModule } from '../module.js';

/** Answers as the EU's register does. */
function vies(valid: boolean): (request: { body: string }) => Answer {
  return ({ body }) => {
    const { countryCode, vatNumber } = JSON.parse(body);
    return { status: 200, body: { countryCode, vatNumber, requestDate: '2026-11-27T10:00:00.000Z', valid, requestIdentifier: valid ? 'WAPIAAAAXqX1yZ2d' : '', name: '---', address: '---' } };
  };
}
const failing = (error: string, status = 200): Answer => ({ status, body: { actionSucceed: false, errorWrappers: [{ error }] } });

describe.each(['charge', 'trust_form'])('whether a number exists, where %s stands for those that nobody could ask for', (policy) => {
  const register = Receiver.ofSuite();
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [TaxModule], rows, frozenAt: new Date('2026-11-27T10:00:00Z'), env: { VIES_URL: `${new URL(register.url).origin}/rest-api`, VIES_REQUESTER: 'NL004495445B01', TAX_ID_UNCHECKED: policy } });
  });
  beforeEach(async () => void (tenant = await app.tenant()));
  afterAll(() => app.close());

  const later = (seconds: number): void => (app.clock as FrozenClock).advanceSeconds(seconds);
  const check = (told: object = {}): Promise<any> => app.inject({ method: 'POST', url: '/v1/tax/id_checks', apiKey: tenant.apiKey, body: { country: 'DE', tax_id: 'DE 136695976', ...told } });
  const list = async (query = ''): Promise<any[]> => (await app.inject({ method: 'GET', url: `/v1/tax/id_checks${query}`, apiKey: tenant.apiKey })).json.data;
  const quote = async (): Promise<any> =>
    (await app.inject({ method: 'POST', url: '/v1/tax/quotes', apiKey: tenant.apiKey, body: { customer_type: 'business', country: 'DE', tax_id: 'DE136695976', date: '2026-11-27', currency: 'EUR', price_mode: 'gross', lines: [{ amount: 1190 }] } })).json;

  it('is asked once with our own number, kept with its consultation id, and taken by quotes for thirty days', async () => {
    register.answer = vies(true);
    const { status, json } = await check();
    expect([status, json]).toEqual([201, { id: expect.stringMatching(/^txi_/), territory: 'DE', number: '136695976', register: 'vies', outcome: 'valid', consultation_id: 'WAPIAAAAXqX1yZ2d', failure: null, checked_at: app.clock.now().getTime() / 1_000 }]);
    expect(register.received.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([
      ['POST', '/rest-api/check-vat-number', { countryCode: 'DE', vatNumber: '136695976', requesterMemberStateCode: 'NL', requesterNumber: '004495445B01' }],
    ]);
    expect((await check()).json.id).toBe(json.id);
    expect(register.received).toHaveLength(1);
    expect(await list('?number=136695976')).toEqual([json]);
    expect(await quote()).toMatchObject({ treatment: 'reverse_charge', tax: 0, notes: ['tax_id_exists'], tax_id: { existence: 'valid' } });
    later(30 * 86_400 + 1);
    expect(await quote()).toMatchObject({ tax_id: { existence: 'unasked' } });
  });

  it('bears the tax where the register does not know it', async () => {
    register.answer = vies(false);
    expect((await check()).json).toMatchObject({ outcome: 'invalid', consultation_id: null, failure: null });
    expect(await quote()).toMatchObject({ treatment: 'charge', tax: 190, notes: ['tax_id_does_not_exist'] });
  });

  it.each<[string, Answer]>([
    ['MS_UNAVAILABLE', failing('MS_UNAVAILABLE')], ['GLOBAL_MAX_CONCURRENT_REQ', failing('GLOBAL_MAX_CONCURRENT_REQ', 400)], ['http_503', { status: 503, body: '<html>' }], ['unreadable', { status: 200, body: '<html>' }], ['unreadable', { status: 200, body: {} }],
    ['other_number', { status: 200, body: { countryCode: 'DE', vatNumber: '1', valid: true } }], ['unreadable', { status: 200, body: 'null' }],
  ])('that nobody could say (%s) is kept as well, and asked again', async (failure, answer) => {
    register.answer = () => answer;
    expect((await check()).json).toMatchObject({ outcome: 'unavailable', failure, consultation_id: null });
    expect(await quote()).toMatchObject({ treatment: policy === 'charge' ? 'charge' : 'reverse_charge', notes: ['tax_id_register_unavailable'], tax_id: { existence: 'unavailable' } });
    register.answer = vies(true);
    expect((await check()).json).toMatchObject({ outcome: 'valid' });
    expect((await list()).map(({ outcome }) => outcome)).toEqual(['valid', 'unavailable']);
    expect(await quote()).toMatchObject({ treatment: 'reverse_charge', notes: ['tax_id_exists'] });
  });

  it('that was found out stands while the register is silent a day later', async () => {
    register.answer = vies(true);
    await check();
    later(86_401);
    register.answer = () => failing('SERVICE_UNAVAILABLE');
    expect((await check()).json).toMatchObject({ outcome: 'unavailable' });
    expect(await quote()).toMatchObject({ tax_id: { existence: 'valid' } });
  });

  it('of a register that cannot be reached is unavailable', async () => {
    const gone = await new Receiver().listen();
    await gone.close();
    const alone = await bootContext({ modules: [TaxModule], rows, env: { VIES_URL: new URL(gone.url).origin } });
    const { apiKey } = await alone.tenant();
    const { json } = await alone.inject({ method: 'POST', url: '/v1/tax/id_checks', apiKey, body: { country: 'DE', tax_id: 'DE136695976' } });
    await alone.close();
    expect(json).toMatchObject({ outcome: 'unavailable', failure: 'connection' });
  });

  it.each([
    [{ tax_id: 'DE136695977' }, 'tax.id_malformed', 'tax_id'], [{ country: 'CH', tax_id: 'CHE116281710' }, 'tax.id_not_checkable', 'country'], [{ country: 'ZZ' }, 'tax.country_unknown', 'country'],
  ])('nobody is asked for %j: %s', async (told, code, field) => {
    const { status, json } = await check(told);
    expect([status, json.code, json.errors[0].loc]).toEqual([422, code, ['body', field]]);
    expect([register.received, await list()]).toEqual([[], []]);
  });

  it('is of the game that asked, and never changed', async () => {
    register.answer = vies(true);
    await check();
    tenant = await app.tenant();
    expect(await list()).toEqual([]);
    expect(await quote()).toMatchObject({ tax_id: { existence: 'unasked' } });
    await expect(app.database.transaction(tenant.scope, {}, () => app.database.execute(`UPDATE tax.id_check SET outcome = 'valid'`))).rejects.toThrow(/permission denied/);
  });
});
