/** The newest piece of a span is this long. */
const FIRST_MS = 60_000;
/** So many times as long is the next one at most. */
const GROWTH_MAX = 8;
const SHORTEST_MS = 1_000;
/** A piece is to take about so long. */
const PIECE_TAKES_MS = 200;
/** The check rests so many times as long as it has worked, so that whoever sells is hardly delayed by it. */
const REST_FACTOR = 4;
const REST_MAX_MS = 10_000;

export interface Piece {
  from: Date;
  until: Date;
}

/**
 * Goes through a span from its newest moment back to its oldest, piece by piece: each as long as what was made in the one before lets expect that it takes a fifth of a second. Between two pieces it rests.
 * Ends early, and answers false, where `isStopping` says so.
 */
export async function byPieces({ from, until }: Piece, o: { now: number; work: (piece: Piece) => Promise<void>; rest: (ms: number) => Promise<void>; elapsed: () => number; isStopping: () => boolean }): Promise<boolean> {
  let length = FIRST_MS;
  // The last piece of a span that never ends is that of now.
  let end = Math.min(until.getTime(), Math.max(from.getTime(), o.now));
  let upTo = until;
  for (;;) {
    if (o.isStopping()) return false;
    const start = Math.max(from.getTime(), end - length);
    const began = o.elapsed();
    await o.work({ from: new Date(start), until: upTo });
    const took = o.elapsed() - began;
    if (start <= from.getTime()) return true;
    length = Math.max(SHORTEST_MS, length * Math.min(GROWTH_MAX, PIECE_TAKES_MS / Math.max(1, took)));
    end = start;
    upTo = new Date(start);
    await o.rest(Math.min(REST_MAX_MS, took * REST_FACTOR));
  }
}
