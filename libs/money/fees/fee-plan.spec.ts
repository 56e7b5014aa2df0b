import fc from 'fast-check';
import { DEFAULT_PLAN, feeOf, planOn, type FeePlan } from './fee-plan.js';

const plan = (changes: Partial<FeePlan>): FeePlan => ({ ...DEFAULT_PLAN, ...changes });
const NOTHING = { fixed: 0n, minimum: 0n };

describe('the fee of a sale', () => {
  it.each([[1_000n, 50_000, 50n], [1_001n, 50_000, 50n], [1_010n, 50_000, 51n], [1n, 50_000, 0n], [10n, 50_000, 1n], [999n, 0, 0n], [999n, 1_000_000, 999n]])('is of %s at %s ppm: %s', (net, rate_ppm, fee) => {
    expect(feeOf(net, plan({ rate_ppm }), 'card', NOTHING)).toBe(fee);
  });

  it('has the surcharge of its method, and only of that, rounded once together with the share', () => {
    const costly = plan({ rate_ppm: 50_000, surcharges_ppm: { paypal: 14_999 } });
    expect([feeOf(1_000n, costly, 'card', NOTHING), feeOf(1_000n, costly, 'paypal', NOTHING), feeOf(1_000n, costly, null, NOTHING), feeOf(1_000n, costly, 'constructor', NOTHING)]).toEqual([50n, 65n, 50n, 50n]);
    // 2.5 and 0.74995 are 3.24995 together, 4 if each were rounded.
    expect(feeOf(50n, costly, 'paypal', NOTHING)).toBe(3n);
  });

  it('has the fixed part on top, is the minimum at least, and never more than the net amount', () => {
    expect(feeOf(1_000n, plan({}), 'card', { fixed: 30n, minimum: 0n })).toBe(80n);
    expect(feeOf(1_000n, plan({}), 'card', { fixed: 30n, minimum: 80n })).toBe(80n);
    expect(feeOf(1_000n, plan({}), 'card', { fixed: 30n, minimum: 81n })).toBe(81n);
    expect(feeOf(99n, plan({}), 'card', { fixed: 95n, minimum: 0n })).toBe(99n);
    expect(feeOf(99n, plan({}), 'card', { fixed: 0n, minimum: 200n })).toBe(99n);
    expect(feeOf(0n, plan({}), 'card', { fixed: 30n, minimum: 30n })).toBe(0n);
  });

  it('leaves the studio nothing or more, whatever the plan', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 12n), fc.nat(1_000_000), fc.nat(1_000_000), fc.bigInt(0n, 10n ** 6n), fc.bigInt(0n, 10n ** 6n), (net, rate_ppm, surcharge, fixed, minimum) => {
      const fee = feeOf(net, plan({ rate_ppm, surcharges_ppm: { card: surcharge } }), 'card', { fixed, minimum });
      return fee >= 0n && fee <= net && (fee === net || fee >= minimum);
    }));
  });
});

describe('the plan of a day', () => {
  const PLANS = [
    plan({ id: 'all', valid_from: '2026-06-01' }), plan({ id: 'later', valid_from: '2026-09-01' }), plan({ id: 'mine', game_id: 'gam_1', valid_from: '2026-07-01' }), plan({ id: 'others', game_id: 'gam_2', valid_from: '2026-01-01' }),
  ];
  it.each([['2026-05-31', 'default'], ['2026-06-01', 'all'], ['2026-06-30', 'all'], ['2026-07-01', 'mine'], ['2026-12-31', 'mine']])('on %s: %s', (day, id) => {
    expect(planOn(PLANS, 'gam_1', day).id).toBe(id);
  });
  it('of a game without one of its own is that of its studio', () => {
    expect(planOn(PLANS, 'gam_3', '2026-09-01').id).toBe('later');
    expect(planOn([...PLANS].reverse(), 'gam_3', '2026-08-31').id).toBe('all');
  });
});
