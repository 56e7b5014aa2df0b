import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { RememberPlayer } from '../contracts/commands.js';
import { FindPlayersByName, GetPlayer } from '../contracts/queries.js';
import { NOT_YET } from '../http/not-yet.js';
import { PlayersModule, rows } from '../module.js';

describe('Players', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [PlayersModule], rows });
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const write = (id: string, body: unknown, apiKey = tenant.apiKey) => app.inject({ method: 'POST', url: `/v1/players/${encodeURIComponent(id)}`, apiKey, body });
  const get = (id: string, apiKey = tenant.apiKey) => app.inject({ method: 'GET', url: `/v1/players/${encodeURIComponent(id)}`, apiKey });

  it.each<[string, unknown]>([
    ['name', 'Aria'], ['email', 'aria@example.com'], ['country', 'DE'], ['banned', true], ['banned_reason', 'cheating'], ['avatar_url', 'https://cdn.example/a.png'],
    ['attributes', { level: 12, platform: 'ios', marketplace: 'hub', device_type: 'Apple', tags: ['tester'], soft_currency_amount: 5, ga4_user_id: 'u', devtodev_device_id: { deviceId: 'd' }, saved_card: true, purchases_count: 3 }],
    ['custom_attributes', { guild: 'Ravens', rank: 3 }], ['segments', ['whales', 'eu']], ['registration_marketplace', 'app_store'], ['balances', [{ sku: 'gems', quantity: 40 }]],
    ['marketing_consent', { email: { granted_at: 1_790_000_000 } }], ['custom_attributes_from_deeplink', { from: 'mail' }], ['creator_program_id', null],
  ])('keeps and returns %s', async (field, value) => {
    const id = `P-${field}`;
    expect((await write(id, { [field]: value })).status).toBe(200);
    const read = (await get(id)).json;
    if (field === 'creator_program_id') expect(read).toMatchObject({ player_id: id });
    else expect(read[field]).toEqual(value);
  });

  it.each<[string, unknown]>([
    ['a subscription that is no number', { subscriptions: { season: 'x' } }], ['a fraction of a second', { subscriptions: { season: 1.5 } }], ['nothing in place of a number', { subscriptions: { season: null } }],
    ['a purchase statistic in words', { last_period_purchase_stat: { week: '1' } }], ['half a purchase statistic', { last_period_purchase_stat: { week: { ltv: 1 } } }],
    ['a purchase statistic of fractions', { last_period_purchase_stat: { week: { start_calc_at: 1_790_000_000, ltv: 0.5 } } }],
    ['a purchase statistic with a member that nobody knows', { last_period_purchase_stat: { week: { start_calc_at: 1_790_000_000, ltv: 1, trend: 2 } } }],
    ['a number for a device id', { adjust_device_id: { idfa: 1 } }], ['an object for a device id', { singular_device_id: { idfa: { a: 1 } } }], ['a list of parameters', { adjust_callback_params: ['a'] }],
    ['a control character in a parameter', { adjust_partner_params: { a: 'a\u0007' } }],
  ])('refuses attributes with %s', async (_what, attributes) => {
    const [member] = Object.keys(attributes as object);
    const answer = await write('P-TYPED', { attributes });
    expect([answer.status, answer.json.code, answer.json.errors?.[0]?.loc]).toEqual([422, 'request.invalid', ['body', 'attributes', member]]);
    expect((await get('P-TYPED')).status).toBe(404);
  });

  it('takes attributes by name as the contract has them, and any JSON for those of which it says nothing', async () => {
    const attributes = {
      subscriptions: { season: 1_790_000_000 }, last_period_purchase_stat: { week: { start_calc_at: 1_790_000_000, ltv: 499 } }, adjust_device_id: { idfa: 'x' }, adjust_callback_params: {},
      singular_device_id: { idfa: 'x' }, appsflyer_meta: { any: { thing: [1, 'x'] } },
    };
    expect((await write('P-MAPS', { attributes })).json.attributes).toEqual(attributes);
  });

  it('leaves out attributes that are nothing', async () => {
    await write('P-NULLS', { attributes: { level: 3, ga4_user_id: 'u', devtodev_device_id: { deviceId: 'd', userId: null } } });
    expect((await write('P-NULLS', { attributes: { ga4_user_id: null, adjust_device_id: null } })).json.attributes).toEqual({ level: 3, devtodev_device_id: { deviceId: 'd' } });
    expect((await get('P-NULLS')).json.attributes).toEqual({ level: 3, devtodev_device_id: { deviceId: 'd' } });
  });

  it.each(['XX', 'ZZ', 'UK', 'de', 'DEU', 'Germany', ''])('refuses %j, which is no country', async (country) => {
    const answer = await write('P-NOWHERE', { country });
    expect([answer.status, answer.json.code, answer.json.errors?.[0]?.loc]).toEqual([422, 'request.invalid', ['body', 'country']]);
    expect((await get('P-NOWHERE')).status).toBe(404);
  });

  it.each(NOT_YET)('refuses $field, which has no effect yet', async ({ field }) => {
    const answer = await write('P-NOT-YET', { [field]: 'x' });
    expect([answer.status, answer.json.code]).toEqual([422, 'field_not_yet_supported']);
    expect((await get('P-NOT-YET')).status).toBe(404);
  });

  it('leaves alone what is not told, and merges attributes and balances', async () => {
    await write('merge', { name: 'Aria', attributes: { level: 1, ga4_client_id: 'x' }, balances: [{ sku: 'gems', quantity: 1 }, { sku: 'gold', quantity: 9 }] });
    await write('merge', { attributes: { level: 2 }, balances: [{ sku: 'gems', quantity: 5 }] });
    const read = (await get('merge')).json;
    expect(read).toMatchObject({ name: 'Aria', attributes: { level: 2, ga4_client_id: 'x' } });
    expect(read.balances.sort((a: { sku: string }, b: { sku: string }) => (a.sku < b.sku ? -1 : 1))).toEqual([{ sku: 'gems', quantity: 5 }, { sku: 'gold', quantity: 9 }]);
  });

  it('forgets the reason with the ban, and no sign-in lifts one', async () => {
    await write('banned', { banned: true, banned_reason: 'bots' });
    await app.commands.execute(new RememberPlayer({ player_id: 'banned', name: 'Sly' }), tenant.scope);
    expect(await app.queries.ask(new GetPlayer('banned'), tenant.scope)).toMatchObject({ name: 'Sly', banned: true, banned_reason: 'bots' });
    expect((await write('banned', { banned: false })).json).toMatchObject({ banned: false, banned_reason: null });
  });

  it('makes one player of 20 first sights at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => app.commands.execute(new RememberPlayer({ player_id: 'crowd', custom_attributes: { [`n${n}`]: n } }), tenant.scope)));
    const found = await app.look('SELECT custom_attributes FROM players.player WHERE game_id = $1 AND player_id = $2', [tenant.gameId, 'crowd']);
    expect(found).toHaveLength(1);
    expect(Object.keys(found[0]!.custom_attributes)).toHaveLength(20);
  });

  it('lists the newest first, page by page, by ban and segment', async () => {
    const own = await app.tenant();
    for (let n = 0; n < 5; n++) await write(`L${n}`, { banned: n === 2, segments: n > 2 ? ['late'] : [] }, own.apiKey);
    const list = (query: string) => app.inject({ method: 'GET', url: `/v1/players?${query}`, apiKey: own.apiKey });
    const first = (await list('limit=2')).json;
    expect(first.data.map((p: { player_id: string }) => p.player_id)).toEqual(['L4', 'L3']);
    const second = (await list(`limit=3&starting_after=${first.next_cursor}`)).json;
    expect(second.data.map((p: { player_id: string }) => p.player_id)).toEqual(['L2', 'L1', 'L0']);
    expect(second).toMatchObject({ has_more: false, next_cursor: null });
    await app.look('DELETE FROM players.player WHERE id = $1', [first.next_cursor]);
    expect((await list(`limit=3&starting_after=${first.next_cursor}`)).json).toEqual(second);
    for (const cursor of ['L2', 'ply_1', first.next_cursor.replace('ply_', 'ord_'), '']) {
      const refused = await list(`starting_after=${cursor}`);
      expect([cursor, refused.status, refused.json.errors?.[0]?.loc]).toEqual([cursor, 422, ['query', 'starting_after']]);
    }
    expect((await list('banned=true')).json.data).toMatchObject([{ player_id: 'L2' }]);
    expect((await list('segment=late')).json.data).toHaveLength(1);
  });

  it('finds players by the beginning of their names, whatever their case, of this game only', async () => {
    const own = await app.tenant();
    for (const [player_id, name] of Object.entries({ n1: 'Aria', n2: 'ARIANNE', n3: 'Mariah', n4: 'Ari%', n5: 'Zoë', n6: 'ari' })) await write(player_id, { name }, own.apiKey);
    await write('nameless', {}, own.apiKey);
    const find = (beginning: string, scope = own.scope) => app.queries.ask(new FindPlayersByName(beginning), scope);
    expect([await find('Aria'), await find('ari'), await find('ari%'), await find('zoë'), await find('b')]).toEqual([['n1', 'n2'], ['n6', 'n4', 'n1', 'n2'], ['n4'], ['n5'], []]);
    expect(await find('aria', tenant.scope)).not.toContain('n1');
  });

  it.each<[string, unknown]>([
    ['a country in lower case', { country: 'de' }], ['an unknown member', { vip: true }], ['an e-mail that is none', { email: 'aria' }], ['a level in words', { attributes: { level: 'ten' } }],
    ['a negative nothing', { balances: [{ sku: '', quantity: 1 }] }], ['control characters', { name: 'a\u0000b' }],
  ])('refuses %s and keeps nothing', async (_name, body) => {
    const answer = await write('refused', body);
    expect([answer.status, answer.json.code]).toEqual([422, 'request.invalid']);
    expect((await get('refused')).status).toBe(404);
  });

  it.each([['limit=0'], ['limit=ten'], ['limit=1&limit=2'], ['nobody=knows']])('says of ?%s that the fault stands in the query', async (query) => {
    const answer = await app.inject({ method: 'GET', url: `/v1/players?${query}`, apiKey: tenant.apiKey });
    expect([answer.status, answer.json.code]).toEqual([422, 'request.invalid']);
    expect(answer.json.errors).toEqual([expect.objectContaining({ loc: ['query', query.split('=')[0]] })]);
  });

  it("does not show one game's players to another", async () => {
    await write('mine', { name: 'Aria' });
    const other = await app.tenant();
    expect((await get('mine', other.apiKey)).status).toBe(404);
    expect((await get('mine', tenant.liveApiKey)).status).toBe(404);
    expect((await get('a\u0001b')).json.code).toBe('players.not_found');
  });
});
