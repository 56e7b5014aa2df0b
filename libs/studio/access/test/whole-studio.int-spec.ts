import { newId } from '#platform/kernel/ids';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { CreateApiKey } from '../contracts/commands.js';

describe('keys that act for the whole studio', () => {
  let app: Booted;
  let tenant: Tenant;
  let admin: string;
  let slugs = 0;
  beforeAll(async () => {
    app = await bootContext({ modules: [] });
    tenant = await app.tenant();
    admin = await keyOf(tenant, ['studio:admin']);
  });
  afterAll(() => app.close());

  async function keyOf({ studioId, scope }: Tenant, scopes: string[]): Promise<string> {
    return (await app.commands.execute(new CreateApiKey({ name: newId('key'), environment: 'sandbox', scopes, studio_id: studioId }), scope)).key;
  }
  const make = (apiKey: string, body: object) => app.inject({ method: 'POST', url: '/v1/api_keys', apiKey, body: { name: newId('key'), ...body } });
  const makeGame = (apiKey: string, headers: Record<string, string> = {}, slug = `whole-studio-${++slugs}`) => app.inject({ method: 'POST', url: '/v1/games', apiKey, headers, body: { name: 'Another Game', slug } });
  const game = (apiKey: string) => app.inject({ method: 'GET', url: '/v1/game', apiKey });
  const keysOf = (gameId: string) => app.look('SELECT id FROM access.api_key WHERE game_id = $1', [gameId]);

  it('make keys of the other environment, that open it and nothing else', async () => {
    const made = await make(admin, { scopes: ['games:read', 'api_keys:read'], game_id: tenant.liveGameId });
    expect([made.status, made.json]).toEqual([201, { id: expect.stringMatching(/^key_/), key: expect.stringMatching(/^hc_live_/), game_id: tenant.liveGameId, environment: 'live' }]);
    expect((await game(made.json.key)).json).toMatchObject({ id: tenant.liveGameId, environment: 'live' });
    expect((await make(made.json.key, { scopes: ['games:read'] })).json.code).toBe('auth.scope_missing');
    const listed = await app.inject({ method: 'GET', url: '/v1/api_keys', apiKey: made.json.key });
    expect(listed.json.data.map((key: { id: string }) => key.id)).toContain(made.json.id);
  });

  it('make a game that can be configured at once, in both environments', async () => {
    const made = await makeGame(admin);
    expect(made.status).toBe(201);
    const { title_id, sandbox_game_id, live_game_id, sandbox_api_key, live_api_key } = made.json;
    expect((await game(sandbox_api_key)).json).toMatchObject({ id: sandbox_game_id, environment: 'sandbox', title_id, studio_id: tenant.studioId });
    expect((await game(live_api_key)).json).toMatchObject({ id: live_game_id, environment: 'live', title_id });
    const renamed = await app.inject({ method: 'PATCH', url: '/v1/game', apiKey: live_api_key, body: { name: 'Renamed' } });
    expect([renamed.status, renamed.json.name]).toEqual([200, 'Renamed']);
    expect(JSON.stringify(await app.look('SELECT * FROM access.api_key'))).not.toContain(sandbox_api_key);
    expect((await make(admin, { scopes: ['*'], game_id: live_game_id })).json).toMatchObject({ game_id: live_game_id, environment: 'live' });
    expect((await make(live_api_key, { scopes: ['*'], game_id: sandbox_game_id })).json.code).toBe('auth.scope_missing');
  });

  it('get the same keys for the same Idempotency-Key', async () => {
    const slug = `whole-studio-${++slugs}`;
    const twice = [await makeGame(admin, { 'idempotency-key': 'a-game' }, slug), await makeGame(admin, { 'idempotency-key': 'a-game' }, slug)];
    expect(twice.map(({ status }) => status)).toEqual([201, 201]);
    expect(twice[1]!.text).toBe(twice[0]!.text);
    expect(await keysOf(twice[0]!.json.live_game_id)).toHaveLength(1);
  });

  it('finish a game that was left between its keys', async () => {
    const slug = `whole-studio-${++slugs}`;
    const execute = app.commands.execute.bind(app.commands);
    const left = jest.spyOn(app.commands, 'execute').mockImplementation(async (command, scope) => {
      if (command instanceof CreateApiKey && command.input.environment === 'live') throw new Error('planted');
      return execute(command, scope);
    });
    try {
      expect((await makeGame(admin, { 'idempotency-key': 'left' }, slug)).status).toBe(500);
    } finally {
      left.mockRestore();
    }
    const made = await makeGame(admin, { 'idempotency-key': 'left' }, slug);
    expect(made.status).toBe(201);
    expect((await game(made.json.live_api_key)).json).toMatchObject({ id: made.json.live_game_id, slug });
    expect((await game(made.json.sandbox_api_key)).json).toMatchObject({ id: made.json.sandbox_game_id, slug });
  });

  it('count the first key of a game among the two of its name', async () => {
    const { live_game_id } = (await makeGame(admin)).json;
    for (const status of [201, 409]) expect((await make(admin, { name: 'first', scopes: ['*'], game_id: live_game_id })).status).toBe(status);
  });

  it('are the only ones: everything in one environment is nothing in another', async () => {
    const wide = await keyOf(tenant, ['*', 'api_keys:*', 'games:*']);
    for (const key of [wide, tenant.liveApiKey]) {
      const other = key === wide ? tenant.liveGameId : tenant.gameId;
      const before = (await keysOf(other)).length;
      const refused = await make(key, { scopes: ['games:read'], game_id: other });
      expect([refused.status, refused.json.code]).toEqual([403, 'auth.scope_missing']);
      expect((await makeGame(key)).json).toMatchObject({ status: 403, code: 'auth.scope_missing' });
      const raised = await make(key, { scopes: ['studio:admin'] });
      expect([raised.status, raised.json.code]).toEqual([403, 'access.scope_beyond_own']);
      expect(await keysOf(other)).toHaveLength(before);
    }
    expect((await make(wide, { scopes: ['games:read'], game_id: tenant.gameId })).status).toBe(201);
  });

  it("do not find another studio's games, and hear the same of those that there are not", async () => {
    const other = await app.tenant();
    const answers = await Promise.all([other.gameId, other.liveGameId, newId('gam')].map((game_id) => make(admin, { scopes: ['games:read'], game_id })));
    for (const { status, json } of answers) expect([status, json.code, json.detail]).toEqual([404, 'games.not_found', answers[0]!.json.detail]);
    expect(await keysOf(other.gameId)).toHaveLength(1);
    expect((await make(admin, { scopes: ['games:read'], game_id: 'no id' })).status).toBe(404);
    expect((await make(tenant.apiKey, { scopes: ['games:read'], game_id: other.gameId })).json.code).toBe('auth.scope_missing');
  });

  it.each([['a country of nowhere', { default_country: 'XX' }], ['a field that nobody knows', { studio_id: 'stu_1' }], ['a slug with blanks', { slug: 'a game' }]])('make no game from %s', async (_what, body) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/games', apiKey: admin, body: { name: 'Refused', slug: 'refused', ...body } });
    expect([answer.status, answer.json.code]).toEqual([422, 'request.invalid']);
    expect(await app.look(`SELECT 1 FROM games.game WHERE name = 'Refused'`)).toEqual([]);
  });
});
