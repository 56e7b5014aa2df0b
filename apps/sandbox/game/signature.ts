import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the sender's clock may be off, and how long a captured request can be replayed: 5 minutes either way. */
const TOLERANCE_SECONDS = 300;

export interface WebhookHeaders {
  readonly 'webhook-id'?: string;
  readonly 'webhook-timestamp'?: string;
  readonly 'webhook-signature'?: string;
}

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: 'missing_header' | 'bad_timestamp' | 'too_old' | 'too_new' | 'wrong_signature' };

/** `whsec_<base64>` → the key. Several secrets, separated by a comma, are all good: the old and the new one while a secret is rotated. */
export function readSecrets(setting: string): Buffer[] {
  return setting.split(',').map((secret) => {
    const key = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret.trim())?.[1];
    if (key === undefined) throw new TypeError('A webhook secret must look like whsec_ and base64.');
    return Buffer.from(key, 'base64');
  });
}

/**
 * Checks a request by the rules of Standard Webhooks: HMAC-SHA256 over `<id>.<timestamp>.<body>`. `body` must be the bytes as they came; a body
 * that was parsed and written again has another signature.
 */
export function verifyWebhook(secrets: readonly Buffer[], headers: WebhookHeaders, body: Buffer, nowSeconds: number): Verdict {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !timestamp || !signatures) return { ok: false, reason: 'missing_header' };
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, reason: 'bad_timestamp' };
  if (Number(timestamp) < nowSeconds - TOLERANCE_SECONDS) return { ok: false, reason: 'too_old' };
  if (Number(timestamp) > nowSeconds + TOLERANCE_SECONDS) return { ok: false, reason: 'too_new' };
  const expected = secrets.map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest());
  // The header may carry several signatures: one per secret of the sender.
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []));
  const isRight = given.some((one) => expected.some((right) => one.length === right.length && timingSafeEqual(one, right)));
  return isRight ? { ok: true } : { ok: false, reason: 'wrong_signature' };
}
