import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { SignatureScheme } from '../kernel/signature-scheme.js';

/** Key bytes: what stands after `whsec_`, base64-decoded, for Standard Webhooks; the whole secret as UTF-8 for `timestamped-hmac`. */
export function signingKey(scheme: SignatureScheme['scheme'], secret: string): Buffer {
  return scheme === 'standard-webhooks' ? Buffer.from(secret.replace(/^whsec_/, ''), 'base64') : Buffer.from(secret);
}

const SIGNING_KEY = 'whsk_';
/** PKCS#8 of an ed25519 key up to its 32 bytes of seed. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A fresh ed25519 key: `whsk_` and base64 of seed and public key, `whpk_` and base64 of the public key. */
export function newSigningKey(): { private: string; public: string } {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const publicKey = Buffer.from(x!, 'base64url');
  return { private: `${SIGNING_KEY}${Buffer.concat([Buffer.from(d!, 'base64url'), publicKey]).toString('base64')}`, public: `whpk_${publicKey.toString('base64')}` };
}

/** The ed25519 signature of `message` by a key of `newSigningKey`, in base64. */
export function ed25519(signingKey: string, message: Buffer): string {
  const seed = Buffer.from(signingKey.slice(SIGNING_KEY.length), 'base64').subarray(0, 32);
  return sign(null, message, createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })).toString('base64');
}

/**
 * The headers that prove a message is ours, over its exact bytes.
 * Standard Webhooks 1.0: `webhook-signature: v1,<base64 HMAC-SHA256 of id.timestamp.body>`, one per live secret, space-separated; `v1a,<base64 ed25519 of the same>` for a
 * secret that is a signing key (`whsk_`).
 * `timestamped-hmac`: lowercase hex HMAC-SHA256 of `timestamp.body`, with the newest secret, in headers that the endpoint names.
 */
export function signatureHeaders(scheme: SignatureScheme, secrets: readonly string[], messageId: string, timestampSeconds: number, body: Buffer): Record<string, string> {
  const timestamp = String(timestampSeconds);
  if (scheme.scheme === 'timestamped-hmac') {
    const signature = createHmac('sha256', signingKey(scheme.scheme, secrets[0]!)).update(`${timestamp}.`).update(body).digest('hex');
    return { [scheme.signatureHeader]: signature, [scheme.timestampHeader]: timestamp };
  }
  const message = Buffer.concat([Buffer.from(`${messageId}.${timestamp}.`), body]);
  const signatures = secrets.map((secret) => (secret.startsWith(SIGNING_KEY) ? `v1a,${ed25519(secret, message)}` : `v1,${createHmac('sha256', signingKey(scheme.scheme, secret)).update(message).digest('base64')}`));
  return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
