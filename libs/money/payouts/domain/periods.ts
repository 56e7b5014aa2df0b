import { addDays, instantOf } from './days.js';
import type { Schedule } from '../contracts/words.js';

const MONDAY = 1;

function isRunDay(schedule: Schedule, day: string): boolean {
  const ofMonth = day.slice(8);
  switch (schedule) {
    case 'daily': return true;
    case 'weekly': return instantOf(day).getUTCDay() === MONDAY;
    case 'twice_monthly': return ofMonth === '01' || ofMonth === '16';
    case 'monthly': return ofMonth === '01';
  }
}

/** The day of the run that is due on a day: that day, or the last before it on which money goes out. It names the period. */
export function periodOf(schedule: Schedule, today: string): string {
  let day = today;
  while (!isRunDay(schedule, day)) day = addDays(day, -1);
  return day;
}

/** The first day after this one on which money goes out. */
export function nextRunAfter(schedule: Schedule, today: string): string {
  let day = addDays(today, 1);
  while (!isRunDay(schedule, day)) day = addDays(day, 1);
  return day;
}
