import { fromUnixSeconds } from '#platform/kernel/clock';

/** Members of a change: left out stays, null clears where it can be cleared. */
export type Told<T> = { [K in keyof T]?: T[K] | undefined };

export function told<T>(change: T | undefined, before: T): T {
  return change === undefined ? before : change;
}

export function storedInstant(change: number | null | undefined, before: Date | null): Date | null {
  if (change === undefined) return before;
  return change === null ? null : fromUnixSeconds(change);
}

export function storedInteger(change: number | null | undefined, before: bigint | null): bigint | null {
  if (change === undefined) return before;
  return change === null ? null : BigInt(change);
}
