import type { FrozenClock } from '#platform/kernel/clock';
import { CreateApiKey } from '#studio/access/commands';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { RAISED_AFTER_SECONDS } from '../four-eyes-limit.js';

const NOW = new Date('2026-11-27T10:00:00Z');

describe('the limit above which a refund takes two', () => {
  let app: Booted;
  let clock: FrozenClock;
  let tenant: Tenant;
  let admin: string;
  beforeAll(async () => {
    app = await bootContext({ modules: [], frozenAt: NOW });
    clock = app.clock as FrozenClock;
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    admin = (await app.commands.execute(new CreateApiKey({ name: 'admin', environment: 'sandbox', scopes: ['studio:admin'], studio_id: tenant.studioId }), tenant.scope)).key;
    await change(50_000);
  });
  afterAll(() => app.close());

  const change = (four_eyes_above_usd_minor: number | null, apiKey = tenant.apiKey) => app.inject({ method: 'PATCH', url: '/v1/game', apiKey, body: { four_eyes_above_usd_minor } });
  const limit = async () => {
    const { json } = await app.inject({ method: 'GET', url: '/v1/game', apiKey: tenant.apiKey });
    return [json.four_eyes_above_usd_minor, json.four_eyes_next_usd_minor, json.four_eyes_next_at];
  };
  const later = () => Math.floor(clock.now().getTime() / 1000) + RAISED_AFTER_SECONDS;

  it('is 500 dollars in a live environment, and there is none in a sandbox until one is set', async () => {
    const studio = await app.tenant();
    const rows = await app.look<{ environment: string; four_eyes_above_usd_minor: bigint | null }>('SELECT environment, four_eyes_above_usd_minor FROM games.game WHERE studio_id = $1 ORDER BY environment', [studio.studioId]);
    expect(rows.map(({ environment, four_eyes_above_usd_minor: minor }) => [environment, minor === null ? null : Number(minor)])).toEqual([['live', 50_000], ['sandbox', null]]);
  });

  it('is lowered at once by whoever may change the game', async () => {
    expect(await limit()).toEqual([50_000, null, null]);
    for (const lower of [20_000, 0]) {
      expect((await change(lower)).json).toMatchObject({ four_eyes_above_usd_minor: lower, four_eyes_next_at: null });
      expect(await limit()).toEqual([lower, null, null]);
    }
  });

  it.each([['raised', 50_001], ['switched off', null]] as const)('is %s by the administration of the studio alone, and counts a day later', async (_how, wish) => {
    expect((await change(wish)).json).toMatchObject({ status: 403, code: 'auth.scope_missing' });
    expect(await limit()).toEqual([50_000, null, null]);
    expect((await change(wish, admin)).status).toBe(200);
    expect(await limit()).toEqual([50_000, wish, later()]);
    clock.advanceSeconds(RAISED_AFTER_SECONDS - 1);
    expect(await limit()).toMatchObject([50_000, wish, expect.any(Number)]);
    clock.advanceSeconds(1);
    expect(await limit()).toEqual([wish, null, null]);
    expect((await change(10_000)).status).toBe(200);
    expect(await limit()).toEqual([10_000, null, null]);
  });

  it('that was raised can be put back before it counts, and is not reached by steps', async () => {
    await change(90_000, admin);
    clock.advanceSeconds(RAISED_AFTER_SECONDS - 60);
    // A second wish waits its own day; it does not begin where the first would have been.
    await change(100_000, admin);
    expect(await limit()).toEqual([50_000, 100_000, later()]);
    clock.advanceSeconds(120);
    expect(await limit()).toMatchObject([50_000, 100_000, expect.any(Number)]);
    expect((await change(50_000)).status).toBe(200);
    clock.advanceSeconds(RAISED_AFTER_SECONDS);
    expect(await limit()).toEqual([50_000, null, null]);
  });

  it('stays in what the audit trail keeps of the change', async () => {
    await change(20_000);
    const { data } = (await app.inject({ method: 'GET', url: '/v1/audit_log', apiKey: tenant.apiKey })).json;
    expect(data[0]).toMatchObject({ operation: 'update_game', request: { body: { four_eyes_above_usd_minor: 20_000 } } });
  });
});
