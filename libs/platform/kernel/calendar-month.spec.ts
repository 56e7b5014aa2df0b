import { addMonths, firstDay, isMonth, lastDay, monthOf, monthsFrom } from './calendar-month.js';

describe('months', () => {
  it('go on over the years, both ways', () => {
    expect([addMonths('2026-11', 3), addMonths('2026-01', -1), addMonths('2026-12', 0), addMonths('2026-03', -27)]).toEqual(['2027-02', '2025-12', '2026-12', '2023-12']);
  });

  it('have a first and a last day', () => {
    expect(['2026-01', '2026-02', '2028-02', '2026-04', '2026-12'].map(lastDay)).toEqual(['2026-01-31', '2026-02-28', '2028-02-29', '2026-04-30', '2026-12-31']);
    expect(firstDay('2026-02')).toBe('2026-02-01');
    expect(monthOf(new Date('2026-09-30T23:59:59.999Z'))).toBe('2026-09');
  });

  it('stand in order, both ends included, and none where the end is before', () => {
    expect(monthsFrom('2026-11', '2027-01')).toEqual(['2026-11', '2026-12', '2027-01']);
    expect(monthsFrom('2026-11', '2026-10')).toEqual([]);
  });

  it('are told from other texts', () => {
    expect(['2026-01', '2026-12', '2026-13', '2026-00', '26-01', '2026-1', '2026-01-01', '1999-12'].map(isMonth)).toEqual([true, true, false, false, false, false, false, false]);
  });
});
