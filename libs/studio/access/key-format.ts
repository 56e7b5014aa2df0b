import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

export type KeyEnvironment = 'sandbox' | 'live';

const SHAPE = /^hc_(sandbox|live)_([0-9A-Za-z_-]{48})([0-9a-z]{7})$/;

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
  if (!match || checksum(key.slice(0, -7)) !== match[3]) return null;
  return match[1] as KeyEnvironment;
}
