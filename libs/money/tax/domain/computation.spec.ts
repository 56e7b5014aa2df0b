import { Rate } from '#platform/kernel/rational';
import { spread, taxesOfLines, type ComputationRules } from './computation.js';
import { type TaxPart } from './tax-parts.js';

const WHOLE = Rate.of(1n, 1n);
const part = (percent: string): TaxPart => ({ name: percent, printed: percent, base: WHOLE, share: Rate.percent(percent), jurisdiction: 'XA' });
const rules = (told: Partial<ComputationRules> = {}): ComputationRules => ({ price_mode: 'net', level: 'line', rounding: 'half_away_from_zero', grouping: 'separate', ...told });
const of = (amounts: bigint[], percents: string[], told: Partial<ComputationRules> = {}) => taxesOfLines(amounts, percents.map(part), rules(told));

/** Figures by hand. */
describe('the taxes of lines', () => {
  it('are nothing without taxes, a row for each line', () => {
    for (const level of ['line', 'invoice'] as const) for (const grouping of ['separate', 'together'] as const) expect(of([100n, 200n], [], { level, grouping })).toEqual([[], []]);
  });

  it('are rounded each on its own, or together and then divided', () => {
    // 5 % of 10.30 is 0.515, 0.9 % is 0.0927, 2 % is 0.206: 0.52 + 0.09 + 0.21, or 0.8137 = 0.81.
    expect(of([1030n], ['5', '0.9', '2'])).toEqual([[52n, 9n, 21n]]);
    expect(of([1030n], ['5', '0.9', '2'], { grouping: 'together' })).toEqual([[51n, 9n, 21n]]);
  });

  it('are taken out of a price that contains them, from the gross and all taxes at once', () => {
    // 1,149.75 holds 50.00 and 99.75 of 1,000.00.
    expect(of([114_975n], ['5', '9.975'], { price_mode: 'gross' })).toEqual([[5_000n, 9_975n]]);
    expect(of([114_975n], ['5', '9.975'], { price_mode: 'gross', grouping: 'together' })).toEqual([[5_000n, 9_975n]]);
  });

  it('are rounded by the line, or once for the invoice and handed back by largest rest', () => {
    // 10 % of 1.04 is 0.104; of 3.12 it is 0.312, a cent more than three times 0.10.
    expect(of([104n, 104n, 104n], ['10'])).toEqual([[10n], [10n], [10n]]);
    expect(of([104n, 104n, 104n], ['10'], { level: 'invoice' })).toEqual([[11n], [10n], [10n]]);
    expect(of([101n, 104n, 107n], ['10'], { level: 'invoice' })).toEqual([[10n], [10n], [11n]]);
    expect(of([101n, 204n], ['10', '5'], { level: 'invoice' })).toEqual([[10n, 5n], [21n, 10n]]);
  });

  it('of several taxes rounded together once for the invoice add up to it', () => {
    const table = of([1030n, 1030n], ['5', '0.9', '2'], { level: 'invoice', grouping: 'together' });
    // 7.9 % of 20.60 is 1.6274: 1.63, of which 1.03 (103.16), 0.19 (18.57) and 0.41 (41.27) belong to the three; each line has half of those, the first the odd cent.
    expect(table).toEqual([[52n, 10n, 21n], [51n, 9n, 20n]]);
  });

  it('of taxes of nothing are nothing', () => {
    expect(of([1_000n, 5n], ['0', '0'], { grouping: 'together' })).toEqual([[0n, 0n], [0n, 0n]]);
    expect(of([1_000n], ['0', '10'], { grouping: 'together' })).toEqual([[0n, 100n]]);
  });
});

describe('a tax that was rounded once', () => {
  const tenth = Rate.of(1n, 10n);

  it('goes to the lines by their shares, and what is left to the largest rests, the first of equal ones first', () => {
    expect(spread(3n, [9n, 10n, 9n], tenth)).toEqual([1n, 1n, 1n]);
    expect(spread(2n, [9n, 10n, 1n], tenth)).toEqual([1n, 1n, 0n]);
    expect(spread(2n, [5n, 5n, 10n], tenth)).toEqual([1n, 0n, 1n]);
    expect(spread(1n, [1n, 9n], tenth)).toEqual([0n, 1n]);
    // 19 % of 1.00, 2.00 and 0.05.
    expect(spread(58n, [100n, 200n, 5n], Rate.of(19n, 100n))).toEqual([19n, 38n, 1n]);
  });

  it('is taken from the lines where it is less than their shares, from the smallest rests', () => {
    expect(spread(1n, [10n, 11n], tenth)).toEqual([0n, 1n]);
    expect(spread(1n, [11n, 10n], tenth)).toEqual([1n, 0n]);
  });

  it('is negated with its lines', () => {
    for (const [total, amounts] of [[2n, [5n, 5n, 10n]], [1n, [1n, 9n]], [1n, [10n, 11n]], [3n, [25n, -5n, 11n]], [0n, [5n, -5n]]] as const) {
      expect(spread(-total, amounts.map((amount) => -amount), tenth)).toEqual(spread(total, amounts, tenth).map((tax) => -tax));
    }
  });

  it('is handed out whole however much of it there is', () => {
    expect(spread(10n, [10n, 10n, 10n], tenth)).toEqual([4n, 3n, 3n]);
    expect(spread(-10n, [10n, 10n, 10n], tenth)).toEqual([-4n, -3n, -3n]);
  });
});
