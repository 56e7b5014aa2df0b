import { createHmac } from 'node:crypto';
import { sameSecret } from '#platform/crypto/envelope';
import type { Notification, NotificationRequest } from '../../../domain/payment-gateway.js';
import { isObject, type Json } from '../provider-http.js';

/** One thing that Adyen tells of a payment. */
export interface AdyenItem {
  eventCode: string;
  success: boolean;
  pspReference: string;
  originalReference: string | null;
  merchantReference: string | null;
  merchantAccountCode: string;
  /** In Adyen's units. */
  amount: { value: number; currency: string };
  eventDate: string | null;
  reason: string | null;
  paymentMethod: string | null;
  additionalData: Json;
}

/** Adyen's words in ours. `AUTHORISATION` is of a payment, the others follow it. */
const KINDS: Record<string, string> = {
  AUTHORISATION: 'payment.authorised', CAPTURE: 'payment.captured', CAPTURE_FAILED: 'payment.capture_failed', CANCELLATION: 'payment.voided', TECHNICAL_CANCEL: 'payment.voided', EXPIRE: 'payment.expired',
  REFUND: 'refund.updated', REFUND_FAILED: 'refund.failed', REFUNDED_REVERSED: 'refund.failed',
  CHARGEBACK: 'dispute.opened', CHARGEBACK_REVERSED: 'dispute.updated', SECOND_CHARGEBACK: 'dispute.closed', PREARBITRATION_WON: 'dispute.closed', PREARBITRATION_LOST: 'dispute.closed',
  DISPUTE_DEFENSE_PERIOD_ENDED: 'dispute.closed', NOTIFICATION_OF_FRAUD: 'fraud.reported',
};

/** The items of a notification that are of the right form; a body of JSON has one. */
function itemIn(raw: Buffer): AdyenItem | null {
  let body: unknown;
  try {
    body = JSON.parse(raw.toString('utf8'));
  } catch {
    return null;
  }
  const items = isObject(body) && Array.isArray(body['notificationItems']) ? body['notificationItems'] : [];
  const item: unknown = items.length === 1 && isObject(items[0]) ? items[0]['NotificationRequestItem'] : null;
  if (!isObject(item) || !isObject(item['amount'])) return null;
  const text = (from: Json, name: string): string | null => (typeof from[name] === 'string' && from[name] !== '' && from[name].length <= 255 ? from[name] : null);
  const { value } = item['amount'];
  const [eventCode, pspReference, merchantAccountCode, currency] = [text(item, 'eventCode'), text(item, 'pspReference'), text(item, 'merchantAccountCode'), text(item['amount'], 'currency')];
  const success = String(item['success']);
  if (!eventCode || !pspReference || !merchantAccountCode || !currency || typeof value !== 'number' || !Number.isSafeInteger(value) || (success !== 'true' && success !== 'false')) return null;
  return {
    eventCode, pspReference, merchantAccountCode, success: success === 'true', originalReference: text(item, 'originalReference'), merchantReference: text(item, 'merchantReference'), amount: { value, currency }, eventDate: text(item, 'eventDate'),
    reason: text(item, 'reason'), paymentMethod: text(item, 'paymentMethod'), additionalData: isObject(item['additionalData']) ? item['additionalData'] : {},
  };
}

/** Base64 of HMAC-SHA256, under a key in hex, over these fields with a colon between two. Other fields are covered by nothing: nothing is concluded from them. */
export function adyenSignature({ pspReference, originalReference, merchantAccountCode, merchantReference, amount, eventCode, success }: AdyenItem, hexKey: string): string {
  const signed = [pspReference, originalReference ?? '', merchantAccountCode, merchantReference ?? '', amount.value, amount.currency, eventCode, success].join(':');
  return createHmac('sha256', Buffer.from(hexKey, 'hex')).update(signed, 'utf8').digest('base64');
}

/** Null: not signed as agreed, not of this account, or of another form. */
export function adyenItem(raw: Buffer, hexKeys: readonly string[], merchantAccount: string): AdyenItem | null {
  const item = itemIn(raw);
  const told = item?.additionalData['hmacSignature'];
  if (!item || typeof told !== 'string' || told.length > 128 || item.merchantAccountCode !== merchantAccount) return null;
  return hexKeys.some((key) => sameSecret(adyenSignature(item, key), told)) ? item : null;
}

/** It covers no time: what is sent again is known by what it is about. */
export function adyenNotification({ raw }: Pick<NotificationRequest, 'raw'>, hexKeys: readonly string[], merchantAccount: string): Notification | null {
  const item = adyenItem(raw, hexKeys, merchantAccount);
  if (!item) return null;
  const { eventCode, pspReference, success, originalReference, merchantReference } = item;
  const kind = (KINDS[eventCode] ?? eventCode).slice(0, 100);
  const isRefund = kind.startsWith('refund.');
  return {
    event_id: `${eventCode}:${pspReference}:${success}`, kind: isRefund && !success ? 'refund.failed' : kind, reference: isRefund ? null : merchantReference, refund_reference: isRefund ? merchantReference : null,
    provider_reference: originalReference ?? pspReference,
  };
}
