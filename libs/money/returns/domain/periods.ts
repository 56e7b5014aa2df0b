import { addMonths, type Month } from '#platform/kernel/calendar-month';

/** Whole months of a return, both included. */
export interface Period {
  /** `2026-09`, `2026-Q3`, `2026-H2` or `2026`. */
  key: string;
  from: Month;
  until: Month;
}

/** The period of so many months (1, 3, 6 or 12) to which a month belongs. Periods begin with January. */
export function periodOf(month: Month, months: number): Period {
  const [year, nth] = month.split('-').map(Number) as [number, number];
  const index = Math.floor((nth - 1) / months);
  const from = `${String(year)}-${String(index * months + 1).padStart(2, '0')}`;
  const key = months === 1 ? month : months === 12 ? String(year) : `${year}-${months === 3 ? 'Q' : 'H'}${index + 1}`;
  return { key, from, until: addMonths(from, months - 1) };
}

/** All periods that have a month between two, both included. */
export function periodsBetween(from: Month, until: Month, months: number): Period[] {
  const periods: Period[] = [];
  for (let period = periodOf(from, months); period.from <= until; period = periodOf(addMonths(period.until, 1), months)) periods.push(period);
  return periods;
}

/** So many calendar days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export type ReturnState = 'open' | 'due' | 'overdue' | 'filed';

/** How a return stands on a day: `open` while its period runs, `due` until its day (for ever where none is known), `overdue` after it. */
export function stateOf(at: { last_day: string; due_on: string | null; is_filed: boolean }, today: string): ReturnState {
  if (at.is_filed) return 'filed';
  if (today <= at.last_day) return 'open';
  return at.due_on === null || today <= at.due_on ? 'due' : 'overdue';
}
