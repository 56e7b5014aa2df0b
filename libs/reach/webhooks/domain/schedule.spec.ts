import { judge, type Answered } from './outcome.js';
import { GENERAL_WAITS, GRANT_WAITS, JITTER, waitAfter } from './schedule.js';

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

describe('ten thousand deliveries under a virtual clock', () => {
  /** The same dice each time. */
  function dice(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
      return state / 4_294_967_296;
    };
  }
  const START = Date.parse('2026-11-26T12:00:00Z');
  const busy = (retryAfter: string | null): Answered => ({ status: 503, body: '', isCut: false, retryAfter });

  /** The instants of all attempts, in seconds after the first, and how the delivery ends. */
  function live(type: string, random: () => number, answer: (attempt: number, now: Date) => Answered): { at: number[]; state: string } {
    const at: number[] = [];
    for (let now = START, attempt = 1; ; attempt++) {
      at.push((now - START) / 1_000);
      const { state, wait_seconds } = judge(type, answer(attempt, new Date(now)), attempt, random(), new Date(now));
      if (state !== 'pending') return { at, state };
      now += wait_seconds * 1_000;
    }
  }

  it.each(['order.paid', 'item.add'])('attempt %s within its window each, at least 16 times over at least 8 days, and are dead only then', (type) => {
    const random = dice(19);
    const waits = type === 'item.add' ? [...GRANT_WAITS, ...GENERAL_WAITS] : GENERAL_WAITS;
    const firsts = new Set<number>();
    let outside = 0;
    for (let i = 0; i < 5_000; i++) {
      const { at, state } = live(type, random, () => busy(null));
      expect(state).toBe('dead');
      expect(at).toHaveLength(waits.length + 1);
      expect(at.at(-1)!).toBeGreaterThanOrEqual(8 * 86_400);
      for (const [index, wait] of waits.entries()) {
        const waited = at[index + 1]! - at[index]!;
        if (waited < wait * (1 - JITTER) - 0.001 || waited > wait * (1 + JITTER) + 0.001) outside++;
      }
      firsts.add(Math.round(at[1]! * 10));
    }
    expect(outside).toBe(0);
    // What failed together does not return together.
    expect(firsts.size).toBeGreaterThan(type === 'item.add' ? 8 : 100);
  });

  it('honour Retry-After up to a day and never come before their turn', () => {
    const random = dice(20);
    for (const asked of [1, 600, 40_000, 86_400, 900_000]) {
      const { at } = live('order.paid', random, (_attempt, now) => busy(asked === 600 ? new Date(now.getTime() + 600_000).toUTCString() : String(asked)));
      expect(at).toHaveLength(18);
      for (const [index, wait] of GENERAL_WAITS.entries()) {
        const waited = at[index + 1]! - at[index]!;
        // A date names whole seconds.
        expect(waited).toBeGreaterThanOrEqual(Math.max(wait * (1 - JITTER), Math.min(asked, 86_400) - 1));
        expect(waited).toBeLessThanOrEqual(Math.max(wait * (1 + JITTER), Math.min(asked, 86_400)) + 0.001);
      }
    }
  });
});
