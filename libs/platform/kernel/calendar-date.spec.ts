import fc from 'fast-check';
import { isCalendarDate, isWithin } from './calendar-date.js';

describe('a day of the calendar', () => {
  it('is what the calendar says it is, for every day of eight centuries', () => {
    fc.assert(fc.property(fc.integer({ min: 1600, max: 2400 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 33 }), (year, month, day) => {
      const date = new Date(Date.UTC(year, month - 1, day));
      const isDay = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
      expect(isCalendarDate(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)).toBe(isDay);
    }), { numRuns: 2_000 });
  });

  it.each(Array.from({ length: 12 }, (_, month) => month + 1))('ends month %i where it ends', (month) => {
    const last = new Date(Date.UTC(2026, month, 0)).getUTCDate();
    const of = (day: number) => isCalendarDate(`2026-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
    expect([of(0), of(1), of(last), of(last + 1)]).toEqual([false, true, true, false]);
  });

  it('has a leap day every four years, not every hundred, and every four hundred', () => {
    expect([2023, 2024, 1900, 2000, 2100, 2400].map((year) => isCalendarDate(`${year}-02-29`))).toEqual([false, true, false, true, false, true]);
  });

  it.each(['', '2026-1-01', '2026-01-1', '26-01-01', '2026-01-01T00:00:00Z', ' 2026-01-01', '2026-01-01\n', '12026-01-01', '2026-01-011', '2026/01/01', 'today'])('is not %j', (text) => {
    expect(isCalendarDate(text)).toBe(false);
  });
});

describe('a period', () => {
  it.each<[string, string | null, string | null, boolean]>([
    ['2026-01-01', '2026-01-01', '2026-01-01', true], ['2026-01-01', '2026-01-02', null, false], ['2026-01-03', null, '2026-01-02', false], ['2026-01-01', null, null, true],
    ['2026-01-01', '2025-12-31', null, true], ['2026-01-01', null, '2026-01-02', true], ['2026-01-05', '2026-01-01', '2026-01-04', false],
  ])('%s from %s to %s: %s', (date, from, to, is) => {
    expect(isWithin(date, from, to)).toBe(is);
  });
});
