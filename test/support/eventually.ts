import { setTimeout as pause } from 'node:timers/promises';

/** Repeats `look` until it answers something true; fails with the last answer after `withinMs`. In place of sleeping and hoping. */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 5_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > deadline) throw new Error(`Did not come true within ${withinMs} ms: ${String(look)}`);
    await pause(10);
  }
}
