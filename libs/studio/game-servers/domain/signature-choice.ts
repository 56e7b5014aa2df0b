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

/** Why a secret that the studio brings may not be used with a scheme; null when it may. */
export function secretFault(scheme: 'standard-webhooks' | 'timestamped-hmac', secret: string): string | null {
  if (scheme === 'timestamped-hmac') return /^[\x21-\x7e]{24,200}$/.test(secret) ? null : 'A secret is 24 to 200 printable ASCII characters.';
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const bytes = base64 ? Buffer.from(base64, 'base64') : null;
  if (!bytes || bytes.toString('base64') !== base64) return 'A secret is whsec_ and base64.';
  return bytes.length >= 24 && bytes.length <= 64 ? null : 'A secret holds 24 to 64 bytes.';
}
