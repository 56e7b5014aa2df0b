import { newId } from '#platform/kernel/ids';
import { systemScope } from '#platform/kernel/scope';
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
});
