/** An endpoint is given up when nothing was taken for so long, over at least so many attempts: never by number alone, so that no busy hour of failures disables it. */
export const FAILING_DAYS = 5;
export const FAILING_ATTEMPTS = 20;
const DAY_MS = 86_400_000;

/** The endpoint does not want to be called any more. */
export const GONE = 410;

/** Answers that say the endpoint is well: it took the event, or refused it in words that are final. */
export function isTaken(errorClass: string | null): boolean {
  return errorClass === null || errorClass === 'declined' || errorClass === 'rejected';
}

/** Whether a failed attempt says that the endpoint is down or overwhelmed, and not that this one event is the matter. */
export function isSilent(status: number | null): boolean {
  return status === null || status === 429 || status >= 500;
}

/** After so many silent attempts in a row an endpoint is left alone, first for so long, then for twice as long each time, and never longer than the wait that the schedule has by then. */
export const BREAKER = { silentAttempts: 5, firstSeconds: 30, longestSeconds: 300 } as const;

export function isGivenUp(failing: { failing_since: Date; failed_attempts: number }, now: Date): boolean {
  return failing.failed_attempts >= FAILING_ATTEMPTS && now.getTime() - failing.failing_since.getTime() >= FAILING_DAYS * DAY_MS;
}
