import { createPrivateKey, createPublicKey, hkdfSync, sign, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DerivedKeys } from './derived-keys.js';

const USE = 'hubcraft signed documents';
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A public key as RFC 8037 writes it. */
export interface PublicKey { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; alg: 'EdDSA'; use: 'sig' }

/**
 * Signs what leaves the house as a file, so that anybody who has it can tell that it is ours and whole: Ed25519 under a key that comes from a root of `DerivedKeys`. A change of the master key makes a new one; those of
 * before stay known, for what they signed.
 */
@Injectable()
export class DocumentSigner {
  private readonly keys = new Map<string, KeyObject>();

  constructor(private readonly roots: DerivedKeys) {}

  /** The signature in base64url, and the id of the key that it was made with. */
  sign(bytes: Buffer): { key_id: string; value: string } {
    const key_id = this.roots.rootId;
    return { key_id, value: sign(null, bytes, this.key(key_id)).toString('base64url') };
  }

  /** Every key that something may have been signed with. */
  publicKeys(): PublicKey[] {
    return this.roots.rootIds.map((kid) => {
      const { x } = createPublicKey(this.key(kid)).export({ format: 'jwk' }) as { x: string };
      return { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' };
    });
  }

  private key(rootId: string): KeyObject {
    let key = this.keys.get(rootId);
    if (!key) {
      const seed = Buffer.from(hkdfSync('sha256', this.roots.root(rootId), Buffer.alloc(0), Buffer.from(USE), 32));
      key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
      this.keys.set(rootId, key);
    }
    return key;
  }
}
