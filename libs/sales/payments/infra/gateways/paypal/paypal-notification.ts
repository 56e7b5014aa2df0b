import { verify, type X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Notification, NotificationRequest } from '../../../domain/payment-gateway.js';
import { isObject, type Json } from '../provider-http.js';

const TOLERANCE_SECONDS = 300;

/** PayPal's words in ours: https://developer.paypal.com/api/rest/webhooks/event-names/ */
const KINDS: Record<string, string> = {
  'CHECKOUT.ORDER.APPROVED': 'payment.approved', 'CHECKOUT.ORDER.COMPLETED': 'payment.captured', 'CHECKOUT.PAYMENT-APPROVAL.REVERSED': 'payment.expired', 'PAYMENT.CAPTURE.COMPLETED': 'payment.captured',
  'PAYMENT.CAPTURE.PENDING': 'payment.pending', 'PAYMENT.CAPTURE.DENIED': 'payment.declined', 'PAYMENT.CAPTURE.DECLINED': 'payment.declined', 'PAYMENT.CAPTURE.REVERSED': 'dispute.updated', 'PAYMENT.CAPTURE.REFUNDED': 'refund.updated',
  'PAYMENT.REFUND.PENDING': 'refund.pending', 'PAYMENT.REFUND.FAILED': 'refund.failed', 'PAYMENT.AUTHORIZATION.CREATED': 'payment.authorised', 'PAYMENT.AUTHORIZATION.VOIDED': 'payment.voided',
  'CUSTOMER.DISPUTE.CREATED': 'dispute.opened', 'CUSTOMER.DISPUTE.UPDATED': 'dispute.updated', 'CUSTOMER.DISPUTE.RESOLVED': 'dispute.closed',
};

/** What the headers of a webhook say of its signature, before anything of it is believed. */
export interface Transmission { id: string; time: string; certificate_url: string; signature: Buffer }

/** Null: the headers are not as agreed, or their time is more than 300 s away. */
export function transmissionOf({ headers, now }: NotificationRequest): Transmission | null {
  const header = (name: string, form: RegExp): string | null => {
    const value = headers[name];
    return typeof value === 'string' && form.test(value) ? value : null;
  };
  const id = header('paypal-transmission-id', /^[\w-]{1,50}$/);
  const time = header('paypal-transmission-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);
  const signature = header('paypal-transmission-sig', /^[A-Za-z0-9+/]{40,1000}={0,2}$/);
  const certificate_url = header('paypal-cert-url', /^https?:\/\/\S{1,490}$/);
  if (!id || !time || !signature || !certificate_url || headers['paypal-auth-algo'] !== 'SHA256withRSA') return null;
  const sentAt = Date.parse(time) / 1_000;
  // A day that there is not is no number, and no distance.
  return Math.abs(now - Math.floor(sentAt)) <= TOLERANCE_SECONDS ? { id, time, certificate_url, signature: Buffer.from(signature, 'base64') } : null;
}

/** RSA-SHA256 over `id|time|webhook id|CRC32 of the raw body`, the last as a decimal number. The webhook id is not sent: it is ours to know. */
export function isSignedBy(certificate: X509Certificate, { id, time, signature }: Transmission, raw: Buffer, webhookIds: readonly string[]): boolean {
  const { publicKey } = certificate;
  return publicKey.asymmetricKeyType === 'rsa' && webhookIds.some((webhookId) => verify('RSA-SHA256', Buffer.from(`${id}|${time}|${webhookId}|${crc32(raw)}`), publicKey, signature));
}

const inner = (from: Json | null, name: string): Json | null => (from && isObject(from[name]) ? from[name] : null);
const first = (from: Json | null, name: string): Json | null => (from && Array.isArray(from[name]) && isObject(from[name][0]) ? from[name][0] : null);
const text = (from: Json | null, name: string): string | null => (from && typeof from[name] === 'string' && from[name] !== '' && from[name].length <= 127 ? from[name] : null);

/** A webhook whose signature holds, in our words. `custom_id` is our payment, also of its refunds; `invoice_id` of a refund is our refund. Null: no event. */
export function eventOf(raw: Buffer): Notification | null {
  let event: unknown;
  try {
    event = JSON.parse(raw.toString('utf8'));
  } catch {
    return null;
  }
  if (!isObject(event) || typeof event['id'] !== 'string' || event['id'] === '' || event['id'].length > 255 || typeof event['event_type'] !== 'string') return null;
  const { id, event_type } = event;
  const kind = (KINDS[event_type] ?? event_type).slice(0, 100);
  const resource = inner(event, 'resource');
  const unit = first(resource, 'purchase_units');
  const disputed = first(resource, 'disputed_transactions');
  const order = text(inner(inner(resource, 'supplementary_data'), 'related_ids'), 'order_id');
  const named = { event_id: id, kind, refund_reference: null, provider_reference: order };
  if (event_type.startsWith('CUSTOMER.DISPUTE.')) return { ...named, reference: text(disputed, 'custom') ?? text(disputed, 'invoice_number') };
  if (event_type.startsWith('CHECKOUT.')) return { ...named, reference: text(unit, 'custom_id'), provider_reference: text(resource, 'order_id') ?? text(resource, 'id') };
  return { ...named, reference: text(resource, 'custom_id'), refund_reference: kind.startsWith('refund.') ? text(resource, 'invoice_id') : null };
}
