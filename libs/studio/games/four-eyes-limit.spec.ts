import fc from 'fast-check';
import { asOf, wished } from './four-eyes-limit.js';

const NOW = new Date('2026-11-27T10:00:00Z');
const DAY = 86_400;
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const row = (above: number | null, next: number | null = null, nextAt: Date | null = null) => ({
  four_eyes_above_usd_minor: above === null ? null : BigInt(above), four_eyes_next_usd_minor: next === null ? null : BigInt(next), four_eyes_next_at: nextAt,
});
const seen = (above: number | null, next: number | null = null, nextAt: Date | null = null) => ({ four_eyes_above_usd_minor: above, four_eyes_next_usd_minor: next, four_eyes_next_at: nextAt === null ? null : nextAt.getTime() / 1000 });

describe('the limit above which a refund takes two', () => {
  it.each<[string, ReturnType<typeof row>, ReturnType<typeof seen>]>([
    ['one that nothing is to follow', row(500), seen(500)],
    ['none', row(null), seen(null)],
    ['one that another is to follow', row(500, 900, at(1)), seen(500, 900, at(1))],
    ['one that ends', row(500, null, at(1)), seen(500, null, at(1))],
    ['the other one, from its very moment on', row(500, 900, NOW), seen(900)],
    ['none, from its very moment on', row(500, null, at(-DAY)), seen(null)],
  ])('is %s', (_what, stored, expected) => {
    expect(asOf(stored, NOW)).toEqual(expected);
  });

  it.each<[string, ReturnType<typeof row>, number | null, ReturnType<typeof row> & { is_raised: boolean }]>([
    ['lower counts at once', row(500), 499, { ...row(499), is_raised: false }],
    ['the same counts at once', row(500), 500, { ...row(500), is_raised: false }],
    ['nothing at all counts at once', row(500), 0, { ...row(0), is_raised: false }],
    ['higher counts a day later', row(500), 501, { ...row(500, 501, at(DAY)), is_raised: true }],
    ['none counts a day later', row(500), null, { ...row(500, null, at(DAY)), is_raised: true }],
    ['none counts a day later, also of nothing', row(0), null, { ...row(0, null, at(DAY)), is_raised: true }],
    ['any counts at once where there was none', row(null), 900, { ...row(900), is_raised: false }],
    ['none where there was none changes nothing', row(null), null, { ...row(null), is_raised: false }],
    ['another wish waits its own day', row(500, 900, at(10)), 1000, { ...row(500, 1000, at(DAY)), is_raised: true }],
    ['a lower wish ends one that is to come', row(500, 900, at(10)), 500, { ...row(500), is_raised: false }],
    ['what was to come and has begun is what the wish is held against', row(500, 900, at(-10)), 800, { ...row(800), is_raised: false }],
    ['and no limit has begun', row(500, null, at(-10)), 800, { ...row(800), is_raised: false }],
  ])('%s', (_what, stored, wish, expected) => {
    expect(wished(stored, wish, NOW)).toEqual(expected);
  });

  it('is never higher within a day of any wishes than it was before them', () => {
    const limit = fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: null });
    const height = (usd: number | null): number => usd ?? Number.POSITIVE_INFINITY;
    fc.assert(fc.property(limit, fc.array(fc.tuple(limit, fc.integer({ min: 0, max: DAY / 10 })), { minLength: 1, maxLength: 9 }), (first, wishes) => {
      let stored = row(first);
      let seconds = 0;
      let lowest = height(first);
      for (const [wish, later] of wishes) {
        // Where there is no limit any one lowers it, and the next wish is held against that.
        stored = wished(stored, wish, at(seconds));
        seconds += later;
        const now = height(asOf(stored, at(seconds)).four_eyes_above_usd_minor);
        expect(now).toBeLessThanOrEqual(lowest);
        lowest = now;
      }
    }));
  });
});
