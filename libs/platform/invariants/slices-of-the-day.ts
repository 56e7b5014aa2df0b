/** Of twelve days each: those that are still posted to, always. */
const NEWEST = 2;
const IN_TURN = 4;

/**
 * What of the books is checked today: the newest slices and, in turn, some of those before, so that a game costs the same however old its books are and
 * nothing stays unseen for long (a year has thirty slices). `slices` oldest first, `day` counted from anywhere.
 */
export function slicesOfTheDay(slices: readonly string[], day: number): string[] {
  const older = slices.slice(0, -NEWEST);
  const turn = older.length > IN_TURN ? Array.from({ length: IN_TURN }, (_, i) => older[(day * IN_TURN + i) % older.length]!) : older;
  return [...turn, ...slices.slice(-NEWEST)];
}
