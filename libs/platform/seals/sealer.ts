import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DerivedKeys } from '../crypto/derived-keys.js';

/** 128 bits of each hash are kept: nobody can try one out without the key. */
const HASH_BYTES = 16;
const KEYS_MAX = 10_000;
const MODULUS = 1n << 256n;

/**
 * Keyed hashes over what is written (HMAC-SHA-256 under a key per game and use, derived from a root of `DerivedKeys`). A seal names its root and is `<root>.<hash>[.<hash>…]`, so that it is known
 * again when MASTER_KEY has changed. Whoever reads and writes the database alone, its superuser among them, can make none.
 */
@Injectable()
export class Sealer {
  private readonly keys = new Map<string, Buffer>();

  constructor(private readonly roots: DerivedKeys) {}

  get rootId(): string {
    return this.roots.rootId;
  }

  knows(rootId: string): boolean {
    return this.roots.knows(rootId);
  }

  /** A seal under the present root over each of these texts; `use` keeps seals of different things apart. */
  seal(gameId: string, use: string, ...texts: string[]): string {
    const { rootId } = this;
    return [rootId, ...texts.map((text, part) => this.hash(rootId, gameId, `${use}|${part}`, text).subarray(0, HASH_BYTES).toString('base64url'))].join('.');
  }

  /** Which of the texts the seal is of; none where no root of ours made it. */
  holds(seal: string, gameId: string, use: string, ...texts: string[]): boolean[] {
    const [rootId = '', ...hashes] = seal.split('.');
    if (!this.roots.knows(rootId)) return texts.map(() => false);
    return texts.map((text, part) => {
      const told = Buffer.from(hashes[part] ?? '', 'base64url');
      const is = this.hash(rootId, gameId, `${use}|${part}`, text).subarray(0, HASH_BYTES);
      return told.length === HASH_BYTES && timingSafeEqual(told, is);
    });
  }

  /** What a text adds to a sum: 256 bits that nobody without the root can tell. */
  element(rootId: string, gameId: string, use: string, text: string): bigint {
    return BigInt(`0x${this.hash(rootId, gameId, `${use}|sum`, text).toString('hex')}`);
  }

  private hash(rootId: string, gameId: string, use: string, text: string): Buffer {
    return createHmac('sha256', this.key(rootId, gameId, use)).update(text).digest();
  }

  private key(rootId: string, gameId: string, use: string): Buffer {
    const name = `${rootId}|${gameId}|${use}`;
    let key = this.keys.get(name);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.roots.root(rootId), Buffer.from(gameId), Buffer.from(`hubcraft seals ${use}`), 32));
      if (this.keys.size >= KEYS_MAX) this.keys.clear();
      this.keys.set(name, key);
    }
    return key;
  }
}

/** Sums of elements: which came first does not matter, so nothing has to be counted in the order in which it was committed. */
export const added = (a: bigint, b: bigint): bigint => (a + b) % MODULUS;
export const sumBytes = (sum: bigint): Buffer => Buffer.from(sum.toString(16).padStart(64, '0'), 'hex');
export const sumOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex') || '0'}`);
