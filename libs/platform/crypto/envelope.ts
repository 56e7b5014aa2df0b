import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { InvariantBroken } from '../kernel/errors.js';

const VERSION = 1;

/**
 * Seals secrets that are stored (AES-256-GCM under a key per game, derived from MASTER_KEY). The additional data names the place
 * (`table|column|row id`), so that a ciphertext that was moved does not open.
 */
@Injectable()
export class Envelope {
  constructor(private readonly config: Config) {}

  seal(plain: string, gameId: string, place: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key(gameId), nonce).setAAD(Buffer.from(`${VERSION}|${gameId}|${place}`));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), sealed]);
  }

  open(sealed: Buffer, gameId: string, place: string): string {
    if (sealed[0] !== VERSION) throw new InvariantBroken(`A sealed secret of ${place} has the unknown version ${sealed[0]}`);
    const decipher = createDecipheriv('aes-256-gcm', this.key(gameId), sealed.subarray(1, 13)).setAAD(Buffer.from(`${VERSION}|${gameId}|${place}`));
    decipher.setAuthTag(sealed.subarray(13, 29));
    return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8');
  }

  /** A hash under a key of the game: by it a text is known again, and without MASTER_KEY nobody tells which text it is. `purpose` keeps hashes of one text apart. */
  keyed(text: string, gameId: string, purpose: string): string {
    return createHmac('sha256', this.derived(gameId, 'hubcraft keyed hashes')).update(`${purpose}|${text}`).digest('base64url');
  }

  private key(gameId: string): Buffer {
    return this.derived(gameId, 'hubcraft sealed secrets');
  }

  private derived(gameId: string, use: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.config.masterKey, Buffer.from(gameId), Buffer.from(use), 32));
  }
}

/** Compares two secrets in constant time, whatever their lengths. */
export function sameSecret(a: string | Buffer, b: string | Buffer): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** What is stored of a random token: its SHA-256 in hex. A slow hash would add nothing to 256 random bits. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** `bytes` random bytes as URL-safe text. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}
