const TOKEN = /^[A-Za-z][A-Za-z0-9-]{1,63}$/;
/** What HTTP and our own sending need for themselves. */
const RESERVED = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect', 'date', 'user-agent', 'authorization', 'cookie', 'accept', 'accept-encoding', 'forwarded', 'via', 'origin', 'referer', 'range']);
const RESERVED_PREFIXES = ['content-', 'webhook-', 'proxy-', 'sec-', 'x-forwarded-', 'access-control-', 'if-'];

/** Why a header of `timestamped-hmac` may not have this name; null when it may. */
export function headerFault(name: string): string | null {
  if (!TOKEN.test(name)) return 'A header name is 2 to 64 letters, digits and hyphens, beginning with a letter.';
  const lower = name.toLowerCase();
  if (RESERVED.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix))) return `${name} is a header that a signature must not replace.`;
  return null;
}
