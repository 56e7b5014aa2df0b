import { createHmac } from 'node:crypto';
import type { SignatureScheme } from '../kernel/signature-scheme.js';

/** Key bytes: what stands after `whsec_`, base64-decoded, for Standard Webhooks; the whole secret as UTF-8 for `timestamped-hmac`. */
export function signingKey(scheme: SignatureScheme['scheme'], secret: string): Buffer {
  return scheme === 'standard-webhooks' ? Buffer.from(secret.replace(/^whsec_/, ''), 'base64') : Buffer.from(secret, 'utf8');
}

/**
 * The headers that prove a message is ours, over its exact bytes.
 * Standard Webhooks 1.0: `webhook-signature: v1,<base64 HMAC-SHA256 of id.timestamp.body>`, one per live secret, space-separated.
 * `timestamped-hmac`: lowercase hex HMAC-SHA256 of `timestamp.body`, with the newest secret, in headers that the endpoint names.
 */
export function signatureHeaders(scheme: SignatureScheme, secrets: readonly string[], messageId: string, timestampSeconds: number, body: Buffer): Record<string, string> {
  const timestamp = String(timestampSeconds);
  if (scheme.scheme === 'timestamped-hmac') {
    const signature = createHmac('sha256', signingKey(scheme.scheme, secrets[0]!)).update(`${timestamp}.`).update(body).digest('hex');
    return { [scheme.signatureHeader]: signature, [scheme.timestampHeader]: timestamp };
  }
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', signingKey(scheme.scheme, secret)).update(`${messageId}.${timestamp}.`).update(body).digest('base64')}`);
  return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
