import fc from 'fast-check';
import { addDays } from './days.js';
import { daysOfMonth, statementOf, WORDS, type CountedFact } from './statement.js';

const fact = (day: string, kind: string, payable: number, reserve = 0, entries = 1): CountedFact => ({ game: 'gam_a', day, kind, entries, payable_minor: BigInt(payable), reserve_minor: BigInt(reserve) });

describe('a statement', () => {
  it('opens with what was owed before, adds up each kind, and closes with the sum', () => {
    const facts = [fact('2026-01-31', 'sale', 100), fact('2026-02-01', 'sale', 40, 0, 2), fact('2026-02-28', 'sale', 2), fact('2026-02-10', 'refund', -30), fact('2026-02-03', 'reserve_held', -10, 10), fact('2026-03-01', 'sale', 7)];
    expect(statementOf('2026-02', '2026-03-02', facts)).toEqual({
      month: '2026-02', from: '2026-02-01', to: '2026-02-28', is_final: false, opening: { payable_minor: 100n, reserve_minor: 0n },
      lines: [{ kind: 'refund', entries: 1, payable_minor: -30n, reserve_minor: 0n }, { kind: 'reserve_held', entries: 1, payable_minor: -10n, reserve_minor: 10n }, { kind: 'sale', entries: 3, payable_minor: 42n, reserve_minor: 0n }],
      closing: { payable_minor: 102n, reserve_minor: 10n },
    });
    expect(statementOf('2026-02', '2026-03-03', facts).is_final).toBe(true);
    expect(statementOf('2026-04', '2026-04-01', facts)).toMatchObject({ opening: { payable_minor: 109n, reserve_minor: 10n }, lines: [], closing: { payable_minor: 109n, reserve_minor: 10n } });
  });

  it('of one month opens where that of the month before closes, whatever happened', () => {
    fc.assert(fc.property(fc.array(fc.record({ n: fc.integer({ min: 0, max: 800 }), kind: fc.constantFrom(...Object.keys(WORDS)), payable: fc.integer({ min: -1_000, max: 1_000 }), reserve: fc.integer({ min: -100, max: 100 }) })), (all) => {
      const facts = all.map(({ n, kind, payable, reserve }) => fact(addDays('2025-01-01', n), kind, payable, reserve));
      let before: { payable_minor: bigint; reserve_minor: bigint } = { payable_minor: 0n, reserve_minor: 0n };
      for (let month = '2025-01'; month < '2027-06'; month = daysOfMonth(month).next.slice(0, 7)) {
        const statement = statementOf(month, '2027-06-01', facts);
        expect(statement.opening).toEqual(before);
        before = statement.closing;
      }
      expect(before).toEqual(facts.reduce((sum, each) => ({ payable_minor: sum.payable_minor + each.payable_minor, reserve_minor: sum.reserve_minor + each.reserve_minor }), { payable_minor: 0n, reserve_minor: 0n }));
    }));
  });

  it('is of whole months', () => {
    expect(daysOfMonth('2028-02')).toEqual({ first: '2028-02-01', next: '2028-03-01' });
    expect(daysOfMonth('2026-12')).toEqual({ first: '2026-12-01', next: '2027-01-01' });
    expect(daysOfMonth('2026-01')).toEqual({ first: '2026-01-01', next: '2026-02-01' });
  });
});
