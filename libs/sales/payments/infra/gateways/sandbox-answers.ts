import type { CardFacts } from '../../contracts/commands.js';
import type { DisputeSeen } from '../../contracts/queries.js';
import { AUTHENTICATION_REQUIRED, WRONG_CODE } from '../../domain/declines.js';
import type { KeptMethod, SeenPayment, SeenRefund } from '../../domain/payment-gateway.js';
import { isObject, type Json } from './provider-http.js';
import { Unreadable, webAddress } from './unreadable.js';

const STATES: Record<string, SeenPayment['state']> = {
  authorised: 'authorised', captured: 'captured', requires_action: 'requires_action', pending: 'pending', declined: 'declined', failed: 'failed', voided: 'voided', expired: 'expired',
  // Money that was taken and went back was taken: what went back is told by the refunds.
  partially_refunded: 'captured', refunded: 'captured',
};
const STAGES: Record<string, 'opened' | 'won' | 'lost'> = { open: 'opened', won: 'won', lost: 'lost' };

function text(from: Json, name: string, max = 255): string {
  const value = from[name];
  if (typeof value !== 'string' || value === '' || value.length > max) throw new Unreadable(`${name} is not a text`);
  return value;
}

function maybeText(from: Json, name: string, max = 255): string | null {
  return from[name] === null || from[name] === undefined ? null : text(from, name, max);
}

function minor(from: Json, name: string): number {
  const value = from[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Unreadable(`${name} is not an amount`);
  return value;
}

function oneOf<T extends string>(from: Json, name: string, words: Record<string, T>): T {
  const word = words[text(from, name)];
  if (!word) throw new Unreadable(`${name} is ${String(from[name])}`);
  return word;
}

function inner(from: Json, name: string): Json | null {
  const value = from[name];
  if (value === null || value === undefined) return null;
  if (!isObject(value)) throw new Unreadable(`${name} is not an object`);
  return value;
}

function instant(from: Json, name: string): number | null {
  return from[name] === null || from[name] === undefined ? null : minor(from, name);
}

/** A Dispute of the sandbox PSP: one that is open waits for our answer until it has it. @throws Unreadable */
export function seenDispute(value: unknown): DisputeSeen {
  if (!isObject(value)) throw new Unreadable('not a dispute');
  const stage = oneOf(value, 'status', STAGES);
  const has_evidence = inner(value, 'evidence') !== null;
  return {
    id: text(value, 'id'), status: stage !== 'opened' ? stage : has_evidence ? 'under_review' : 'needs_response', is_inquiry: false, reason: maybeText(value, 'reason'), network_code: null,
    amount_minor: minor(value, 'amount_minor'), opened_at: instant(value, 'opened_at'), due_at: instant(value, 'due_at'), has_evidence,
  };
}

/** A Payment of the sandbox PSP in the words of the port. @throws Unreadable */
export function seenPayment(value: unknown): SeenPayment {
  if (!isObject(value)) throw new Unreadable('not a payment');
  const card = inner(value, 'card');
  const threeDs = inner(value, 'three_ds');
  const action = inner(value, 'action');
  const decline = inner(value, 'decline');
  const dispute = inner(value, 'dispute');
  return {
    provider_reference: text(value, 'id'),
    reference: text(value, 'reference'),
    state: oneOf(value, 'status', STATES),
    asked_minor: minor(value, 'amount_minor'),
    captured_minor: minor(value, 'captured_minor'),
    currency: text(value, 'currency', 3),
    fee_minor: minor(value, 'fee_minor'),
    card: card && { brand: text(card, 'brand', 40), last4: text(card, 'last4', 4), country: maybeText(card, 'country', 2), fingerprint: maybeText(card, 'fingerprint') },
    three_ds: card && threeDs && {
      flow: oneOf(threeDs, 'flow', { none: 'none', challenge: 'challenge', frictionless: 'frictionless' } as const),
      result: threeDs['result'] === null ? 'not_attempted' : oneOf(threeDs, 'result', { authenticated: 'authenticated', failed: 'failed' } as const),
    },
    action_url: action && webAddress(text(action, 'url', 2_000)),
    ...instructionsOf(value),
    fail_code: decline && ours(text(decline, 'response_code', 60)),
    dispute: dispute && { id: text(dispute, 'id'), stage: oneOf(dispute, 'status', STAGES), reason: maybeText(dispute, 'reason'), amount_minor: minor(dispute, 'amount_minor') },
    ...(dispute ? { disputes: [seenDispute(dispute)] } : {}),
    fraud_reported_at: instant(value, 'fraud_reported_at'),
  };
}

/** What it is paid by elsewhere: the number of a voucher, or the payer's app. */
function instructionsOf(value: Json): Pick<SeenPayment, 'instructions'> {
  if (value['status'] !== 'pending') return {};
  const number = maybeText(value, 'pay_reference', 40);
  if (number !== null) return { instructions: { kind: 'voucher', reference: number, url: null, due_at: null } };
  return value['method'] === 'code' ? { instructions: { kind: 'app', reference: null, url: null, due_at: null } } : {};
}

/** The scheme's word for: ask the cardholder first; and what it says of the code of an app. */
const OURS: Readonly<Record<string, string>> = { 65: AUTHENTICATION_REQUIRED, wrong_code: WRONG_CODE, expired_code: WRONG_CODE };
const ours = (code: string): string => OURS[code] ?? code;

/** What the sandbox PSP has stored of a payment; null: nothing. @throws Unreadable */
export function keptMethod(value: unknown): KeptMethod | null {
  if (!isObject(value)) throw new Unreadable('not a payment');
  const [card, token] = [inner(value, 'card'), maybeText(value, 'stored_method')];
  if (!card || token === null) return null;
  return {
    token, customer: null, network_reference: maybeText(value, 'network_reference'),
    card: { brand: text(card, 'brand', 40), last4: text(card, 'last4', 4), exp_month: minor(card, 'exp_month'), exp_year: minor(card, 'exp_year'), country: maybeText(card, 'country', 2), fingerprint: maybeText(card, 'fingerprint') },
  };
}

/** What the sandbox PSP says of a token, without the card's country: of a wallet's the one of her address. @throws Unreadable */
export function describedCard(value: unknown): CardFacts {
  const card = isObject(value) ? inner(value, 'card') : null;
  if (!card) throw new Unreadable('not a token');
  return { country: isObject(value) ? maybeText(value, 'billing_country', 2) : null, bin: maybeText(card, 'bin', 8), fingerprint: maybeText(card, 'fingerprint') };
}

/** A Refund of the sandbox PSP. @throws Unreadable */
export function seenRefund(value: unknown): SeenRefund {
  if (!isObject(value)) throw new Unreadable('not a refund');
  const failure = inner(value, 'failure');
  return {
    provider_reference: text(value, 'id'),
    reference: text(value, 'reference'),
    state: oneOf(value, 'status', { pending: 'pending', succeeded: 'succeeded', failed: 'failed' } as const),
    amount_minor: minor(value, 'amount_minor'),
    currency: text(value, 'currency', 3),
    failure: failure && text(failure, 'code'),
  };
}
