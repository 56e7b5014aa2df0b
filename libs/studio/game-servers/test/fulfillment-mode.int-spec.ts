import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { GetFulfillment } from '../contracts/queries.js';
import { GameServersModule, rows } from '../module.js';

let app: Booted;
let tenant: Tenant;
beforeAll(async () => { app = await bootContext({ modules: [GameServersModule], rows, frozenAt: new Date('2026-11-22T06:00:00Z') }); });
afterAll(() => app?.close());
beforeEach(async () => { tenant = await app.tenant(); });

const read = (apiKey = tenant.apiKey) => app.inject({ method: 'GET', url: '/v1/fulfillment', apiKey });
const choose = (mode: unknown, apiKey = tenant.apiKey) => app.inject({ method: 'PUT', url: '/v1/fulfillment', apiKey, body: { mode } });
const hook = (events: string[]) => app.inject({ method: 'POST', url: '/v1/webhooks', apiKey: tenant.apiKey, body: { events, url: 'https://game.example.com/hooks', method: 'POST' } });
const standing = () => app.queries.ask(new GetFulfillment(), tenant.scope);

describe('how a game is given what was paid for', () => {
  it('is push unless chosen otherwise, and each environment chooses for itself', async () => {
    expect((await read()).json).toEqual({ mode: 'push', modified_at: null });
    expect(await choose('claim')).toMatchObject({ status: 200, json: { mode: 'claim', modified_at: app.clock.nowSeconds() } });
    expect((await read()).json.mode).toBe('claim');
    expect((await read(tenant.liveApiKey)).json.mode).toBe('push');
    expect((await choose('push')).json.mode).toBe('push');
  });

  it.each([['pull'], [null], [['claim']]])('is not %j', async (mode) => {
    expect(await choose(mode)).toMatchObject({ status: 422 });
    expect((await read()).json.mode).toBe('push');
  });

  it('takes keys of its own scope', async () => {
    const key = (await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: 'looks', scopes: ['fulfillment:read'] } })).json.key;
    expect((await read(key)).status).toBe(200);
    expect(await choose('claim', key)).toMatchObject({ status: 403, json: { code: 'auth.scope_missing' } });
  });

  it('is ready under push once item.add has an enabled webhook, and under claim always', async () => {
    expect(await standing()).toEqual({ mode: 'push', is_ready: false });
    await choose('claim');
    expect(await standing()).toEqual({ mode: 'claim', is_ready: true });
    await choose('push');
    const { id } = (await hook(['item.add'])).json;
    expect(await standing()).toEqual({ mode: 'push', is_ready: true });
    await app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey, body: { enabled: false } });
    expect(await standing()).toEqual({ mode: 'push', is_ready: false });
  });
});
