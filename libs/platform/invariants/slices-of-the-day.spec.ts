import { slicesOfTheDay } from './slices-of-the-day.js';

const slices = (count: number): string[] => Array.from({ length: count }, (_, n) => `jrn_${String(n).padStart(4, '0')}`);

describe('the slices of the books that are checked on a day', () => {
  it('are all of them while there are few', () => {
    for (const count of [0, 1, 2, 6]) expect(slicesOfTheDay(slices(count), 20_000)).toEqual(slices(count));
  });

  it('are six at most, the newest two among them every day', () => {
    for (let day = 0; day < 50; day++) {
      const today = slicesOfTheDay(slices(61), day);
      expect(new Set(today).size).toBe(6);
      expect(today.slice(-2)).toEqual(slices(61).slice(-2));
    }
  });

  it.each([7, 10, 31, 150])('are all of %d within the days that it takes by fours', (count) => {
    const seen = new Set<string>();
    for (let day = 20_000; day < 20_000 + Math.ceil((count - 2) / 4); day++) for (const slice of slicesOfTheDay(slices(count), day)) seen.add(slice);
    expect(seen.size).toBe(count);
  });
});
