import { hasReached, PROGRAMMES, ratioBp, stepsReached, studioStanding, type MonthFigures, type Programme } from './programmes.js';

const named = (id: string): Programme => PROGRAMMES.find((each) => each.id === id)!;
const month = (told: Partial<MonthFigures>): MonthFigures => ({ sales: 0, sales_before: 0, authenticated_sales: 0, disputes: 0, fraud_disputes: 0, fraud_disputes_usd_minor: 0n, fraud_reports: 0, ...told });

describe('the thresholds of the card schemes', () => {
  // By programme, step and sales: the number of cases at which the step is reached, and one less.
  it.each([
    // More than 750, 1,125 and 1,500 cases, and 0.75, 1.125 and 1.50 % of the sales.
    ['VAMP', 50, 10_000, 751], ['VAMP', 75, 10_000, 1_126], ['VAMP', 100, 10_000, 1_501],
    ['VAMP', 50, 200_000, 1_500], ['VAMP', 75, 200_000, 2_250], ['VAMP', 100, 200_000, 3_000],
    ['VAMP', 100, 200_001, 3_001], ['VAMP', 100, 199_999, 3_000],
    ['ECM', 50, 1_000, 50], ['ECM', 75, 1_000, 75], ['ECM', 100, 1_000, 100],
    ['ECM', 50, 20_000, 150], ['ECM', 75, 20_000, 225], ['ECM', 100, 20_000, 300], ['ECM', 75, 20_001, 226],
    ['HECM', 50, 1_000, 150], ['HECM', 75, 1_000, 225], ['HECM', 100, 1_000, 300],
    ['HECM', 50, 20_000, 300], ['HECM', 75, 20_000, 450], ['HECM', 100, 20_000, 600],
    ['EFM', 50, 100_000, 250], ['EFM', 75, 100_000, 375], ['EFM', 100, 100_000, 500],
  ] as const)('%s: %i percent among %i sales are reached by %i cases, and not by one less', (id, step, sales, cases) => {
    const figures = (n: number): MonthFigures => {
      switch (id) {
        // Reports of fraud and disputes count alike.
        case 'VAMP': return month({ sales, disputes: n - Math.floor(n / 3), fraud_reports: Math.floor(n / 3) });
        case 'EFM': return month({ sales, sales_before: sales, fraud_disputes: n, disputes: n, fraud_disputes_usd_minor: 99_999_999n });
        default: return month({ sales_before: sales, disputes: n });
      }
    };
    expect([hasReached(named(id), figures(cases), step), hasReached(named(id), figures(cases - 1), step)]).toEqual([true, false]);
  });

  it('EFM looks at fraud that is worth so much, of at least a thousand sales, most of them not authenticated', () => {
    const base = { sales: 1_000, sales_before: 1_000, disputes: 20, fraud_disputes: 20 };
    const steps = (told: Partial<MonthFigures>) => stepsReached(named('EFM'), month({ ...base, fraud_disputes_usd_minor: 5_000_000n, ...told }));
    expect([steps({}), steps({ fraud_disputes_usd_minor: 4_999_999n }), steps({ fraud_disputes_usd_minor: 3_750_000n }), steps({ fraud_disputes_usd_minor: 3_749_999n }), steps({ fraud_disputes_usd_minor: 2_499_999n })])
      .toEqual([[50, 75, 100], [50, 75], [50, 75], [50], []]);
    expect([steps({ sales_before: 999 }), steps({ authenticated_sales: 500 }), steps({ authenticated_sales: 499 }), steps({ sales: 0 })]).toEqual([[], [], [50, 75, 100], [50, 75, 100]]);
  });

  it('Mastercard is measured among the sales of the month before, Visa among those of the month', () => {
    expect(stepsReached(named('ECM'), month({ sales: 1_000_000, sales_before: 1_000, disputes: 100 }))).toEqual([50, 75, 100]);
    expect(stepsReached(named('ECM'), month({ sales: 1_000, sales_before: 1_000_000, disputes: 100 }))).toEqual([]);
    expect(stepsReached(named('VAMP'), month({ sales: 1_000_000, sales_before: 1_000, disputes: 2_000 }))).toEqual([]);
  });

  it('nothing is near where nothing happened, and whatever happened among no sales is', () => {
    for (const programme of PROGRAMMES) expect(stepsReached(programme, month({}))).toEqual([]);
    expect(stepsReached(named('ECM'), month({ disputes: 100 }))).toEqual([50, 75, 100]);
  });
});

describe('a studio', () => {
  it.each([
    [5, 1_250, 'warn'], [5, 1_251, 'fine'], [4, 100, 'fine'], [4, 10_000, 'fine'], [5, 714, 'stop'], [5, 715, 'warn'], [40, 10_000, 'warn'], [39, 10_000, 'fine'], [70, 10_000, 'stop'], [69, 10_000, 'warn'], [5, 0, 'stop'],
  ] as const)('with %i disputes of %i sales is %s', (disputes, sales, standing) => {
    expect(studioStanding({ disputes, sales })).toBe(standing);
  });

  it('has a ratio in hundredths of a percent, rounded down', () => {
    expect([ratioBp(40, 10_000), ratioBp(399, 100_000), ratioBp(0, 5), ratioBp(3, 0)]).toEqual([40, 39, 0, null]);
  });
});
