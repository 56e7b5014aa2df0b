import type { FrozenClock } from '#platform/kernel/clock';
import * as fx from '#money/fx/module';
import { ConvertAmount } from '#money/fx/queries';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { CreateApiKey } from '#studio/access/commands';
import * as staff from '#studio/staff/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { staffOf, type StaffSignedIn } from '../../../../test/support/staff.js';
import { ComputePlatformFee } from '../contracts/queries.js';
import { FeesModule, rows } from '../module.js';

const NEXT_DAYS_SECONDS = 2 * 86_400;
const PLAN = { valid_from: '2026-11-29', rate_ppm: 30_000 };

describe('fee plans', () => {
  let app: Booted;
  let tenant: Tenant;
  let finance: StaffSignedIn;

  beforeAll(async () => {
    app = await bootContext({ modules: [staff.StaffModule, fx.FxModule, FeesModule], rows: [...staff.rows, ...fx.rows, ...rows], frozenAt: new Date('2026-11-28T10:00:00Z') });
    finance = await staffOf(app, 'finance');
  });
  beforeEach(async () => {
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const set = (body: object, { studio = tenant.studioId, token = finance.token } = {}) =>
    app.inject({ method: 'POST', url: `/operator/v1/studios/${studio}/fee_plans`, headers: { authorization: `Bearer ${token}` }, body });
  /** As a process that works off a sale asks: it knows its game, and no studio. */
  const fee = async (date: string, o: { scope?: Scope; method?: string | null; net_minor?: number } = {}): Promise<number> => {
    const { studioId: _, ...scope } = o.scope ?? tenant.scope;
    return (await app.queries.ask(new ComputePlatformFee({ studio_id: tenant.studioId, net_minor: o.net_minor ?? 10_000, currency: 'EUR', date, method: o.method === undefined ? 'card' : o.method }), scope)).fee_minor;
  };
  const live = (): Scope => ({ ...tenant.scope, gameId: tenant.liveGameId });

  it('is five percent of the net amount where nothing was agreed', async () => {
    expect(await app.queries.ask(new ComputePlatformFee({ studio_id: tenant.studioId, net_minor: 10_000, currency: 'EUR', date: '2026-11-28', method: 'card' }), tenant.scope)).toEqual({ fee_minor: 500, plan_id: 'default' });
  });

  it('are set by staff from a later day on, hold for sales of that day and of every environment, and leave other studios alone', async () => {
    const answer = await set({ ...PLAN, surcharges: [{ method: 'paypal', rate_ppm: 10_000 }] });
    expect(answer.status).toBe(201);
    expect(answer.json.data).toMatchObject([
      { ...PLAN, game_id: null, fixed_usd_minor: 0, minimum_usd_minor: 0, surcharges: [{ method: 'paypal', rate_ppm: 10_000 }], set_by: finance.id, set_at: 1_795_860_000 }, { id: 'default', valid_from: '0001-01-01', rate_ppm: 50_000, set_by: null },
    ]);
    expect([await fee('2026-11-28'), await fee('2026-11-29'), await fee('2026-11-29', { scope: live() }), await fee('2026-11-29', { method: 'paypal' }), await fee('2026-11-29', { method: null })]).toEqual([500, 300, 300, 400, 300]);
    tenant = await app.tenant();
    expect(await fee('2026-11-29')).toBe(500);
  });

  it('of one environment go before those of all', async () => {
    await set(PLAN);
    expect((await set({ ...PLAN, rate_ppm: 10_000, game_id: tenant.liveGameId })).status).toBe(201);
    expect([await fee('2026-11-29'), await fee('2026-11-29', { scope: live() })]).toEqual([300, 100]);
  });

  it('take a fixed part and a minimum in US cents at the rate of the day', async () => {
    await set({ ...PLAN, fixed_usd_minor: 30, minimum_usd_minor: 1_000 });
    const euros = async (usd: bigint): Promise<number> => Number((await app.queries.ask(new ConvertAmount({ minor: usd, from: 'USD', to: 'EUR', date: '2026-11-29' } as ConvertAmount['input']), tenant.scope))!.minor);
    expect(await euros(30n)).toBeGreaterThan(0);
    expect([await fee('2026-11-29', { net_minor: 100_000 }), await fee('2026-11-29'), await fee('2026-11-29', { net_minor: 5 })]).toEqual([3_000 + (await euros(30n)), await euros(1_000n), 5]);
  });

  it('are shown to the studio: those of the environment of the key', async () => {
    await set(PLAN);
    await set({ ...PLAN, valid_from: '2026-12-01', game_id: tenant.liveGameId });
    const { key } = await app.commands.execute(new CreateApiKey({ name: newId('key'), environment: 'sandbox', scopes: ['ledger:read'], studio_id: tenant.studioId }), tenant.scope);
    const { json } = await app.inject({ method: 'GET', url: '/v1/fee_plans', apiKey: key });
    expect(json.data.map(({ valid_from }: { valid_from: string }) => valid_from)).toEqual(['2026-11-29', '0001-01-01']);
  });

  it.each([
    ['today', { valid_from: '2026-11-28' }, 422, 'fees.plan_too_early'], ['no day of the calendar', { valid_from: '2027-02-29' }, 422, 'request.invalid'], ['more than everything', { rate_ppm: 1_000_001 }, 422, 'request.invalid'],
    ['more than everything with a surcharge', { rate_ppm: 900_000, surcharges: [{ method: 'card', rate_ppm: 100_001 }] }, 422, 'fees.above_all'],
    ['two surcharges of a method', { surcharges: [{ method: 'card', rate_ppm: 1 }, { method: 'card', rate_ppm: 2 }] }, 422, 'fees.surcharge_twice'], ["another studio's game", { game_id: newId('gam') }, 404, 'games.not_found'],
  ])('refuse %s', async (_, changes, status, code) => {
    expect((await set({ ...PLAN, ...changes })).json).toMatchObject({ status, code });
    expect(await app.look('SELECT 1 FROM fees.fee_plan WHERE studio_id = $1', [tenant.studioId])).toEqual([]);
  });

  it('are never changed: a second one of a day is refused, for the studio and for one of its games, also of two who ask at once', async () => {
    const both = await Promise.all([set(PLAN), set({ ...PLAN, rate_ppm: 1 })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await set(PLAN)).json.code).toBe('fees.plan_there');
    expect([(await set({ ...PLAN, game_id: tenant.gameId })).status, (await set({ ...PLAN, game_id: tenant.gameId })).status]).toEqual([201, 409]);
    await expect(app.database.transaction({ ...tenant.scope, gameId: 'operator', studioId: 'operator' }, { context: 'money/fees' }, () => app.database.execute('UPDATE fees.fee_plan SET rate_ppm = 0'))).rejects.toMatchObject({ code: '42501' });
  });

  it('are not set by a studio, nor by staff who only look or have not shown for a while that it is them', async () => {
    await expect(app.database.transaction({ ...tenant.scope, studioId: tenant.studioId }, { context: 'money/fees' }, () =>
      app.database.execute(`INSERT INTO fees.fee_plan (studio_id, id, valid_from, rate_ppm, fixed_usd_minor, minimum_usd_minor, surcharges_ppm, set_by) VALUES ($1, $2, '2026-12-01', 0, 0, 0, '{}', 'me')`, [tenant.studioId, newId('fee')]))).rejects.toMatchObject({ code: '42501' });
    expect((await set(PLAN, { token: (await staffOf(app, 'support')).token })).status).toBe(403);
    expect((await set(PLAN, { studio: newId('stu') })).status).toBe(404);
    (app.clock as FrozenClock).advanceSeconds(601);
    expect((await set(PLAN)).json.code).toBe('staff.proof_needed');
    (app.clock as FrozenClock).advanceSeconds(NEXT_DAYS_SECONDS);
  });
});
