import { minorOfPayPal } from '../../../domain/paypal-units.js';
import type { KeptMethod, SeenPayment, SeenRefund } from '../../../domain/payment-gateway.js';
import { isObject, objectOf, textOf, type Json } from '../provider-http.js';
import { Unreadable, webAddress } from '../unreadable.js';

const CAPTURES: Record<string, SeenPayment['state']> = {
  COMPLETED: 'captured', PENDING: 'pending', DECLINED: 'declined', FAILED: 'failed',
  // Money that was taken and went back was taken: what went back is told by the refunds.
  PARTIALLY_REFUNDED: 'captured', REFUNDED: 'captured',
};
const AUTHORIZATIONS: Record<string, SeenPayment['state']> = { CREATED: 'authorised', CAPTURED: 'authorised', PARTIALLY_CAPTURED: 'authorised', PENDING: 'pending', DENIED: 'declined', EXPIRED: 'expired', VOIDED: 'voided' };
const REFUNDS: Record<string, SeenRefund['state']> = { PENDING: 'pending', COMPLETED: 'succeeded', FAILED: 'failed', CANCELLED: 'failed' };

/** An order, read as far as money goes. */
export interface PayPalOrder {
  id: string;
  intent: 'CAPTURE' | 'AUTHORIZE';
  status: string;
  seen: SeenPayment;
  /** PayPal's ids of what money was taken and held by. */
  capture_id: string | null;
  authorization_id: string | null;
  refunds: readonly Json[];
}

const inner = (from: Json | null, name: string): Json | null => (from && isObject(from[name]) ? from[name] : null);
const listIn = (from: Json | null, name: string): Json[] => (from && Array.isArray(from[name]) ? from[name].map((each) => objectOf(each, name)) : []);
const word = (from: Json | null, name: string): string | null => (from && typeof from[name] === 'string' && from[name] !== '' ? from[name].slice(0, 60) : null);

function moneyOf(value: unknown, name: string): { minor: number; currency: string } {
  const money = objectOf(value, name);
  const currency = textOf(money, 'currency_code', 3);
  const minor = minorOfPayPal(textOf(money, 'value', 32), currency);
  if (minor === null) throw new Unreadable(`${name} is not an amount of ${currency}`);
  return { minor, currency };
}

/** What PayPal keeps, where it is told in the currency of the payment: while a capture is pending it is not told. */
function feeOf(capture: Json | null, currency: string): number | null {
  const fee = inner(inner(capture, 'seller_receivable_breakdown'), 'paypal_fee');
  if (!fee || fee['currency_code'] !== currency) return null;
  return moneyOf(fee, 'paypal_fee').minor;
}

/** The page on which the buyer approves: `payer-action` of an order with a payment source, `approve` of one without. @throws Unreadable */
function pageOf(order: Json): string {
  const links = listIn(order, 'links');
  return webAddress((links.find(({ rel }) => rel === 'payer-action') ?? links.find(({ rel }) => rel === 'approve'))?.['href']);
}

/** The one that tells most: one that took money, else one that may. */
const mostTelling = (tries: readonly Json[]): Json | null => tries.find(({ status }) => CAPTURES[String(status)] === 'captured') ?? tries.find(({ status }) => status === 'PENDING') ?? tries.at(-1) ?? null;

/** @throws Unreadable */
export function orderOf(value: unknown): PayPalOrder {
  const order = objectOf(value, 'the order');
  const intent = order['intent'];
  if (intent !== 'CAPTURE' && intent !== 'AUTHORIZE') throw new Unreadable('the intent is not known');
  const units = listIn(order, 'purchase_units');
  const [unit] = units;
  if (!unit || units.length > 1) throw new Unreadable('an order is of one purchase unit');
  const status = textOf(order, 'status', 60);
  const asked = moneyOf(unit['amount'], 'amount');
  const payments = inner(unit, 'payments');
  const capture = mostTelling(listIn(payments, 'captures'));
  const authorization = listIn(payments, 'authorizations').at(-1) ?? null;
  const known = capture ? CAPTURES[textOf(capture, 'status', 60)] : authorization ? AUTHORIZATIONS[textOf(authorization, 'status', 60)] : WITHOUT_MONEY[status];
  if (!known) throw new Unreadable(`the order is ${status}`);
  const taken = capture ? moneyOf(capture['amount'], 'the capture') : null;
  const isTaken = known === 'captured' && taken !== null;
  const reason = word(inner(capture, 'status_details') ?? inner(authorization, 'status_details'), 'reason');
  return {
    id: textOf(order, 'id', 64), intent, status, capture_id: capture ? textOf(capture, 'id', 64) : null, authorization_id: authorization ? textOf(authorization, 'id', 64) : null, refunds: listIn(payments, 'refunds'),
    seen: {
      provider_reference: textOf(order, 'id', 64), reference: textOf(unit, 'custom_id', 127), state: known, asked_minor: asked.minor, captured_minor: isTaken ? taken.minor : 0, currency: isTaken ? taken.currency : asked.currency,
      fee_minor: isTaken ? feeOf(capture, taken.currency) : null, card: null, three_ds: null, action_url: known === 'requires_action' ? pageOf(order) : null, fail_code: known === 'declined' || known === 'failed' ? (reason ?? 'DECLINED') : null,
      dispute: null, fraud_reported_at: null,
    },
  };
}

/** Approved: nothing is taken yet, and the gateway's look-up takes it. */
const WITHOUT_MONEY: Record<string, SeenPayment['state']> = { CREATED: 'requires_action', SAVED: 'requires_action', PAYER_ACTION_REQUIRED: 'requires_action', APPROVED: 'pending', VOIDED: 'voided' };

/** What is vaulted of an order; null while it is not (PayPal may do so later). @throws Unreadable */
export function vaultedOf(value: unknown): KeptMethod | null {
  const vault = inner(inner(inner(inner(objectOf(value, 'the order'), 'payment_source'), 'paypal'), 'attributes'), 'vault');
  if (vault?.['status'] !== 'VAULTED') return null;
  return { token: textOf(vault, 'id', 255), customer: word(inner(vault, 'customer'), 'id'), network_reference: null, card: null };
}

/** @throws Unreadable */
export function refundOf(value: unknown, reference: string): SeenRefund {
  const refund = objectOf(value, 'the refund');
  const state = REFUNDS[textOf(refund, 'status', 60)];
  if (!state) throw new Unreadable(`the refund is ${String(refund['status'])}`);
  const { minor, currency } = moneyOf(refund['amount'], 'the refund');
  return { provider_reference: textOf(refund, 'id', 64), reference, state, amount_minor: minor, currency, failure: state === 'failed' ? (word(inner(refund, 'status_details'), 'reason') ?? textOf(refund, 'status', 60)) : null };
}

/** A refund among those of its order; null: not there. @throws Unreadable */
export function refundAmong(refunds: readonly Json[], reference: string): SeenRefund | null {
  const found = refunds.filter((refund) => refund['invoice_id'] === reference).map((refund) => refundOf(refund, reference));
  return found.find(({ state }) => state !== 'failed') ?? found[0] ?? null;
}

/** Of several the one that is open, else the last that was changed. Null: none. @throws Unreadable */
export function disputeAmong(value: unknown): { id: string; isResolved: boolean } | null {
  const items = objectOf(value, 'the disputes')['items'];
  const disputes = items === undefined ? [] : listIn({ items }, 'items');
  const one = disputes.find(({ status }) => status !== 'RESOLVED') ?? [...disputes].sort((a, b) => String(b['update_time']).localeCompare(String(a['update_time'])))[0];
  return one ? { id: textOf(one, 'dispute_id', 64), isResolved: one['status'] === 'RESOLVED' } : null;
}

/** With a payout PayPal pays the buyer itself, and the money stays with us. */
const OUTCOMES: Record<string, 'won' | 'lost'> = { RESOLVED_BUYER_FAVOUR: 'lost', ACCEPTED: 'lost', RESOLVED_SELLER_FAVOUR: 'won', RESOLVED_WITH_PAYOUT: 'won', CANCELED_BY_BUYER: 'won', DENIED: 'won' };

/** PayPal holds the money from the day on which a buyer complains, whatever stage it is at. One that has ended in a way that is not known stays open: a person has to look. @throws Unreadable */
export function disputeOf(value: unknown, currency: string): NonNullable<SeenPayment['dispute']> {
  const dispute = objectOf(value, 'the dispute');
  const outcome = word(inner(dispute, 'dispute_outcome'), 'outcome_code');
  const amount = inner(dispute, 'dispute_amount');
  return {
    id: textOf(dispute, 'dispute_id', 64), stage: dispute['status'] === 'RESOLVED' ? (OUTCOMES[outcome ?? ''] ?? 'opened') : 'opened', reason: word(dispute, 'reason'),
    ...(amount && amount['currency_code'] === currency ? { amount_minor: moneyOf(amount, 'dispute_amount').minor } : {}),
  };
}
