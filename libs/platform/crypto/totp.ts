import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
const RECOVERY_CODES = 10;

const appOf = (secret: string, email?: string): TOTP => new TOTP({ issuer: 'Hubcraft', label: email, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS });

/** A secret for an authenticator app (base32), and the same as `otpauth:` address. */
export function newTotp(email: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 }).base32;
  return { secret, uri: appOf(secret, email).toString() };
}

/** The step (of 30 s since 1970) whose code this is, the present one or one beside it; null when it is of none. A step that was taken must not be taken again. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  // The library refuses other lengths, and fails on what is six characters and more bytes than that.
  if (!/^\d+$/.test(code)) return null;
  const off = appOf(secret).validate({ token: code, timestamp: now.getTime(), window: 1 });
  return off === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_SECONDS) + off;
}

/** Ten codes of 80 random bits for those who lose their app. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => randomBytes(10).toString('hex').replace(/(.{5})(?=.)/g, '$1-'));
}
