import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { sameSecret } from './envelope.js';

/** OWASP's figures for scrypt with 32 MiB. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 2 ** 20 };
const derive = promisify<string, Buffer, number, typeof COST, Buffer>(scrypt as never);

/** `scrypt$N$r$p$salt$key`, so that the figures can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password.normalize('NFKC'), salt, 32, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Takes as long where there is nobody to compare with: the time tells nobody who there is. */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const [, N, r, p, salt, key] = (hash ?? `scrypt$${COST.N}$${COST.r}$${COST.p}$AAAAAAAAAAAAAAAAAAAAAA$`).split('$');
  const made = await derive(password.normalize('NFKC'), Buffer.from(salt!, 'base64url'), 32, { N: Number(N), r: Number(r), p: Number(p), maxmem: COST.maxmem });
  return sameSecret(made, Buffer.from(key!, 'base64url')) && hash !== null;
}
