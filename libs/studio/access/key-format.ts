import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

export type KeyEnvironment = 'sandbox' | 'live';

const SHAPE = /^(hc_(sandbox|live)_[\w-]{48})([\da-z]{7})$/;

function checksum(text: string): string {
  return (crc32(text) >>> 0).toString(36).padStart(7, '0');
}

/** `hc_<environment>_<288 random bits><checksum>`: scanners and we drop junk without asking the database. */
export function newApiKey(environment: KeyEnvironment): string {
  const head = `hc_${environment}_${randomBytes(36).toString('base64url')}`;
  return head + checksum(head);
}

/** The environment of a well-formed key; null when its form or checksum is wrong. */
export function environmentOfKey(key: string): KeyEnvironment | null {
  const match = SHAPE.exec(key);
  return match && checksum(match[1]!) === match[3] ? (match[2] as KeyEnvironment) : null;
}

/** What an `Authorization` header shows: `Bearer KEY`, or Basic with the key as user name and no password. Null when it shows no key. */
export function keyOf(authorization: string | undefined): string | null {
  if (!authorization) return null;
  const [scheme, credential] = authorization.split(' ', 2);
  if (!credential) return null;
  if (scheme!.toLowerCase() === 'bearer') return credential;
  if (scheme!.toLowerCase() !== 'basic') return null;
  const [user, password] = Buffer.from(credential, 'base64').toString('utf8').split(':', 2);
  return password ? null : user!;
}
