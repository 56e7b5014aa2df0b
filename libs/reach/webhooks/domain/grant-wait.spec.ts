import { counts, waited, type Wait } from './grant-wait.js';

const NOW = 1_790_000_000;
const before = (told: Partial<Wait> = {}): Wait => ({ waited_seconds: 1_000, counted_at: NOW - 300, is_counting: true, ...told });

describe('the wait of a grant', () => {
  it.each<[string, Parameters<typeof waited>, number]>([
    ['counts from the request to the first look', [undefined, NOW - 600, true, NOW], 600],
    ['does not where the game could not acknowledge then', [undefined, NOW - 600, false, NOW], 0],
    ['counts between two looks', [before(), 0, true, NOW], 1_300],
    ['stands still from the look that finds the endpoint away', [before(), 0, false, NOW], 1_000],
    ['stands still until the look that finds it back', [before({ is_counting: false }), 0, true, NOW], 1_000],
    ['counts no more than three looks where nobody has looked', [before({ counted_at: NOW - 90_000 }), 0, true, NOW], 1_900],
    ['knows no time that goes backwards', [before({ counted_at: NOW + 50 }), 0, true, NOW], 1_000],
  ])('%s', (_what, given, seconds) => {
    expect(waited(...given)).toEqual({ waited_seconds: seconds, counted_at: NOW, is_counting: given[2] });
  });

  it('counts while the endpoint is called and answers, and what it answers is no 2xx', () => {
    const standing = { hasSucceeded: false, isCalled: true, isOpen: false };
    expect([standing, { ...standing, hasSucceeded: true }, { ...standing, isCalled: false }, { ...standing, isOpen: true }, undefined].map(counts)).toEqual([true, false, false, false, false]);
  });
});
