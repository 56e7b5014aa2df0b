import { dayOf } from '#platform/kernel/calendar-date';

const DAY_MS = 86_400_000;

/** So many days later; earlier where `days` is negative. */
export function addDays(day: string, days: number): string {
  return dayOf(new Date(instantOf(day).getTime() + days * DAY_MS));
}

/** Midnight in UTC at which the day begins. */
export function instantOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
