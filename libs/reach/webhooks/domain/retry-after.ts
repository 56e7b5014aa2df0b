/** No endpoint puts a delivery off for longer than this by one answer. */
export const RETRY_AFTER_MAX_SECONDS = 86_400;

/** The three forms of an HTTP date begin with the name of a day; anything else that `Date` would read is none. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/** What `Retry-After` asks for, in seconds from now: whole seconds or an HTTP date. 0 where it says nothing that can be read, and for times that are over; never more than a day. */
export function secondsToWait(header: string | null, now: Date): number {
  const text = header?.trim() ?? '';
  const seconds = /^\d{1,15}$/.test(text) ? Number(text) : HTTP_DATE.test(text) ? (Date.parse(text) - now.getTime()) / 1_000 : 0;
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(seconds, 0), RETRY_AFTER_MAX_SECONDS);
}
