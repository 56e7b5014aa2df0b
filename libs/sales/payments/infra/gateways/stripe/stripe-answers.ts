import type Stripe from 'stripe';
import type { DisputeSeen, PayInstructions } from '../../../contracts/queries.js';
import { WRONG_CODE } from '../../../domain/declines.js';
import type { SeenPayment, SeenRefund } from '../../../domain/payment-gateway.js';
import type { KeptMethod } from '../../../domain/payment-gateway.js';
import { STRIPE_UNITS } from '../../../domain/stripe-units.js';
import { BY_DEVICE } from '../own-methods.js';
import { isWebAddress, Unreadable, webAddress } from '../unreadable.js';

/** What is asked for along with a PaymentIntent, so that one answer says all. */
export const PAYMENT_EXPANDED = ['latest_charge.balance_transaction'];

/** What Stripe says of a BLIK code that is not one, was used, or has expired. */
export const INVALID_PARAMETER = 'payment_method_invalid_parameter';

type Dispute = Pick<Stripe.Dispute, 'id' | 'status' | 'reason' | 'created' | 'amount' | 'currency' | 'evidence_details' | 'payment_method_details'>;

/** Where the money of a PaymentIntent stands, and why not. */
function stateOf(intent: Stripe.PaymentIntent): Pick<SeenPayment, 'state' | 'fail_code' | 'action_url'> {
  const is = (state: SeenPayment['state'], fail_code: string | null = null, action_url: string | null = null) => ({ state, fail_code, action_url });
  const error = intent.last_payment_error;
  switch (intent.status) {
    case 'succeeded': return is('captured');
    case 'requires_capture': return is('authorised');
    case 'processing': case 'requires_confirmation': return is('pending');
    case 'requires_action': {
      const url = pageOf(intent.next_action);
      return url ? is('requires_action', null, webAddress(url)) : is('pending');
    }
    // Stripe ends by itself what was left for too long.
    case 'canceled': return is(intent.cancellation_reason === 'automatic' || intent.cancellation_reason === 'expired' ? 'expired' : 'voided');
    case 'requires_payment_method':
      if (!error) return is('pending');
      if (error.code === 'payment_intent_payment_attempt_expired' || isTimeout(error)) return is('expired');
      if (error.payment_method?.type === 'blik' && (error.code as string) === INVALID_PARAMETER) return is('failed', WRONG_CODE);
      // Outside of cards it says that she turned back, or let the time pass.
      if (isAuthentication(error) && !isByCard(intent)) return is('failed', 'cancelled_by_payer');
      return isAuthentication(error) ? is('failed', 'authentication_failed') : is('declined', (error.decline_code ?? error.code ?? 'card_declined').slice(0, 60));
    default: throw new Unreadable(`status is ${String(intent.status)}`);
  }
}

/** She did not confirm it in her app within a minute, or her bank did not answer. */
const isTimeout = (error: Stripe.PaymentIntent.LastPaymentError): boolean => (error.code as string) === 'payment_method_provider_timeout';

const isByCard = (intent: Stripe.PaymentIntent): boolean => (intent.last_payment_error?.payment_method?.type ?? 'card') === 'card';

/** Where the player goes: to a page of her bank or wallet, or to one of Stripe's that shows a code for her app. */
function pageOf(action: Stripe.PaymentIntent.NextAction | null): string | null | undefined {
  return action?.redirect_to_url?.url ?? action?.alipay_handle_redirect?.url ?? (action?.cashapp_handle_redirect_or_display_qr_code ?? action?.swish_handle_redirect_or_display_qr_code ?? action?.wechat_pay_display_qr_code)?.hosted_instructions_url;
}

/** How she pays what has no page that she is sent to. */
function instructionsOf({ status, next_action: action }: Stripe.PaymentIntent): PayInstructions | null {
  if (status !== 'requires_action' || !action) return null;
  // A page that is none is not shown; what is known of the money does not hang on it.
  const address = (url: unknown): string | null => (isWebAddress(url) ? url : null);
  const { boleto_display_details: boleto, oxxo_display_details: oxxo, pix_display_qr_code: pix } = action;
  if (boleto) return { kind: 'voucher', reference: shownText(boleto.number), url: address(boleto.hosted_voucher_url), due_at: boleto.expires_at ?? null };
  if (oxxo) return { kind: 'voucher', reference: shownText(oxxo.number), url: address(oxxo.hosted_voucher_url), due_at: oxxo.expires_after ?? null };
  if (pix) return { kind: 'qr', reference: shownText(pix.data), url: address(pix.hosted_instructions_url), due_at: pix.expires_at ?? null };
  return action.blik_authorize ? { kind: 'app', reference: null, url: null, due_at: null } : null;
}

/** The longest are those of Pix, of some 300 characters. */
const shownText = (text: unknown): string | null => (typeof text === 'string' && text !== '' ? text.slice(0, 1_000) : null);

const isAuthentication = (error: Stripe.PaymentIntent.LastPaymentError | null): boolean => error?.code === 'payment_intent_authentication_failure';

function minorOf(amount: unknown, currency: string, name: string): number {
  const minor = typeof amount === 'number' && amount >= 0 ? STRIPE_UNITS.fromProvider(amount, currency) : null;
  if (minor === null) throw new Unreadable(`${name} is not an amount of ${currency}`);
  return minor;
}

function chargeOf(intent: Stripe.PaymentIntent): Stripe.Charge | null {
  return typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
}

/**
 * Stripe's fee in the currency of the payment, null while it is not known. It is taken in that of the account's balance, in hundredths also of what has none: so it is the share of the
 * payment that it was of what was booked, rounded to our minor units.
 */
function feeOf(intent: Stripe.PaymentIntent, currency: string): number | null {
  const booked = chargeOf(intent)?.balance_transaction;
  if (!booked || typeof booked === 'string') return null;
  if (!Number.isSafeInteger(booked.fee) || !Number.isSafeInteger(booked.amount) || booked.fee < 0 || booked.amount <= 0) throw new Unreadable('the fee is not an amount');
  const paid = BigInt(minorOf(intent.amount_received, currency, 'amount_received'));
  return Number((2n * BigInt(booked.fee) * paid + BigInt(booked.amount)) / (2n * BigInt(booked.amount)));
}

function cardOf(intent: Stripe.PaymentIntent): SeenPayment['card'] {
  const card = chargeOf(intent)?.payment_method_details?.card ?? intent.last_payment_error?.payment_method?.card;
  if (!card) return null;
  return { brand: (card.brand ?? 'unknown').toUpperCase().slice(0, 40), last4: card.last4 ?? '', country: card.country ?? null, fingerprint: card.fingerprint ?? null };
}

/** The card of a PaymentMethod, and what the card scheme called the payment. */
export function keptCard(method: Stripe.PaymentMethod, intent: Stripe.PaymentIntent): Pick<KeptMethod, 'card' | 'network_reference'> {
  const { card } = method;
  if (!card) throw new Unreadable('what was kept is no card');
  const reference: unknown = chargeOf(intent)?.payment_method_details?.card?.network_transaction_id;
  return {
    card: { brand: card.brand.toUpperCase().slice(0, 40), last4: card.last4, exp_month: card.exp_month, exp_year: card.exp_year, country: card.country ?? null, fingerprint: card.fingerprint ?? null },
    network_reference: typeof reference === 'string' && reference !== '' ? reference.slice(0, 255) : null,
  };
}

function threeDsOf(intent: Stripe.PaymentIntent): SeenPayment['three_ds'] {
  if (!isByCard(intent)) return null;
  if (isAuthentication(intent.last_payment_error) && intent.status === 'requires_payment_method') return { flow: 'challenge', result: 'failed' };
  const charge = chargeOf(intent);
  if (!charge?.payment_method_details?.card) return null;
  const { three_d_secure: told, wallet } = charge.payment_method_details.card;
  // Only a card in the device has a number of its own there (`dynamic_last4`). One on file with Google Pay (`PAN_ONLY`) has none, and goes through 3-D Secure as any card.
  if (wallet?.type === 'apple_pay' || (wallet?.type === 'google_pay' && wallet.dynamic_last4 && !told)) return BY_DEVICE;
  const flow = (['challenge', 'frictionless'] as const).find((each) => each === told?.authentication_flow) ?? 'none';
  switch (told?.result) {
    case 'authenticated': case 'attempt_acknowledged': return { flow, result: 'authenticated' };
    case 'failed': return { flow, result: 'failed' };
    default: return { flow, result: 'not_attempted' };
  }
}

/** Inquiries (`warning_…`) and what was averted before it (`prevented`) move no money; an appeal follows a loss. */
const STAGES: Record<string, 'opened' | 'won' | 'lost'> = {
  needs_response: 'opened', under_review: 'opened', won: 'won', lost: 'lost', appeal_needs_response: 'lost', appeal_under_review: 'lost',
};

/** Of several the one that is open, else the last. */
function disputeOf(disputes: readonly Dispute[]): SeenPayment['dispute'] {
  const told = disputes.flatMap(({ id, status, reason, created }) => (STAGES[status] ? [{ id, stage: STAGES[status], reason: reason || null, created }] : [])).sort((a, b) => b.created - a.created);
  const one = told.find(({ stage }) => stage === 'opened') ?? told[0];
  return one ? { id: one.id, stage: one.stage, reason: one.reason } : null;
}

/** An inquiry that ended without money being taken, and what was averted before it was a dispute, are one to us; an appeal follows a loss, and the loss stays. */
const DISPUTES: Record<string, { status: DisputeSeen['status']; is_inquiry: boolean }> = {
  warning_needs_response: { status: 'warning_needs_response', is_inquiry: true }, warning_under_review: { status: 'under_review', is_inquiry: true }, warning_closed: { status: 'warning_closed', is_inquiry: true },
  prevented: { status: 'warning_closed', is_inquiry: true }, needs_response: { status: 'needs_response', is_inquiry: false }, under_review: { status: 'under_review', is_inquiry: false }, won: { status: 'won', is_inquiry: false },
  lost: { status: 'lost', is_inquiry: false }, appeal_needs_response: { status: 'lost', is_inquiry: false }, appeal_under_review: { status: 'lost', is_inquiry: false },
};

/** Null: of a status that we do not know. @throws Unreadable */
export function seenDispute(dispute: Dispute): DisputeSeen | null {
  const known = DISPUTES[dispute.status];
  if (!known) return null;
  const { submission_count, due_by } = dispute.evidence_details ?? {};
  return {
    id: dispute.id, ...known, reason: dispute.reason || null, network_code: dispute.payment_method_details?.card?.network_reason_code ?? null,
    amount_minor: minorOf(dispute.amount, dispute.currency.toUpperCase(), 'the amount of a dispute'), opened_at: dispute.created, due_at: due_by ?? null, has_evidence: (submission_count ?? 0) > 0,
  };
}

/** A PaymentIntent of ours, expanded by PAYMENT_EXPANDED. @throws Unreadable */
export function seenPayment(intent: Stripe.PaymentIntent, beside: { disputes?: readonly Dispute[]; fraud_reported_at?: number | null } = {}): SeenPayment {
  const reference = intent.metadata?.['reference'];
  if (intent.object !== 'payment_intent' || !intent.id || !reference) throw new Unreadable('not a payment of ours');
  const currency = String(intent.currency).toUpperCase();
  const instructions = instructionsOf(intent);
  return {
    provider_reference: intent.id, reference, ...stateOf(intent), ...(instructions ? { instructions } : {}), asked_minor: minorOf(intent.amount, currency, 'amount'),
    captured_minor: intent.status === 'succeeded' ? minorOf(intent.amount_received, currency, 'amount_received') : 0, currency,
    fee_minor: feeOf(intent, currency), card: cardOf(intent), three_ds: threeDsOf(intent), dispute: disputeOf(beside.disputes ?? []),
    ...(beside.disputes?.length ? { disputes: beside.disputes.flatMap((each) => seenDispute(each) ?? []) } : {}), fraud_reported_at: beside.fraud_reported_at ?? null,
  };
}

export function isDisputed(intent: Stripe.PaymentIntent): boolean {
  return chargeOf(intent)?.disputed === true;
}

const REFUNDS: Record<string, SeenRefund['state']> = { pending: 'pending', requires_action: 'pending', succeeded: 'succeeded', failed: 'failed', canceled: 'failed' };

/** A refund of ours. @throws Unreadable */
export function seenRefund(refund: Stripe.Refund): SeenRefund {
  const reference = refund.metadata?.['reference'];
  const state = REFUNDS[String(refund.status)];
  if (refund.object !== 'refund' || !refund.id || !reference || !state) throw new Unreadable('not a refund of ours');
  const currency = refund.currency.toUpperCase();
  return { provider_reference: refund.id, reference, state, amount_minor: minorOf(refund.amount, currency, 'amount'), currency, failure: state === 'failed' ? (refund.failure_reason ?? String(refund.status)) : null };
}
