import type { DayFigure, Signal } from '#platform/service-levels/service-levels';

/** An objective of docs/runbooks/slo.md: a share that has to end well, or something that must not happen at all. */
export interface Objective {
  objective: string;
  signal: Signal;
  what: string;
  /** Of a million, so that no fraction is lost; null: none at all may fail. */
  goodPerMillion: number | null;
}

export const OBJECTIVES: readonly Objective[] = [
  { objective: 'checkout_answered', signal: 'checkout.answered', what: 'Checkout is answered', goodPerMillion: 999_000 },
  { objective: 'checkout_fast', signal: 'checkout.fast', what: 'Checkout is answered within 2.5 s', goodPerMillion: 990_000 },
  { objective: 'providers_heard', signal: 'providers.heard', what: 'Providers are heard', goodPerMillion: 999_000 },
  { objective: 'studio_answered', signal: 'studio.answered', what: 'The Studio API is answered, refusals under overload apart', goodPerMillion: 995_000 },
  { objective: 'webhooks_fast', signal: 'webhooks.fast', what: 'A game server that works hears within 15 s', goodPerMillion: 990_000 },
  { objective: 'buyers_admitted', signal: 'buyers.admitted', what: 'No buyer is refused because of overload', goodPerMillion: null },
  { objective: 'books_hold', signal: 'books.hold', what: 'The books hold', goodPerMillion: null },
  { objective: 'work_alive', signal: 'work.alive', what: 'Nothing is given up unseen', goodPerMillion: null },
];

export interface ObjectiveReport {
  objective: string;
  what: string;
  target_percent: number;
  measured_percent: number | null;
  good: number;
  total: number;
  /** How many may fail by what was asked, and how many did. */
  budget: number;
  spent: number;
  /** Of the budget, negative when it is overdrawn; null where nothing may fail or nothing was asked. */
  budget_left_percent: number | null;
  /** Null where nothing was asked. */
  is_kept: boolean | null;
  /** Days on which anybody measured. */
  days: number;
}

/** Rounded towards zero at the third place behind the point: 99.9999 % is not told as 100. */
const percent = (part: bigint, whole: bigint): number => Number((part * 100_000n) / whole) / 1_000;

/** The report of some days: of each objective what was wanted, what was measured, and what of its budget of failures is left. */
export function sloReport(figures: readonly DayFigure[]): ObjectiveReport[] {
  return OBJECTIVES.map(({ objective, signal, what, goodPerMillion }) => {
    const ours = figures.filter((figure) => figure.signal === signal);
    const good = ours.reduce((all, figure) => all + figure.good, 0n);
    const total = ours.reduce((all, figure) => all + figure.total, 0n);
    const spent = total - good;
    const budget = goodPerMillion === null ? 0n : (total * BigInt(1_000_000 - goodPerMillion)) / 1_000_000n;
    const isAsked = total > 0n;
    // The whole is compared, not its rounded parts: of few requests the budget is less than one failure, and one failure breaks the objective.
    const isKept = goodPerMillion === null ? spent === 0n : good * 1_000_000n >= total * BigInt(goodPerMillion);
    const left = goodPerMillion === null || !isAsked ? null : percent(total * BigInt(1_000_000 - goodPerMillion) - spent * 1_000_000n, total * BigInt(1_000_000 - goodPerMillion));
    return {
      objective, what, target_percent: goodPerMillion === null ? 100 : goodPerMillion / 10_000, measured_percent: isAsked ? percent(good, total) : null,
      good: Number(good), total: Number(total), budget: Number(budget), spent: Number(spent), budget_left_percent: left, is_kept: isAsked ? isKept : null, days: new Set(ours.map((figure) => figure.day)).size,
    };
  });
}
