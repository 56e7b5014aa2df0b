import fc from 'fast-check';
import { debitedShares, exchangedShares, spreadOf } from './exchange.js';

const sum = (all: readonly bigint[]): bigint => all.reduce((total, each) => total + each, 0n);

describe('an exchange', () => {
  it.each([[10_000n, 0, 0n, 10_000n], [10_000n, 10_000, 100n, 9_900n], [49n, 10_000, 0n, 49n], [50n, 10_000, 1n, 49n], [1n, 100_000, 0n, 1n]])('of %s at %s ppm keeps %s and exchanges %s', (amount, ppm, spread, exchanged) => {
    expect(spreadOf(amount, ppm)).toEqual({ spread, exchanged });
  });

  it('gives each game its part of the spread, of what arrives and of what the bank took, and nothing is left over', () => {
    expect(exchangedShares([{ game: 'a', amount: 9_000n }, { game: 'b', amount: 1_000n }], { spread: 100n, paid: 10_890n })).toEqual([{ game: 'a', amount: 9_000n, spread: 90n, paid: 9_801n }, { game: 'b', amount: 1_000n, spread: 10n, paid: 1_089n }]);
    fc.assert(fc.property(fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 100_000 }), fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 12n }), (amounts, ppm, paid, debited) => {
      const { spread } = spreadOf(sum(amounts), ppm);
      const shares = exchangedShares(amounts.map((amount, n) => ({ game: `g${n}`, amount })), { spread, paid });
      expect([sum(shares.map((share) => share.spread)), sum(shares.map((share) => share.paid)), sum(debitedShares(debited, shares))]).toEqual([spread, paid, debited]);
      for (const share of shares) expect(share.spread >= 0n && share.spread <= share.amount && share.paid >= 0n).toBe(true);
    }));
  });
});
