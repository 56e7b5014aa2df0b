import { movedTo, pinnedAsOf } from './pinned-version.js';

const NOW = new Date('2028-03-01T10:00:00Z');
const HOUR = 3_600;
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const row = (version: string, before: string | null = null, changed: Date | null = null) => ({ api_version: version, api_version_before: before, api_version_changed_at: changed });
const [OLD, MIDDLE, NEW] = ['2026-11-01', '2027-05-01', '2028-02-01'] as const;

describe('the version that a game is pinned to', () => {
  it.each<[string, ReturnType<typeof row>, string, ReturnType<typeof row>]>([
    ['the same changes nothing', row(OLD), OLD, row(OLD)],
    ['the same leaves the way back', row(NEW, OLD, at(-HOUR)), NEW, row(NEW, OLD, at(-HOUR))],
    ['a newer one counts at once', row(OLD), NEW, row(NEW, OLD, NOW)],
    ['a newer one again opens the way back to the one before it', row(MIDDLE, OLD, at(-HOUR)), NEW, row(NEW, MIDDLE, NOW)],
    ['the one from before is taken back', row(NEW, OLD, at(-HOUR)), OLD, row(OLD)],
    ['the one from before is taken back to the last second', row(NEW, OLD, at(1 - 72 * HOUR)), OLD, row(OLD)],
  ])('%s', (_what, stored, wish, expected) => {
    expect(movedTo(stored, wish, NOW)).toEqual(expected);
  });

  it.each<[string, ReturnType<typeof row>, string]>([
    ['an older one that was never before', row(NEW), OLD],
    ['another one than that from before', row(NEW, MIDDLE, at(-HOUR)), OLD],
    ['the one from before, after 72 hours', row(NEW, OLD, at(-72 * HOUR)), OLD],
  ])('goes not back to %s', (_what, stored, wish) => {
    expect(() => movedTo(stored, wish, NOW)).toThrow(expect.objectContaining({ status: 409, code: 'games.version_behind' }));
  });

  it('tells the way back for as long as there is one', () => {
    expect(pinnedAsOf(row(NEW, OLD, at(1 - 72 * HOUR)), NOW)).toEqual({ api_version: NEW, api_version_before: OLD, api_version_back_until: NOW.getTime() / 1_000 + 1 });
    for (const over of [row(NEW), row(NEW, OLD, at(-72 * HOUR))]) expect(pinnedAsOf(over, NOW)).toEqual({ api_version: NEW, api_version_before: null, api_version_back_until: null });
  });
});
