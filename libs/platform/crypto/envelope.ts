import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config, ConfigError } from '../config/config.js';
import { InvariantBroken } from '../kernel/errors.js';

/** Sealed by builds that knew one master key: it does not say under which. */
const UNNAMED = 1;
/** Names its master key. */
const NAMED = 2;
const ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface MasterKey {
  /** Eight hex characters that tell keys apart and nothing of them. */
  readonly id: string;
  readonly key: Buffer;
}

/**
 * Seals secrets that are stored (AES-256-GCM under a key per game, derived from MASTER_KEY). The additional data names the master key, the game and the place
 * (`table|column|row id`), so that a ciphertext that was moved does not open. What is sealed under one of MASTER_KEYS_READ opens too.
 *
 * Bytes: version (2), id of the master key (4), nonce (12), tag (16), ciphertext; of version 1 the id is missing.
 */
@Injectable()
export class Envelope {
  private readonly current: MasterKey;
  private readonly keys: readonly MasterKey[];
  private readonly prefix: Buffer;

  constructor(config: Config) {
    const { current, others } = config.masterKeys;
    this.keys = [current, ...others].map((key) => ({ id: idOf(key), key }));
    this.current = this.keys[0]!;
    if (new Set(this.keys.map(({ id }) => id)).size < this.keys.length) throw new ConfigError('Two master keys have the same name by chance: make another one');
    this.prefix = Buffer.concat([Buffer.from([NAMED]), Buffer.from(this.current.id, 'hex')]);
  }

  /** The name of the key that seals. */
  get keyId(): string {
    return this.current.id;
  }

  /** MASTER_KEYS_READ and MASTER_KEY itself, by name: to derive what an older build derived from them. */
  derivedFromEach(gameId: string, use: string): { id: string; isCurrent: boolean; derived: Buffer }[] {
    return this.keys.map(({ id, key }) => ({ id, isCurrent: id === this.current.id, derived: derived(key, gameId, use) }));
  }

  seal(plain: string, gameId: string, place: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', sealingKey(this.current.key, gameId), nonce).setAAD(Buffer.from(`${NAMED}|${this.current.id}|${gameId}|${place}`));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([this.prefix, nonce, cipher.getAuthTag(), sealed]);
  }

  open(sealed: Buffer, gameId: string, place: string): string {
    if (sealed[0] === NAMED) {
      const id = sealed.subarray(1, 1 + ID_BYTES).toString('hex');
      const master = this.keys.find((each) => each.id === id);
      if (!master) throw new InvariantBroken(`A sealed secret of ${place} was sealed under the master key ${id}, which this process does not have`);
      return opened(sealed.subarray(1 + ID_BYTES), sealingKey(master.key, gameId), `${NAMED}|${id}|${gameId}|${place}`);
    }
    if (sealed[0] !== UNNAMED) throw new InvariantBroken(`A sealed secret of ${place} has the unknown version ${sealed[0]}`);
    let failure: unknown;
    for (const { key } of this.keys) {
      try {
        return opened(sealed.subarray(1), sealingKey(key, gameId), `${UNNAMED}|${gameId}|${place}`);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  /** Whether it was sealed under the key that seals now; its first bytes are enough. */
  isCurrent(sealed: Buffer): boolean {
    return sealed.subarray(0, this.prefix.length).equals(this.prefix);
  }
}

const idOf = (key: Buffer): string => createHash('sha256').update('hubcraft master key').update(key).digest('hex').slice(0, ID_BYTES * 2);
const derived = (key: Buffer, gameId: string, use: string): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.from(gameId), Buffer.from(use), 32));
const sealingKey = (key: Buffer, gameId: string): Buffer => derived(key, gameId, 'hubcraft sealed secrets');

function opened(rest: Buffer, key: Buffer, additional: string): string {
  const decipher = createDecipheriv('aes-256-gcm', key, rest.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(additional));
  decipher.setAuthTag(rest.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(rest.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
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
