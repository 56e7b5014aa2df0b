import fc from 'fast-check';
import { sharesOf } from './shares.js';

describe('the shares of a payout', () => {
  it('come of the books that are owed most, and of none below zero', () => {
    const owed = new Map([['gam_a', 50n], ['gam_b', 70n], ['gam_c', -30n], ['gam_d', 0n]]);
    expect(sharesOf(70n, owed)).toEqual([{ game: 'gam_b', amount: 70n }]);
    expect(sharesOf(90n, owed)).toEqual([{ game: 'gam_b', amount: 70n }, { game: 'gam_a', amount: 20n }]);
    expect(sharesOf(1n, new Map([['gam_b', 5n], ['gam_a', 5n]]))).toEqual([{ game: 'gam_a', amount: 1n }]);
    expect(() => sharesOf(121n, owed)).toThrow('1 of a payout is in the books of no game');
  });

  it('add up to whatever the games are owed together, and are none of nothing', () => {
    fc.assert(fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), fc.bigInt(-1_000n, 10_000n), { minKeys: 1, maxKeys: 8 }), fc.nat(), (games, part) => {
      const owed = new Map(Object.entries(games));
      const sum = [...owed.values()].reduce((total, minor) => total + minor, 0n);
      if (sum <= 0n) return;
      const amount = (BigInt(part) % sum) + 1n;
      const shares = sharesOf(amount, owed);
      expect(shares.reduce((total, share) => total + share.amount, 0n)).toBe(amount);
      for (const share of shares) expect(share.amount > 0n && share.amount <= owed.get(share.game)!).toBe(true);
    }));
  });
});
