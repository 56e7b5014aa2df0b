import { AUTHENTICATION_REQUIRED } from '../../../domain/declines.js';
import { CHECKOUT_COM_UNITS } from '../../../domain/checkout-com-units.js';
import type { KeptMethod, SeenPayment, SeenRefund } from '../../../domain/payment-gateway.js';
import { BY_DEVICE } from '../own-methods.js';
import { isObject, objectOf, textOf, type Json } from '../provider-http.js';
import { binOf, Unreadable, webAddress } from '../unreadable.js';

/** The issuer wants the cardholder to be asked. */
const SOFT = '20154';
/** 3-D Secure went wrong: the player was not recognised. */
const AUTHENTICATION = /^2015[0-9]$/;

/** `token_format` of a wallet's token that was made by her device: it has asked her. Of Google's cards on file it is `pan_only`. */
export const WALLET_CRYPTOGRAM = 'cryptogram_3ds';

const STATES: Record<string, SeenPayment['state']> = {
  Pending: 'pending', Authorized: 'authorised', Captured: 'captured', 'Partially Captured': 'captured', Declined: 'declined', Canceled: 'voided', Voided: 'voided', Expired: 'expired',
  // Money that was taken and went back was taken: what went back is told by the refunds.
  'Partially Refunded': 'captured', Refunded: 'captured',
};

function minorOf(amount: unknown, currency: string, name: string): number {
  const minor = typeof amount === 'number' && amount >= 0 ? CHECKOUT_COM_UNITS.fromProvider(amount, currency) : null;
  if (minor === null) throw new Unreadable(`${name} is not an amount of ${currency}`);
  return minor;
}

const inner = (from: Json, name: string): Json | null => (isObject(from[name]) ? from[name] : null);
const maybe = (from: Json | null, name: string): string | null => (from && typeof from[name] === 'string' && from[name] !== '' ? (from[name] as string).slice(0, 255) : null);

function cardOf(payment: Json): SeenPayment['card'] {
  const source = inner(payment, 'source');
  if (source?.['type'] !== 'card') return null;
  return { brand: (maybe(source, 'scheme') ?? 'unknown').toUpperCase().slice(0, 40), last4: textOf(source, 'last4', 4), country: maybe(source, 'issuer_country')?.slice(0, 2) ?? null, fingerprint: maybe(source, 'fingerprint'), bin: binOf(maybe(source, 'bin')) };
}

function threeDsOf(payment: Json, hasFailed: boolean): SeenPayment['three_ds'] {
  const told = inner(payment, '3ds');
  const isByCard = inner(payment, 'source')?.['type'] === undefined || inner(payment, 'source')?.['type'] === 'card';
  if (!isByCard) return null;
  if (hasFailed) return { flow: 'challenge', result: 'failed' };
  if (!told) return inner(payment, 'source') ? { flow: 'none', result: 'not_attempted' } : null;
  const flow = told['challenged'] === true ? 'challenge' : told['challenged'] === false ? 'frictionless' : 'none';
  switch (told['authentication_response']) {
    case 'Y': case 'A': return { flow: flow === 'none' ? 'challenge' : flow, result: 'authenticated' };
    case 'N': case 'R': return { flow, result: 'failed' };
    default: return { flow, result: 'not_attempted' };
  }
}

/** The newest first, as it is answered. @throws Unreadable */
export function actionsOf(value: unknown): Json[] {
  if (!Array.isArray(value)) throw new Unreadable('not a list of actions');
  return value.map((each) => objectOf(each, 'an action'));
}

/** `evidence_required` and what follows it hold the money; what is closed without a loss gives it back. */
const STAGES: Record<string, 'opened' | 'won' | 'lost'> = {
  evidence_required: 'opened', evidence_under_review: 'opened', arbitration_under_review: 'opened', won: 'won', arbitration_won: 'won', canceled: 'won', resolved: 'won',
  lost: 'lost', accepted: 'lost', expired: 'lost', arbitration_lost: 'lost',
};

/** Of several the one that is open, else the last that was changed. @throws Unreadable */
export function disputeOf(value: unknown): SeenPayment['dispute'] {
  const list = objectOf(value, 'the disputes')['data'];
  if (!Array.isArray(list)) throw new Unreadable('not a list of disputes');
  const told = list.map((each) => objectOf(each, 'a dispute')).flatMap((each) => {
    const stage = STAGES[String(each['status'])];
    // Arbitration begins when the dispute was decided: it is followed as one of its own.
    const id = `${textOf(each, 'id', 200)}${String(each['status']).startsWith('arbitration') ? ':arbitration' : ''}`;
    return stage ? [{ id, stage, reason: maybe(each, 'category') }] : [];
  });
  return told.find(({ stage }) => stage === 'opened') ?? told[0] ?? null;
}

/**
 * A payment as it is answered to the charge (201, 202) or to a question. `beside.response_code` is what the last authorisation was answered with, where the payment itself does not tell it.
 * @throws Unreadable
 */
export function seenPayment(value: unknown, beside: { response_code?: string | null; dispute?: SeenPayment['dispute']; asked?: { amount: number; currency: string; reference: string }; isByDevice?: boolean } = {}): SeenPayment {
  const payment = objectOf(value, 'the payment');
  const known = STATES[String(payment['status'])];
  if (!known) throw new Unreadable(`status is ${String(payment['status'])}`);
  const currency = payment['currency'] === undefined && beside.asked ? beside.asked.currency : textOf(payment, 'currency', 3);
  const code = maybe(payment, 'response_code') ?? beside.response_code ?? null;
  const isAuthentication = known === 'declined' && code !== null && code !== SOFT && AUTHENTICATION.test(code);
  const isByBank = inner(payment, 'source')?.['type'] === 'ideal';
  const redirect = inner(inner(payment, '_links') ?? {}, 'redirect');
  const state = known === 'pending' && redirect ? 'requires_action' : isAuthentication ? 'failed' : known;
  const balances = inner(payment, 'balances');
  const three_ds = threeDsOf(payment, isAuthentication);
  const isByDevice = beside.isByDevice ?? inner(payment, 'metadata')?.['wallet'] === WALLET_CRYPTOGRAM;
  return {
    provider_reference: textOf(payment, 'id'), reference: payment['reference'] === undefined && beside.asked ? beside.asked.reference : textOf(payment, 'reference'), state,
    asked_minor: minorOf(payment['amount'] ?? beside.asked?.amount, currency, 'amount'),
    captured_minor: known === 'captured' ? minorOf(balances ? balances['total_captured'] : payment['amount'], currency, 'total_captured') : 0,
    // Its fees are told by its settlement alone.
    currency, fee_minor: null, card: cardOf(payment), three_ds: isByDevice && three_ds?.result === 'not_attempted' ? BY_DEVICE : three_ds, action_url: state === 'requires_action' ? webAddress(redirect!['href']) : null,
    fail_code: isAuthentication ? (isByBank ? 'cancelled_by_payer' : 'authentication_failed') : known === 'declined' ? (code === SOFT ? AUTHENTICATION_REQUIRED : (code ?? 'declined')) : null, dispute: beside.dispute ?? null, fraud_reported_at: null,
  };
}

/** What is kept of a payment: its source, which was asked for with the payment to be kept. @throws Unreadable */
export function keptOf(value: unknown): KeptMethod | null {
  const payment = objectOf(value, 'the payment');
  const source = inner(payment, 'source');
  const [card, token] = [cardOf(payment), maybe(source, 'id')];
  if (!source || !card || !token?.startsWith('src_')) return null;
  const whole = (name: string): number | null => (typeof source[name] === 'number' ? source[name] : null);
  return { token, customer: null, network_reference: maybe(payment, 'scheme_id'), card: { brand: card.brand, last4: card.last4, country: card.country, fingerprint: card.fingerprint, exp_month: whole('expiry_month'), exp_year: whole('expiry_year') } };
}

/** A refund among the actions of its payment; null: not there (yet). @throws Unreadable */
export function refundAmong(actions: readonly Json[], reference: string, currency: string): SeenRefund | null {
  const found = actions.filter((action) => action['type'] === 'Refund' && action['reference'] === reference).map((action): SeenRefund => {
    const isApproved = action['approved'] === true || (action['approved'] === undefined && action['response_code'] === '10000');
    return {
      provider_reference: textOf(action, 'id'), reference, state: isApproved ? 'succeeded' : 'failed', amount_minor: minorOf(action['amount'], currency, 'amount'), currency,
      failure: isApproved ? null : (maybe(action, 'response_code') ?? 'declined'),
    };
  });
  return found.find(({ state }) => state !== 'failed') ?? found[0] ?? null;
}
