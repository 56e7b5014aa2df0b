import { byPieces, type Piece } from './pieces.js';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const at = (minutes: number): Date => new Date(NOW - minutes * 60_000);
const NEVER = new Date('9999-12-31T00:00:00Z');

/** A machine on which a minute of the span takes `cost(piece)` to look at. */
async function run(span: Piece, cost: (minutesAgo: number) => number, stopAfter = Infinity): Promise<{ pieces: Piece[]; rests: number[]; ended: boolean; longest: number }> {
  const pieces: Piece[] = [];
  const rests: number[] = [];
  let clock = 0;
  let longest = 0;
  const ended = await byPieces(span, {
    now: NOW, elapsed: () => clock, isStopping: () => pieces.length >= stopAfter,
    rest: async (ms) => void rests.push(ms),
    work: async (piece) => {
      pieces.push(piece);
      const [from, until] = [piece.from.getTime(), Math.min(piece.until.getTime(), NOW)];
      const step = Math.max(1_000, (until - from) / 1_000);
      const took = Array.from({ length: Math.max(0, Math.ceil((until - from) / step)) }, (_, n) => (cost((NOW - from - n * step) / 60_000) * step) / 60_000).reduce((sum, each) => sum + each, 0);
      clock += took;
      longest = Math.max(longest, took);
    },
  });
  return { pieces, rests, ended, longest };
}

describe('a span that is looked at piece by piece', () => {
  it.each([['the hour until now and after', { from: at(60), until: NEVER }], ['a slice of the past', { from: at(40_000), until: at(20_000) }], ['everything before', { from: new Date(0), until: at(1_000) }], ['the future', { from: at(-1_000), until: NEVER }], ['nothing', { from: at(5), until: at(5) }]])(
    'leaves nothing out and looks at nothing twice: %s', async (_, span) => {
      const { pieces, ended } = await run(span, () => 0.001);
      expect([pieces[0]!.until, pieces.at(-1)!.from, ended]).toEqual([span.until, span.from, true]);
      for (const [n, piece] of pieces.slice(1).entries()) expect(piece.until).toEqual(pieces[n]!.from);
    });

  it('is three pieces of an hour in which little happened', async () => {
    expect((await run({ from: at(60), until: NEVER }, () => 1)).pieces).toHaveLength(3);
  });

  it('takes a fifth of a second by piece, and rests four times as long, where much happens', async () => {
    const { rests, longest, pieces } = await run({ from: at(60), until: NEVER }, () => 1_000);
    expect(longest).toBeLessThanOrEqual(1_000);
    expect(pieces.length).toBeGreaterThan(200);
    expect(Math.max(...rests.slice(1))).toBeLessThan(1_000);
    expect(Math.min(...rests)).toBeGreaterThan(700);
  });

  it('is shorter at once where more happened, and rests ten seconds at most', async () => {
    const { rests, longest } = await run({ from: at(60), until: NEVER }, (ago) => (ago > 10 ? 1_000 : 20));
    expect(longest).toBeLessThanOrEqual(8 * 200 * 50);
    expect(Math.max(...rests)).toBe(10_000);
    expect(rests.slice(-5).every((ms) => ms < 1_000)).toBe(true);
  });

  it('ends early when it is to stop', async () => {
    expect(await run({ from: at(60), until: NEVER }, () => 1_000, 3)).toMatchObject({ ended: false, pieces: { length: 3 } });
  });
});
