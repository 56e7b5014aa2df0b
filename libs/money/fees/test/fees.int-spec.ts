import { newId } from '#platform/kernel/ids';
import { bootContext, type Booted } from '../../../../test/support/boot.js';
import { ComputePlatformFee } from '../contracts/queries.js';
import { DEFAULT_PLAN, feeOf } from '../fees.js';
import { FeesModule, rows } from '../module.js';

describe('platform fees', () => {
  let app: Booted;
  beforeAll(async () => {
    app = await bootContext({ modules: [FeesModule], rows });
  });
  afterAll(() => app.close());

  it.each([[1000n, 50_000, 50n], [1001n, 50_000, 50n], [1010n, 50_000, 51n], [1n, 50_000, 0n], [10n, 50_000, 1n], [-10n, 50_000, -1n], [999n, 0, 0n], [999n, 1_000_000, 999n]])('takes of %s at %s ppm: %s', (net, ppm, fee) => {
    expect(feeOf(net, ppm)).toBe(fee);
  });

  it('uses the plan of the day, and the default where there is none', async () => {
    const tenant = await app.tenant();
    await app.look(`INSERT INTO fees.fee_plan (game_id, id, valid_from, rate_ppm) VALUES ($1, $2, '2026-06-01', 100000), ($1, $3, '2026-09-01', 25000)`, [tenant.gameId, newId('fee'), newId('fee')]);
    const on = (date: string) => app.queries.ask(new ComputePlatformFee({ net_minor: 10_000, currency: 'EUR', date }), tenant.scope);
    expect(await on('2026-05-31')).toEqual({ fee_minor: 500, plan_id: DEFAULT_PLAN.id });
    expect(await on('2026-06-01')).toMatchObject({ fee_minor: 1_000 });
    expect(await on('2026-11-22')).toMatchObject({ fee_minor: 250 });
    const other = await app.tenant();
    expect(await app.queries.ask(new ComputePlatformFee({ net_minor: 10_000, currency: 'EUR', date: '2026-11-22' }), other.scope)).toEqual({ fee_minor: 500, plan_id: DEFAULT_PLAN.id });
  });
});
