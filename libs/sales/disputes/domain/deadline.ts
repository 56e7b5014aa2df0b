/**
 * When our answer goes out by itself, in seconds from now: so many hours before the bank's time is over, at once where that has passed. Null: the provider tells no time, and a person has to say when.
 */
export function secondsUntilSent(due_at: number | null, hoursBefore: number, now: number): number | null {
  return due_at === null ? null : Math.max(0, due_at - hoursBefore * 3_600 - now);
}
