import { BREAKER, isGivenUp, isSilent, isTaken } from './endpoint-health.js';
import { GENERAL_WAITS, GRANT_WAITS } from './schedule.js';

const NOW = new Date('2026-11-26T12:00:00Z');
const failing = (days: number, failed_attempts: number) => ({ failing_since: new Date(NOW.getTime() - days * 86_400_000), failed_attempts });

describe('an endpoint that takes nothing', () => {
  it.each([[5, 20], [5, 5_000], [60, 20]])('is given up after %d days and %d attempts', (days, attempts) => expect(isGivenUp(failing(days, attempts), NOW)).toBe(true));
  it.each([[4.99, 20], [4.99, 100_000], [5, 19], [60, 1]])('is not after %d days and %d attempts', (days, attempts) => expect(isGivenUp(failing(days, attempts), NOW)).toBe(false));
});

describe('an answer', () => {
  it.each([null, 'declined', 'rejected'])('shows by %s that the endpoint is well', (error) => expect(isTaken(error)).toBe(true));
  it.each(['status', 'redirect', 'timeout', 'connection', 'protocol', 'blocked_address', 'internal'])('shows nothing of that by %s', (error) => expect(isTaken(error)).toBe(false));
});

describe('a silent endpoint', () => {
  it.each([null, 429, 500, 502, 503, 504])('is one that answers %s', (status) => expect(isSilent(status)).toBe(true));
  it.each([301, 400, 401, 404, 409, 410, 422])('is not one that answers %s', (status) => expect(isSilent(status)).toBe(false));
  it.each([GENERAL_WAITS, [...GRANT_WAITS, ...GENERAL_WAITS]])('is never left alone for longer than its only delivery would wait', (...waits) => {
    expect(Math.min(...waits.slice(BREAKER.silentAttempts - 1))).toBeGreaterThanOrEqual(BREAKER.longestSeconds);
  });
});
