import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DayFigure, Signal } from '#platform/service-levels/service-levels';
import { OBJECTIVES, sloReport } from './slo.js';

const day = (of: string, signal: Signal, good: number, total: number): DayFigure => ({ day: of, signal, good: BigInt(good), total: BigInt(total), slots: 288, since: new Date(0) });
const report = (signal: Signal, ...figures: [good: number, total: number][]) => {
  const { objective } = OBJECTIVES.find((each) => each.signal === signal)!;
  return sloReport(figures.map(([good, total], n) => day(`2026-11-${String(n + 10)}`, signal, good, total))).find((each) => each.objective === objective)!;
};

describe('the report of objectives', () => {
  it('adds the days up and tells what of the budget is left', () => {
    expect(report('checkout.answered', [99_980, 100_000], [100_000, 100_000])).toEqual({
      objective: 'checkout_answered', what: 'Checkout is answered', target_percent: 99.9, measured_percent: 99.99, good: 199_980, total: 200_000, budget: 200, spent: 20, budget_left_percent: 90, is_kept: true, days: 2,
    });
    expect(report('checkout.answered', [99_700, 100_000])).toMatchObject({ budget: 100, spent: 300, budget_left_percent: -200, is_kept: false });
    expect(report('checkout.answered', [99_900, 100_000])).toMatchObject({ budget_left_percent: 0, is_kept: true });
  });

  it('rounds nothing up: of ten requests one failure is too many, and almost all is not all', () => {
    expect(report('checkout.answered', [9, 10])).toMatchObject({ budget: 0, spent: 1, is_kept: false, budget_left_percent: -9_900 });
    expect(report('checkout.answered', [9_999_999, 10_000_000]).measured_percent).toBe(99.999);
  });

  it('has no budget where nothing may fail, and no verdict where nothing was asked', () => {
    expect(report('books.hold', [1_000, 1_000])).toMatchObject({ target_percent: 100, budget: 0, is_kept: true, budget_left_percent: null });
    expect(report('books.hold', [999, 1_000])).toMatchObject({ spent: 1, is_kept: false });
    expect(report('webhooks.fast')).toMatchObject({ measured_percent: null, total: 0, budget_left_percent: null, is_kept: null, days: 0 });
  });

  it('has the objectives of the runbook, with their targets and names', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../../docs/runbooks/slo.md'), 'utf8');
    const told = page.split('## The report of a month')[0]!.split('\n').filter((line) => /^\| `\w+` \|/.test(line)).map((line) => line.split('|').slice(1, 4).map((cell) => cell.trim()));
    expect(told).toEqual(OBJECTIVES.map(({ objective, what, goodPerMillion }) => [`\`${objective}\``, what, goodPerMillion === null ? '0' : `≥ ${goodPerMillion / 10_000} %`]));
  });
});
