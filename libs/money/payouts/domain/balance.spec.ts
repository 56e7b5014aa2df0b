import fc from 'fast-check';
import { balanceOn, claimsOf, lotsOf, releasesAfter, setOffIn, type Balance, type DayFact, type Hold } from './balance.js';
import { addDays } from './days.js';
import { DEFAULT_TERMS, termsOn, type Terms } from './terms.js';

const START = '2026-01-01';
const on = (n: number): string => addDays(START, n);
const fact = (n: number, kind: string, payable: number | bigint, game = 'gam_a'): DayFact => ({ game, day: on(n), kind, payable_minor: BigInt(payable), reserve_minor: 0n });
const at = (n: number, facts: DayFact[], more: { terms?: Terms[]; holds?: Hold[]; leaving?: bigint } = {}): Balance => balanceOn(on(n), { facts, terms: more.terms ?? [], holds: more.holds ?? [], leaving: more.leaving ?? 0n });

describe('the balance of a studio', () => {
  it('is pending for the delay, then available but for the reserve, and whole when the reserve ends', () => {
    const facts = [fact(0, 'sale', 10_500), fact(0, 'psp_fee', -500)];
    const sold = { owed: 10_000n, held: 0n };
    expect(at(0, facts)).toEqual({ ...sold, pending: 9_000n, reserved: 1_000n, available: 0n });
    expect(at(7, facts)).toEqual({ ...sold, pending: 9_000n, reserved: 1_000n, available: 0n });
    expect(at(8, facts)).toEqual({ ...sold, pending: 0n, reserved: 1_000n, available: 9_000n });
    expect(at(120, facts)).toEqual({ ...sold, pending: 0n, reserved: 1_000n, available: 9_000n });
    expect(at(121, facts)).toEqual({ ...sold, pending: 0n, reserved: 0n, available: 10_000n });
    expect(releasesAfter(on(0), { facts, terms: [], leaving: 0n })).toEqual([{ day: on(8), amount: 9_000n }, { day: on(121), amount: 1_000n }]);
    expect(releasesAfter(on(8), { facts, terms: [], leaving: 0n })).toEqual([{ day: on(121), amount: 1_000n }]);
  });

  it('sets refunds and chargebacks off against what is available, then what is pending, then the reserve, and then it is a debt', () => {
    const sales = [fact(0, 'sale', 10_000), fact(9, 'sale', 1_000)];
    const after = (refunded: number): Balance => at(9, [...sales, fact(9, 'refund', -refunded)]);
    expect(after(0)).toMatchObject({ available: 9_000n, pending: 900n, reserved: 1_100n });
    expect(after(8_000)).toMatchObject({ available: 1_000n, pending: 900n, reserved: 1_100n });
    expect(after(9_500)).toMatchObject({ available: 0n, pending: 400n, reserved: 1_100n });
    expect(after(10_500)).toMatchObject({ available: 0n, pending: 0n, reserved: 500n });
    expect(after(11_500)).toEqual({ owed: -500n, available: -500n, pending: 0n, reserved: 0n, held: 0n });
  });

  it('sets platform fees of own sales off against what is owed, never against a reserve of their own, and counts them apart', () => {
    const facts = [fact(0, 'sale', 10_000), fact(8, 'own_sale_fee', -700), fact(8, 'own_refund_fee', 100)];
    expect(at(8, facts)).toMatchObject({ owed: 9_400n, reserved: 1_000n, available: 8_400n });
    expect([claimsOf(facts), claimsOf([]), claimsOf([fact(0, 'refund', -5), fact(0, 'own_chargeback_fee', 30)])]).toEqual([600n, 0n, -30n]);
    expect(at(0, [fact(0, 'own_sale_fee', -700)])).toMatchObject({ owed: -700n, available: -700n, reserved: 0n, pending: 0n });
    // No payout is of a supply of less than nothing: what is left of the fees that came back is of the next one.
    expect([setOffIn(60n, 20n), setOffIn(60n, -60n), setOffIn(60n, -80n)]).toEqual([20n, -60n, -60n]);
    // What fees that came back earn is free at once: they were never sales of the operator.
    expect(lotsOf([fact(0, 'own_refund_fee', 100)], [])).toEqual([]);
  });

  it('sets a debt off against the next sales', () => {
    const facts = [fact(0, 'sale', 10_000), fact(8, 'payout_sent', -9_000), fact(9, 'chargeback', -10_000)];
    expect(at(9, facts)).toMatchObject({ owed: -9_000n, available: -9_000n, reserved: 0n });
    expect(at(10, [...facts, fact(10, 'sale', 4_000)])).toMatchObject({ owed: -5_000n, available: -5_000n });
    // The next 20,000: 9,000 of it pay the debt, 2,000 and the 1,000 of before are kept back, the rest waits.
    expect(at(10, [...facts, fact(10, 'sale', 20_000)])).toEqual({ owed: 11_000n, available: 0n, pending: 8_000n, reserved: 3_000n, held: 0n });
  });

  it('keeps what a hold names, and everything where it names nothing', () => {
    const facts = [fact(0, 'sale', 10_000)];
    expect(at(8, facts, { holds: [{ amount_minor: 2_000n }, { amount_minor: 500n }] })).toMatchObject({ held: 2_500n, available: 6_500n });
    expect(at(8, facts, { holds: [{ amount_minor: 99_999n }] })).toMatchObject({ held: 9_000n, available: 0n });
    expect(at(8, facts, { holds: [{ amount_minor: 1n }, { amount_minor: null }] })).toMatchObject({ held: 9_000n, available: 0n });
    expect(at(8, [fact(0, 'refund', -5)], { holds: [{ amount_minor: null }, { amount_minor: 3n }] })).toMatchObject({ held: 0n, available: -5n });
  });

  it('does not count what is leaving', () => {
    expect(at(8, [fact(0, 'sale', 10_000)], { leaving: 4_000n })).toMatchObject({ owed: 6_000n, available: 5_000n, reserved: 1_000n });
  });

  it('goes by the terms of the day of the sale, whatever was agreed later', () => {
    const later: Terms = { ...DEFAULT_TERMS, id: 'pyt_1', valid_from: on(5), delay_days: 0, reserve_ppm: 0, reserve_days: 0 };
    const facts = [fact(4, 'sale', 1_000), fact(5, 'sale', 100)];
    expect(at(6, facts, { terms: [later] })).toMatchObject({ pending: 900n, reserved: 100n, available: 100n });
    expect(termsOn([later, { ...later, id: 'pyt_2', valid_from: on(9) }], on(8)).id).toBe('pyt_1');
    expect(termsOn([later], on(4))).toBe(DEFAULT_TERMS);
  });

  it('keeps the part of a day whole while its reserve ends before its delay', () => {
    const short: Terms = { ...DEFAULT_TERMS, id: 'pyt_1', valid_from: START, delay_days: 9, reserve_days: 2 };
    expect(at(2, [fact(0, 'sale', 100)], { terms: [short] })).toMatchObject({ pending: 90n, reserved: 10n });
    expect(at(3, [fact(0, 'sale', 100)], { terms: [short] })).toMatchObject({ pending: 100n, reserved: 0n });
    expect(at(10, [fact(0, 'sale', 100)], { terms: [short] })).toMatchObject({ pending: 0n, available: 100n });
  });

  it('takes fees beyond the sales of a day for what is set off, and rounds the part of each day and game on its own', () => {
    expect(lotsOf([fact(0, 'sale', 10), fact(0, 'psp_fee', -30)], [])).toEqual([]);
    expect(lotsOf([fact(0, 'sale', 15), fact(0, 'sale', 15, 'gam_b'), fact(1, 'sale', 14)], []).map(({ reserve }) => reserve)).toEqual([2n, 2n, 1n]);
    expect(at(0, [fact(0, 'sale', 10), fact(0, 'psp_fee', -30)])).toMatchObject({ owed: -20n, available: -20n });
  });
});

/** Anything that happens to a studio's money: on a day, of a kind, of an amount. */
const history = fc.array(fc.record({ n: fc.integer({ min: 0, max: 160 }), kind: fc.constantFrom('sale', 'sale', 'sale', 'psp_fee', 'refund', 'chargeback', 'payout_failed'), amount: fc.bigInt(1n, 100_000n), game: fc.constantFrom('gam_a', 'gam_b') }), { maxLength: 40 })
  .map((all) => all.map(({ n, kind, amount, game }) => fact(n, kind, kind === 'sale' || kind === 'payout_failed' ? amount : -amount, game)));
const terms = fc.array(fc.record({ n: fc.integer({ min: 0, max: 160 }), delay_days: fc.integer({ min: 0, max: 30 }), reserve_ppm: fc.integer({ min: 0, max: 1_000_000 }), reserve_days: fc.integer({ min: 0, max: 200 }) }), { maxLength: 3 })
  .map((all) => all.map(({ n, ...one }, index): Terms => ({ ...DEFAULT_TERMS, ...one, id: `pyt_${index}`, valid_from: on(n) })));
const holds = fc.array(fc.record({ amount_minor: fc.option(fc.bigInt(1n, 50_000n)) }), { maxLength: 2 });

describe('whatever happens to the money of a studio', () => {
  it('the parts add up to what is owed on every day, and none but a debt is below zero', () => {
    fc.assert(fc.property(history, terms, holds, (facts, agreed, held) => {
      for (let n = 0; n <= 200; n += 7) {
        const balance = at(n, facts, { terms: agreed, holds: held });
        expect(balance.pending + balance.reserved + balance.held + balance.available).toBe(balance.owed);
        expect(balance.owed).toBe(facts.filter(({ day }) => day <= on(n)).reduce((sum, each) => sum + each.payable_minor, 0n));
        for (const part of [balance.pending, balance.reserved, balance.held]) expect(part >= 0n).toBe(true);
        if (balance.available < 0n) expect([balance.pending, balance.reserved, balance.held]).toEqual([0n, 0n, 0n]);
      }
    }), { numRuns: 80 });
  });

  it('nothing is paid out early: what has left by a day is no more than what had waited its time by then', () => {
    fc.assert(fc.property(history, terms, (facts, agreed) => {
      const earned = facts.filter(({ kind }) => kind === 'sale' || kind === 'psp_fee');
      const given = facts.filter(({ kind }) => kind === 'payout_failed');
      const paid: DayFact[] = [];
      for (let n = 0; n <= 400; n += 9) {
        const { available } = at(n, [...facts, ...paid], { terms: agreed });
        if (available > 0n) paid.push(fact(n, 'payout_sent', -available));
        const left = -paid.reduce((sum, each) => sum + each.payable_minor, 0n);
        // Of every sale the part of its day that has waited for the delay, and the kept part for the reserve: whole days after the day of the sale.
        const ripe = lotsOf(earned, agreed).reduce((sum, lot) => {
          const own = termsOn(agreed, lot.day);
          const isFree = addDays(lot.day, own.delay_days) < on(n);
          const isLetGo = addDays(lot.day, own.reserve_days) < on(n);
          return sum + (isFree ? lot.amount - (isLetGo ? 0n : lot.reserve) : 0n);
        }, 0n);
        const back = given.filter(({ day }) => day <= on(n)).reduce((sum, each) => sum + each.payable_minor, 0n);
        expect(left <= ripe + back).toBe(true);
      }
      // And in the end everything that is owed has gone.
      expect(at(1_000, [...facts, ...paid], { terms: agreed }).reserved).toBe(0n);
    }), { numRuns: 50 });
  });

  it('a refund takes nothing of the reserve while anything else is there, and frees nothing', () => {
    fc.assert(fc.property(history, terms, fc.bigInt(1n, 200_000n), fc.integer({ min: 0, max: 200 }), (facts, agreed, refunded, n) => {
      const [before, after] = [at(n, facts, { terms: agreed }), at(n, [...facts, fact(n, 'refund', -refunded)], { terms: agreed })];
      if (after.reserved < before.reserved) expect([after.pending, after.available <= 0n]).toEqual([0n, true]);
      if (after.pending < before.pending) expect(after.available <= 0n).toBe(true);
      for (const part of ['pending', 'reserved', 'available'] as const) expect(after[part] <= before[part]).toBe(true);
    }), { numRuns: 150 });
  });

  it('what is said to become free becomes free on that day', () => {
    fc.assert(fc.property(history, terms, fc.integer({ min: 0, max: 200 }), (facts, agreed, n) => {
      const past = facts.filter(({ day }) => day <= on(n));
      let available = at(n, past, { terms: agreed }).available;
      for (const { day, amount } of releasesAfter(on(n), { facts: past, terms: agreed, leaving: 0n })) {
        available += amount;
        expect(balanceOn(day, { facts: past, terms: agreed, holds: [], leaving: 0n }).available).toBe(available);
      }
    }), { numRuns: 50 });
  });
});
