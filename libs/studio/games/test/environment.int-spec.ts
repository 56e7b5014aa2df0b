import { newId } from '#platform/kernel/ids';
import { systemScope } from '#platform/kernel/scope';
import { CreateApiKey } from '#studio/access/commands';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { GetEnvironment } from '../contracts/queries.js';

describe('the kind of an environment', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [] });
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const environmentOf = (gameId: string) => app.queries.ask(new GetEnvironment(), systemScope(gameId, 'test'));

  it('is told for each of the two that a game has', async () => {
    expect([await environmentOf(tenant.gameId), await environmentOf(tenant.liveGameId)]).toEqual(['sandbox', 'live']);
  });

  it('is read once and remembered: later questions cost no statement', async () => {
    await environmentOf(tenant.gameId);
    const before = app.database.statements;
    expect(await environmentOf(tenant.gameId)).toBe('sandbox');
    expect(app.database.statements).toBe(before);
  });

  it('is unknown for a game that does not exist, each time anew', async () => {
    const nobody = newId('gam');
    for (const _time of [1, 2]) await expect(environmentOf(nobody)).rejects.toMatchObject({ code: 'games.not_found' });
  });

  it('is sold in by the studio itself only where the operator lets it, and whoever may say where the studio is paid has said so', async () => {
    const set = (apiKey: string) => app.inject({ method: 'PUT', url: '/v1/game/countries/CH', apiKey, body: { mode: 'own_psp' } });
    const { key } = await app.commands.execute(new CreateApiKey({ name: 'finance', environment: 'sandbox', scopes: ['stores:*', 'payouts:*'], studio_id: tenant.studioId }), tenant.scope);
    // A key that may do everything in its environment does not decide whose account is paid.
    expect((await set(tenant.apiKey)).json).toMatchObject({ status: 403, code: 'auth.scope_missing' });
    expect((await set(key)).json).toMatchObject({ status: 409, code: 'games.own_psp_off' });
    expect((await app.inject({ method: 'GET', url: '/v1/game/countries', apiKey: key })).json.data).toEqual([]);
  });
});
