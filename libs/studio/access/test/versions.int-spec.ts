import type { FrozenClock } from '#platform/kernel/clock';
import type { ApiVersion } from '#platform/versions/api-version';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { memberOf } from '../../../../test/support/member.js';

const [GONE, OLD, NEW] = ['2025-01-01', '2026-11-01', '2028-02-01'] as const;
const VERSIONS: ApiVersion[] = [
  { version: GONE, changes: [], deprecated: '2026-11-01', sunset: '2027-11-01' },
  { version: OLD, changes: [], deprecated: '2028-02-01', sunset: '2029-02-01' },
  { version: NEW, changes: [{ what: 'A game has a name.', operations: ['get_game'], events: [], answer: ({ name, ...game }) => ({ ...game, title: name as unknown }) }] },
];
const HOUR = 3_600;

describe('versions that are pinned', () => {
  let app: Booted;
  let tenant: Tenant;
  let clock: FrozenClock;
  beforeAll(async () => {
    app = await bootContext({ modules: [], versions: VERSIONS, frozenAt: new Date('2028-03-01T10:00:00Z') });
    clock = app.clock as FrozenClock;
  });
  afterAll(() => app?.close());
  beforeEach(async () => {
    tenant = await app.tenant();
  });

  /** After what a process may remember of a key. */
  const later = () => clock.advanceSeconds(3);
  const pinned = async (version: string) => {
    await app.look('UPDATE games.game SET api_version = $2 WHERE id = $1', [tenant.gameId, version]);
    later();
  };
  const game = async (apiKey: string | undefined = tenant.apiKey, headers: Record<string, string> = {}) => {
    const { status, json, headers: told } = await app.inject({ method: 'GET', url: '/v1/game', ...(apiKey ? { apiKey } : {}), headers });
    return { status, json, version: told['hubcraft-version'], form: json.title === undefined ? 'new' : 'old' };
  };
  const move = (api_version: string) => app.inject({ method: 'PATCH', url: '/v1/game', apiKey: tenant.apiKey, headers: { 'hubcraft-version': NEW }, body: { api_version } });
  const newKey = async (body: object = {}) => (await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: `k${Math.random()}`, scopes: ['*'], ...body } })).json as { id: string; key: string };
  const listed = async (id: string) => (await app.inject({ method: 'GET', url: '/v1/api_keys', apiKey: tenant.apiKey })).json.data.find((key: { id: string }) => key.id === id);

  it('are the newest for a new game in both environments, and the first for one of a build before', async () => {
    for (const key of [tenant.apiKey, tenant.liveApiKey]) expect(await game(key)).toMatchObject({ version: NEW, form: 'new', json: { api_version: NEW, api_version_before: null, api_version_back_until: null } });
    const [column] = await app.look("SELECT column_default FROM information_schema.columns WHERE table_schema = 'games' AND column_name = 'api_version'");
    expect(column!.column_default).toContain("'2026-11-01'");
  });

  it('are the game’s for its keys and members, unless a request names another', async () => {
    const { token } = await memberOf(app, tenant, 'developer');
    await pinned(OLD);
    expect(await game()).toMatchObject({ version: OLD, form: 'old' });
    expect(await game(token, { 'hubcraft-game': tenant.gameId })).toMatchObject({ version: OLD, form: 'old' });
    expect(await game(token, { 'hubcraft-game': tenant.liveGameId })).toMatchObject({ version: NEW, form: 'new' });
    expect(await game(token, { 'hubcraft-game': tenant.gameId, 'hubcraft-version': NEW })).toMatchObject({ version: NEW, form: 'new' });
  });

  it('are moved up at once, and back for 72 hours', async () => {
    await pinned(OLD);
    const moved = await move(NEW);
    expect([moved.status, moved.json.api_version, moved.json.api_version_before, moved.json.api_version_back_until]).toEqual([200, NEW, OLD, Math.floor(clock.now().getTime() / 1_000) + 72 * HOUR]);
    later();
    expect(await game()).toMatchObject({ version: NEW, form: 'new' });
    expect((await move(OLD)).json).toMatchObject({ api_version: OLD, api_version_before: null });
    later();
    expect(await game()).toMatchObject({ version: OLD, form: 'old' });
    await move(NEW);
    clock.advanceSeconds(72 * HOUR);
    expect(await move(OLD)).toMatchObject({ status: 409, json: { code: 'games.version_behind' } });
    expect((await game()).json.api_version).toBe(NEW);
  });

  it('are versions that are served, and nothing else', async () => {
    const { id } = await newKey();
    for (const version of [GONE, '2028-02-02']) {
      for (const answer of [await move(version), await app.inject({ method: 'PATCH', url: `/v1/api_keys/${id}`, apiKey: tenant.apiKey, body: { api_version: version } }), await app.inject({ method: 'POST', url: '/v1/api_keys', apiKey: tenant.apiKey, body: { name: 'x', scopes: ['*'], api_version: version } })]) {
        expect(answer).toMatchObject({ status: 422, json: { code: 'version.refused', versions: [OLD, NEW], errors: [{ loc: ['body', 'api_version'] }] } });
      }
    }
    expect(await move('newest')).toMatchObject({ status: 422, json: { code: 'request.invalid' } });
  });

  it('are a key’s own where it has one, and the game’s again without', async () => {
    const own = await newKey({ api_version: OLD });
    expect(await game(own.key)).toMatchObject({ version: OLD, form: 'old' });
    expect(await game(own.key, { 'hubcraft-version': NEW })).toMatchObject({ version: NEW, form: 'new' });
    const pin = (api_version: string | null) => app.inject({ method: 'PATCH', url: `/v1/api_keys/${own.id}`, apiKey: tenant.apiKey, body: { api_version } });
    expect((await pin(null)).json).toMatchObject({ id: own.id, api_version: null });
    later();
    expect(await game(own.key)).toMatchObject({ version: NEW });
    expect((await pin(OLD)).json).toMatchObject({ api_version: OLD });
    await app.inject({ method: 'DELETE', url: `/v1/api_keys/${own.id}`, apiKey: tenant.apiKey });
    expect(await pin(NEW)).toMatchObject({ status: 404, json: { code: 'access.api_key_not_found' } });
  });

  it('are not the business of other games', async () => {
    const { id } = await newKey();
    const other = await app.tenant();
    expect((await app.inject({ method: 'PATCH', url: `/v1/api_keys/${id}`, apiKey: other.apiKey, body: { api_version: OLD } })).status).toBe(404);
    expect(await listed(id)).toMatchObject({ api_version: null });
  });

  it('are refused with 410 once their notice is over, and are left by naming another', async () => {
    await pinned(GONE);
    expect(await game()).toMatchObject({ status: 410, json: { code: 'version_retired', version: GONE } });
    expect((await move(NEW)).status).toBe(200);
    later();
    expect(await game()).toMatchObject({ status: 200, version: NEW });
  });

  it('show at a key with which versions it is still used, at one write a minute each', async () => {
    const { id, key } = await newKey();
    expect(await listed(id)).toMatchObject({ used_versions: [] });
    const first = Math.floor(clock.now().getTime() / 1_000);
    await game(key);
    await game(key, { 'hubcraft-version': OLD });
    await game(key, { 'hubcraft-version': '2024-01-01' });
    await eventually(async () => (await listed(id)).used_versions.length === 2);
    expect((await listed(id)).used_versions).toEqual([{ api_version: NEW, last_used_at: first }, { api_version: OLD, last_used_at: first }]);
    clock.advanceSeconds(30);
    await game(key);
    clock.advanceSeconds(31);
    await game(key);
    await eventually(async () => (await listed(id)).used_versions[0].last_used_at === first + 61);
    expect((await listed(id)).used_versions[1]).toEqual({ api_version: OLD, last_used_at: first });
  });
});
