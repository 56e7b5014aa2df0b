import { waitAfter } from './schedule.js';

function waits(type: string, random: number): number[] {
  const all: number[] = [];
  for (let failed = 1; ; failed++) {
    const wait = waitAfter(type, failed, random);
    if (wait === null) return all;
    all.push(wait);
  }
}

describe('the schedule', () => {
  it.each(['order.paid', 'item.add'])('tries %s at least 16 times over at least 8 days, however the dice fall', (type) => {
    for (const random of [0, 0.5, 0.999]) {
      expect(waits(type, random).length + 1).toBeGreaterThanOrEqual(16);
      expect(waits(type, random).reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(8 * 86_400);
    }
  });
  it('hurries with item.add: 5 s, 30 s, 2 min, then as for all', () => {
    expect(waits('item.add', 0.5).slice(0, 4).map(Math.round)).toEqual([5, 30, 120, 60]);
    expect(waits('item.add', 0.5).slice(3)).toEqual(waits('order.paid', 0.5));
  });
  it('varies each wait by a tenth at most', () => {
    expect(waitAfter('order.paid', 1, 0)).toBeCloseTo(54);
    expect(waitAfter('order.paid', 1, 0.999_999)).toBeCloseTo(66);
  });
});
