import { createHmac } from 'node:crypto';
import { sameSecret } from '#platform/crypto/envelope';
import type { Notification, NotificationRequest } from '../../../domain/payment-gateway.js';
import { isObject } from '../provider-http.js';

/** Checkout.com's words in ours. */
const KINDS: Record<string, string> = {
  payment_captured: 'payment.captured', payment_approved: 'payment.authorised', payment_declined: 'payment.declined', payment_expired: 'payment.expired', payment_canceled: 'payment.voided', payment_voided: 'payment.voided',
  payment_pending: 'payment.pending', payment_capture_declined: 'payment.declined', payment_authentication_failed: 'payment.declined', payment_refunded: 'refund.updated', payment_refund_declined: 'refund.failed', payment_refund_pending: 'refund.pending',
  dispute_received: 'dispute.updated', dispute_evidence_required: 'dispute.opened', dispute_evidence_submitted: 'dispute.updated', dispute_won: 'dispute.closed', dispute_lost: 'dispute.closed', dispute_resolved: 'dispute.closed',
  dispute_canceled: 'dispute.closed', dispute_expired: 'dispute.closed', dispute_accepted: 'dispute.closed', dispute_arbitration_won: 'dispute.closed', dispute_arbitration_lost: 'dispute.closed',
};

/**
 * `Cko-Signature`: HMAC-SHA256 over the raw body, in hex. It covers no time: what is sent again is known by its id. Null: not signed as agreed, or no event.
 */
export function checkoutComNotification({ raw, headers }: NotificationRequest, secrets: readonly string[]): Notification | null {
  const header = headers['cko-signature'];
  if (typeof header !== 'string' || !/^[0-9a-f]{64}$/i.test(header)) return null;
  if (!secrets.some((secret) => sameSecret(createHmac('sha256', secret).update(raw).digest('hex'), header.toLowerCase()))) return null;
  let event: unknown;
  try {
    event = JSON.parse(raw.toString('utf8'));
  } catch {
    return null;
  }
  if (!isObject(event) || typeof event['id'] !== 'string' || event['id'] === '' || event['id'].length > 255 || typeof event['type'] !== 'string') return null;
  const { id, type } = event;
  const data = isObject(event['data']) ? event['data'] : {};
  const text = (name: string): string | null => (typeof data[name] === 'string' && data[name] !== '' && data[name].length <= 128 ? data[name] : null);
  const kind = (KINDS[type] ?? type).slice(0, 100);
  // A refund carries its own reference, a dispute that of the payment under another name.
  if (kind.startsWith('dispute.')) return { event_id: id, kind, reference: text('payment_reference'), refund_reference: null, provider_reference: text('payment_id') };
  if (kind.startsWith('refund.')) return { event_id: id, kind, reference: null, refund_reference: text('reference'), provider_reference: text('id') };
  return { event_id: id, kind, reference: text('reference'), refund_reference: null, provider_reference: text('id') };
}
