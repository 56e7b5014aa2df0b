import { dayOf } from '#platform/kernel/calendar-date';
import { addDays, instantOf } from './days.js';
import { nextRunAfter, periodOf } from './periods.js';
import { SCHEDULES } from '../contracts/words.js';

describe('the day on which money goes out', () => {
  it.each([
    ['daily', '2026-11-25', '2026-11-25', '2026-11-26'], ['weekly', '2026-11-23', '2026-11-23', '2026-11-30'], ['weekly', '2026-11-29', '2026-11-23', '2026-11-30'],
    ['twice_monthly', '2026-11-15', '2026-11-01', '2026-11-16'], ['twice_monthly', '2026-11-16', '2026-11-16', '2026-12-01'], ['monthly', '2026-12-31', '2026-12-01', '2027-01-01'], ['monthly', '2028-03-01', '2028-03-01', '2028-04-01'],
  ] as const)('%s on %s is that of %s, and then %s', (schedule, today, period, next) => {
    expect(periodOf(schedule, today)).toBe(period);
    expect(nextRunAfter(schedule, today)).toBe(next);
  });

  it('comes once in each period: between two of them the period does not change', () => {
    for (const schedule of SCHEDULES) {
      for (let day = '2026-01-01'; day < '2027-02-01'; day = addDays(day, 1)) {
        const next = nextRunAfter(schedule, day);
        expect(periodOf(schedule, next)).toBe(next);
        expect(periodOf(schedule, addDays(next, -1))).toBe(periodOf(schedule, day));
      }
    }
  });

  it('is a day of UTC', () => {
    expect(dayOf(new Date('2026-03-29T23:59:59.999Z'))).toBe('2026-03-29');
    expect(instantOf('2026-03-29').toISOString()).toBe('2026-03-29T00:00:00.000Z');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });
});
