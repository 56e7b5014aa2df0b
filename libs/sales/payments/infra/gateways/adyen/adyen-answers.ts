import { ADYEN_UNITS } from '../../../domain/adyen-units.js';
import { CONFIRMED_IN_APP } from '../../../contracts/method-fields.js';
import { isByCard } from '../../../contracts/method-table.js';
import { AUTHENTICATION_REQUIRED } from '../../../domain/declines.js';
import type { KeptMethod, KnownCharge, SeenPayment, SeenRefund } from '../../../domain/payment-gateway.js';
import { BY_DEVICE } from '../own-methods.js';
import { isObject, objectOf, textOf, type Json } from '../provider-http.js';
import { binOf, Unreadable, webAddress } from '../unreadable.js';
import type { AdyenItem } from './adyen-notification.js';

/** https://docs.adyen.com/development-resources/refusal-reasons: notifications tell the text of what an answer tells by its code. */
const REFUSALS: Record<string, string> = {
  refused: '2', referral: '3', 'acquirer error': '4', 'blocked card': '5', 'expired card': '6', 'invalid amount': '7', 'invalid card number': '8', 'issuer unavailable': '9', 'not supported': '10', '3d not authenticated': '11',
  'not enough balance': '12', 'acquirer fraud': '14', cancelled: '15', 'shopper cancelled': '16', fraud: '20', 'not submitted': '21', 'fraud-cancelled': '22', 'transaction not permitted': '23', 'cvc declined': '24', 'restricted card': '25',
  'revocation of auth': '26', 'declined non generic': '27', 'withdrawal amount exceeded': '28', 'withdrawal count exceeded': '29', 'issuer suspected fraud': '31', 'avs declined': '32', 'authentication required': '38', '3ds authentication error': '42',
};
/** The issuer wants the cardholder to be asked. */
const SOFT = '38';
/** 3-D Secure went wrong, or is wanted by the issuer. */
const AUTHENTICATION = ['11', '38', '39', '42'];
const CALLED_OFF = ['15', '16'];

function minorOf(value: unknown, currency: string, name: string): number {
  const minor = typeof value === 'number' && value >= 0 ? ADYEN_UNITS.fromProvider(value, currency) : null;
  if (minor === null) throw new Unreadable(`${name} is not an amount of ${currency}`);
  return minor;
}

function refusalOf(code: string, method = 'card'): Pick<SeenPayment, 'state' | 'fail_code'> {
  if (AUTHENTICATION.includes(code) && !isByCard(method)) return { state: 'failed', fail_code: 'cancelled_by_payer' };
  if (code === SOFT) return { state: 'declined', fail_code: AUTHENTICATION_REQUIRED };
  if (AUTHENTICATION.includes(code)) return { state: 'failed', fail_code: 'authentication_failed' };
  // Her bank's reasons for what she pays in her app speak of no card.
  if (CONFIRMED_IN_APP.includes(method) && !CALLED_OFF.includes(code)) return { state: 'declined', fail_code: `app_${code}`.slice(0, 60) };
  return CALLED_OFF.includes(code) ? { state: 'failed', fail_code: 'cancelled_by_payer' } : { state: 'declined', fail_code: code };
}

/** Methods whose money is taken with the authorisation: there is no capture to ask for, and none is told of. */
export function takesAtOnce(method: string): boolean {
  return method === 'ideal' || CONFIRMED_IN_APP.includes(method);
}

const maybe = (from: Json, name: string): string | null => (typeof from[name] === 'string' && from[name] !== '' ? (from[name] as string).slice(0, 255) : null);

function cardOf(data: Json, brand: string | null): SeenPayment['card'] {
  const last4 = maybe(data, 'cardSummary');
  if (!last4 || !/^\d{4}$/.test(last4)) return null;
  return { brand: (maybe(data, 'paymentMethod') ?? brand ?? 'unknown').replace(/_(applepay|googlepay)$/, '').toUpperCase().slice(0, 40), last4, country: (maybe(data, 'cardIssuingCountry') ?? maybe(data, 'issuerCountry'))?.slice(0, 2) ?? null, fingerprint: maybe(data, 'alias'), bin: binOf(maybe(data, 'cardBin')) };
}

function threeDsOf(data: Json, hasFailed: boolean, method: string | undefined): SeenPayment['three_ds'] {
  if (method !== undefined && !isByCard(method)) return null;
  if (method === 'apple_pay') return BY_DEVICE;
  if (hasFailed) return { flow: 'challenge', result: 'failed' };
  if (data['threeDAuthenticated'] === 'true') return { flow: 'challenge', result: 'authenticated' };
  return { flow: 'none', result: 'not_attempted' };
}

/** What the answer to a charge, or to the details that a player brought back, says. @throws Unreadable */
export function answered(value: unknown, asked: { reference: string; amount_minor: number; currency: string; method: string }): SeenPayment {
  const json = objectOf(value, 'the payment');
  const data = isObject(json['additionalData']) ? json['additionalData'] : {};
  const seen = (told: Pick<SeenPayment, 'state'> & Partial<SeenPayment>): SeenPayment => ({
    provider_reference: textOf(json, 'pspReference'), reference: asked.reference, asked_minor: asked.amount_minor, captured_minor: 0, currency: asked.currency, fee_minor: null, card: cardOf(data, null),
    three_ds: threeDsOf(data, told.fail_code === 'authentication_failed', asked.method), action_url: null, fail_code: null, dispute: null, fraud_reported_at: null, ...told,
  });
  const { amount } = json;
  // Under a used key the first answer is given again, whatever is asked for.
  if (isObject(amount) && (amount['currency'] !== asked.currency || minorOf(amount['value'], asked.currency, 'amount') !== asked.amount_minor)) throw new Unreadable('the answer is about another amount');
  if (json['merchantReference'] !== undefined && json['merchantReference'] !== asked.reference) throw new Unreadable('the answer is about another reference');
  switch (json['resultCode']) {
    case 'Authorised': return seen({ state: 'authorised' });
    case 'Refused': return seen(refusalOf(textOf(json, 'refusalReasonCode', 10), asked.method));
    case 'Cancelled': return seen({ state: 'failed', fail_code: 'cancelled_by_payer' });
    case 'RedirectShopper': {
      const action = objectOf(json['action'], 'the action');
      if (action['type'] !== 'redirect' || (action['method'] ?? 'GET') !== 'GET') throw new Unreadable('the action is no redirect');
      return seen({ state: 'requires_action', action_url: webAddress(action['url']), three_ds: null });
    }
    case 'Pending': case 'Received': return seen({ state: 'pending', ...(CONFIRMED_IN_APP.includes(asked.method) ? { instructions: { kind: 'app', reference: null, url: null, due_at: null } } : {}) });
    default: throw new Unreadable(`resultCode is ${String(json['resultCode'])}`);
  }
}

/** By the last thing that was told. A second chargeback, after the first was won, is a dispute of its own: what has ended is not opened again. */
function disputeOf(items: readonly AdyenItem[]): SeenPayment['dispute'] {
  const stages: Record<string, 'opened' | 'won' | 'lost'> = { CHARGEBACK: 'opened', CHARGEBACK_REVERSED: 'won', SECOND_CHARGEBACK: 'lost', PREARBITRATION_WON: 'won', PREARBITRATION_LOST: 'lost', DISPUTE_DEFENSE_PERIOD_ENDED: 'lost' };
  const told = items.filter(({ eventCode, success }) => stages[eventCode] && success);
  const last = told.at(-1);
  if (!last) return null;
  const isAnother = stages[last.eventCode] !== 'won' && told.some(({ eventCode }) => eventCode === 'CHARGEBACK_REVERSED');
  return { id: `${told[0]!.pspReference}${isAnother ? ':second' : ''}`, stage: stages[last.eventCode]!, reason: last.reason };
}

/** In the order in which it happened, each once. Notifications come in any order. */
export function inOrder(items: readonly AdyenItem[]): AdyenItem[] {
  const once = new Map(items.map((item) => [`${item.eventCode}:${item.pspReference}:${item.success}`, item]));
  return [...once.values()].sort((a, b) => Date.parse(a.eventDate ?? '') - Date.parse(b.eventDate ?? '') || 0);
}

/** What is stored under a reference of ours; null: nothing (yet). @throws Unreadable */
export function keptAmong(value: unknown, reference: string): KeptMethod | null {
  const list = objectOf(value, 'the stored methods')['storedPaymentMethods'];
  const stored = (Array.isArray(list) ? list : []).map((each) => objectOf(each, 'a stored method')).find((each) => each['shopperReference'] === reference);
  if (!stored) return null;
  const whole = (name: string): number | null => (/^\d{1,4}$/.test(String(stored[name])) ? Number(stored[name]) : null);
  return {
    token: textOf(stored, 'id', 64), customer: reference, network_reference: maybe(stored, 'networkTxReference'),
    card: { brand: (maybe(stored, 'brand') ?? 'unknown').toUpperCase().slice(0, 40), last4: textOf(stored, 'lastFour', 4), exp_month: whole('expiryMonth'), exp_year: whole('expiryYear'), country: null, fingerprint: maybe(stored, 'alias') },
  };
}

/** A refusal for want of the bank's question is no end where the charge was sent again with it, and the player is at her bank. */
const isAskedAgain = (item: AdyenItem, known: KnownCharge | undefined): boolean => known?.state === 'requires_action' && !item.success && REFUSALS[(item.reason ?? '').toLowerCase()] === SOFT;

/** Adyen cannot be asked: how a payment stands is what it has told of it. Null: nothing was told, and nothing is known. @throws Unreadable */
export function seenBy(items: readonly AdyenItem[], key: { reference: string; provider_reference: string | null; known?: KnownCharge }): SeenPayment | null {
  const { known, reference } = key;
  const authorisation = items.filter((item) => item.eventCode === 'AUTHORISATION' && !isAskedAgain(item, known)).at(-1);
  if (!authorisation) {
    if (!key.provider_reference || !known) return null;
    const state = known.state === 'authorised' || known.state === 'requires_action' ? known.state : 'pending';
    return {
      provider_reference: key.provider_reference, reference, state, asked_minor: known.amount_minor, captured_minor: 0, currency: known.currency, fee_minor: null, card: null, three_ds: null, action_url: known.action_url, fail_code: null,
      // A chargeback can come when what was told before it is long removed.
      dispute: disputeOf(items), fraud_reported_at: null,
    };
  }
  const { amount: { value, currency }, additionalData, paymentMethod, pspReference } = authorisation;
  const has = (eventCode: string): AdyenItem | undefined => items.filter((item) => item.eventCode === eventCode && item.success).at(-1);
  const [capture, failed] = [known && takesAtOnce(known.method) && authorisation.success ? authorisation : has('CAPTURE'), has('CAPTURE_FAILED')];
  const end: Pick<SeenPayment, 'state' | 'fail_code'> = !authorisation.success ? refusalOf(REFUSALS[(authorisation.reason ?? '').toLowerCase()] ?? '2', known?.method)
    : failed ? { state: 'failed', fail_code: 'capture_failed' }
      : capture ? { state: 'captured', fail_code: null }
        : has('CANCELLATION') ?? has('TECHNICAL_CANCEL') ? { state: 'voided', fail_code: null } : { state: has('EXPIRE') ? 'expired' : 'authorised', fail_code: null };
  const fraud = has('NOTIFICATION_OF_FRAUD');
  return {
    provider_reference: pspReference, reference, ...end, asked_minor: minorOf(value, currency, 'amount'), captured_minor: end.state === 'captured' ? minorOf(capture!.amount.value, capture!.amount.currency, 'captured') : 0,
    currency: capture?.amount.currency ?? currency, fee_minor: null, card: cardOf(additionalData, paymentMethod), three_ds: threeDsOf(additionalData, end.fail_code === 'authentication_failed', known?.method), action_url: null, dispute: disputeOf(items),
    fraud_reported_at: fraud?.eventDate ? Math.floor(Date.parse(fraud.eventDate) / 1_000) : null,
  };
}

/** Of a refund nothing is known before Adyen has told of it. @throws Unreadable */
export function refundSeenBy(items: readonly AdyenItem[], reference: string): SeenRefund | null {
  const told = items.filter(({ eventCode, merchantReference }) => merchantReference === reference && ['REFUND', 'REFUND_FAILED', 'REFUNDED_REVERSED'].includes(eventCode));
  const [first] = told;
  if (!first) return null;
  const bad = told.find(({ eventCode, success }) => (eventCode === 'REFUND') !== success);
  return {
    provider_reference: first.pspReference, reference, state: bad ? 'failed' : 'succeeded', amount_minor: minorOf(first.amount.value, first.amount.currency, 'amount'), currency: first.amount.currency, failure: bad ? (bad.reason ?? 'refused').slice(0, 60) : null,
  };
}
