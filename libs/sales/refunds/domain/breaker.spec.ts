import { admittedMax } from './breaker.js';

describe('the breaker of automatic refunds', () => {
  const usual = { perHourMax: 20, percentMax: 5 };

  it.each([
    // Few sales: only the number counts.
    [0, 20], [1, 20], [19, 20],
    // From twenty paid orders on the share counts too: 5 % of 20 is one.
    [20, 1], [39, 1], [40, 2], [399, 19], [400, 20],
    // Many sales: the number is reached first.
    [10_000, 20],
  ])('admits after %i paid orders %i refunds an hour', (paid, admitted) => {
    expect(admittedMax(usual, paid)).toBe(admitted);
  });

  it('can be shut by either setting', () => {
    expect(admittedMax({ perHourMax: 0, percentMax: 100 }, 1_000)).toBe(0);
    expect(admittedMax({ perHourMax: 100, percentMax: 0 }, 1_000)).toBe(0);
    expect(admittedMax({ perHourMax: 100, percentMax: 0 }, 5)).toBe(100);
  });
});
