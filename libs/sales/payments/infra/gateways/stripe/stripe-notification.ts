import { createHmac } from 'node:crypto';
import { sameSecret } from '#platform/crypto/envelope';
import type { Notification, NotificationRequest } from '../../../domain/payment-gateway.js';
import { isObject } from '../provider-http.js';

const TOLERANCE_SECONDS = 300;
/** While a secret is changed Stripe signs with the old one too; more than a few are nobody's but a guesser's. */
const SIGNATURES_MAX = 4;

/** Stripe's words in ours. What is not here means nothing to us, or is told by another event as well. */
const KINDS: Record<string, string> = {
  'payment_intent.succeeded': 'payment.captured', 'payment_intent.payment_failed': 'payment.declined', 'payment_intent.canceled': 'payment.voided', 'payment_intent.processing': 'payment.pending',
  'payment_intent.requires_action': 'payment.requires_action', 'payment_intent.amount_capturable_updated': 'payment.authorised',
  'refund.created': 'refund.updated', 'refund.updated': 'refund.updated', 'refund.failed': 'refund.failed', 'charge.refund.updated': 'refund.updated',
  'charge.dispute.created': 'dispute.opened', 'charge.dispute.updated': 'dispute.updated', 'charge.dispute.closed': 'dispute.closed', 'charge.dispute.funds_withdrawn': 'dispute.updated',
  'charge.dispute.funds_reinstated': 'dispute.updated', 'radar.early_fraud_warning.created': 'fraud.reported', 'radar.early_fraud_warning.updated': 'fraud.reported',
};

/** HMAC-SHA256 over `t.body`, in hex, in a header `t=…,v1=…[,v1=…]`. */
function isSigned({ raw, headers, now }: NotificationRequest, secrets: readonly string[]): boolean {
  const header = headers['stripe-signature'];
  if (typeof header !== 'string' || header.length > 1_024) return false;
  const parts = header.split(',').map((part) => /^(\w+)=(.*)$/.exec(part.trim()));
  const times = parts.flatMap((part) => (part?.[1] === 't' ? [part[2]!] : []));
  const signatures = parts.flatMap((part) => (part?.[1] === 'v1' ? [part[2]!] : []));
  const [time] = times;
  if (times.length !== 1 || !/^\d{1,12}$/.test(time!) || signatures.length === 0 || signatures.length > SIGNATURES_MAX || signatures.some((each) => !/^[0-9a-f]{64}$/.test(each))) return false;
  if (Math.abs(now - Number(time)) > TOLERANCE_SECONDS) return false;
  const expected = secrets.map((secret) => createHmac('sha256', secret).update(`${time}.`).update(raw).digest('hex'));
  return expected.some((each) => signatures.some((signature) => sameSecret(each, signature)));
}

/** Null: not signed as agreed, or no event. Its figures are not taken over. */
export function stripeNotification(request: NotificationRequest, secrets: readonly string[]): Notification | null {
  if (secrets.length === 0 || !isSigned(request, secrets)) return null;
  let event: unknown;
  try {
    event = JSON.parse(request.raw.toString('utf8'));
  } catch {
    return null;
  }
  if (!isObject(event) || event['object'] !== 'event') return null;
  const { id, type } = event;
  if (typeof id !== 'string' || id === '' || id.length > 255 || typeof type !== 'string') return null;
  const about = isObject(event['data']) && isObject(event['data']['object']) ? event['data']['object'] : {};
  const metadata = isObject(about['metadata']) ? about['metadata'] : {};
  const own = typeof metadata['reference'] === 'string' && metadata['reference'].length <= 128 ? metadata['reference'] : null;
  const intent = about['object'] === 'payment_intent' ? about['id'] : about['payment_intent'];
  return {
    event_id: id, kind: (KINDS[type] ?? type).slice(0, 100), reference: about['object'] === 'payment_intent' ? own : null, refund_reference: about['object'] === 'refund' ? own : null,
    provider_reference: typeof intent === 'string' && intent.length <= 255 ? intent : null,
  };
}

/** What is kept of an event: which one it was, and about what. The rest tells of the buyer (name, e-mail, tax id, voucher), and Stripe can be asked for what is wanted of it. `raw`: of an event that was read. */
export function stripeNote(raw: Buffer): Buffer {
  const { id, object, type, created, livemode, data } = JSON.parse(raw.toString('utf8')) as Record<string, unknown>;
  const about = isObject(data) && isObject(data['object']) ? data['object'] : {};
  const metadata = isObject(about['metadata']) ? about['metadata'] : {};
  const kept = { id: about['id'], object: about['object'], status: about['status'], payment_intent: about['payment_intent'], metadata: { reference: metadata['reference'], order_id: metadata['order_id'] } };
  return Buffer.from(JSON.stringify({ id, object, type, created, livemode, data: { object: Object.fromEntries(Object.entries(kept).filter(([, value]) => value === null || typeof value !== 'object' || value === kept.metadata)) } }));
}
