import { newId, type Work } from './books.js';
import { paymentOf, leftToRefund, type Bookings } from './bookings.js';
import { asksForStrongAuthentication } from './cards.js';
import { Refusal } from './refusal.js';
import type { Locale, PaymentMethod, PaymentRow, RefundRow, TokenRow } from './rows.js';
import { reportedView } from './views.js';

export interface PaymentInput {
  readonly reference: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly token: string | null;
  /** Whose sheet made the token. */
  readonly wallet: 'apple_pay' | 'google_pay' | null;
  readonly stored_method: string | null;
  /** The card is kept once it is paid. */
  readonly store: boolean;
  /** For what its issuer is asked not to ask; it does without, unless it is one that insists. */
  readonly exemption: 'low_value' | 'tra' | null;
  /** Its payer is not there: nobody can be asked. */
  readonly is_off_session: boolean;
  /** Which payment its payer was there for, as the scheme calls it. */
  readonly network_reference: string | null;
  readonly method: Exclude<PaymentMethod, 'card'> | null;
  readonly capture: boolean;
  readonly return_url: string | null;
  /** 3-D Secure with a page, whatever the card would ask for. */
  readonly is_challenge_wanted: boolean;
  readonly locale: Locale;
  readonly metadata: Readonly<Record<string, string>>;
  /** What the payer's app shows; null of the other methods. */
  readonly code: string | null;
}

/** Codes that no app shows, or not any more; with every other one the payment waits for her confirmation. */
const WRONG_CODES: Readonly<Record<string, { response_code: string; message: string }>> = {
  '000000': { response_code: 'wrong_code', message: 'The code is not valid' }, '111111': { response_code: 'expired_code', message: 'The code has expired' },
};
/** She never confirms it. */
const UNCONFIRMED_CODE = '222222';

/** A page waits this long for its payer. */
const ACTION_TTL_MS = 30 * 60 * 1000;

export function openPayment(bookings: Bookings, work: Work, input: PaymentInput): PaymentRow {
  const token = input.token !== null ? tokenOf(work, input) : input.stored_method !== null ? storedOf(work, input) : null;
  const asksForPage = input.method === 'wallet' || isChallenged(token, input);
  if (asksForPage && input.return_url === null) {
    throw new Refusal(422, 'invalid_request', 'return_url is required, because this payment asks for a page.', {
      errors: [{ field: 'return_url', message: 'is required for this payment.' }],
    });
  }
  const row = blankPayment(work, input, token);
  if (token?.wallet && input.token !== null) work.record({ t: 'token', row: { ...work.books.tokens.get(input.token)!, is_used: true } });
  if (asksForPage) {
    work.record({ t: 'payment', row: { ...row, status: 'requires_action' } });
    const waiting = paymentOf(work, row.id);
    bookings.notify(work, 'payment.requires_action', waiting);
    bookings.later(work, 'expire_payment', row.id, ACTION_TTL_MS);
    return waiting;
  }
  if (input.code !== null && WRONG_CODES[input.code]) {
    const declined: PaymentRow = { ...row, status: 'declined', decline: WRONG_CODES[input.code]! };
    work.record({ t: 'payment', row: declined });
    bookings.notify(work, 'payment.declined', declined);
    return declined;
  }
  if (input.method !== null) {
    const kind = input.method === 'voucher' || input.code === UNCONFIRMED_CODE ? 'expire_payment' : 'settle_async';
    work.record({ t: 'payment', row: { ...row, status: 'pending' } });
    bookings.notify(work, 'payment.pending', row);
    bookings.later(work, kind, row.id, bookings.faults.delays.async_delay_ms);
    return paymentOf(work, row.id);
  }
  const refusal = declineOf(token, input);
  if (refusal !== null) {
    const { response_code, message } = refusal;
    const declined: PaymentRow = { ...row, status: 'declined', decline: { response_code, message } };
    work.record({ t: 'payment', row: declined });
    bookings.notify(work, 'payment.declined', declined);
    return declined;
  }
  work.record({ t: 'payment', row });
  return approve(bookings, work, row);
}

export function capturePayment(bookings: Bookings, work: Work, id: string, amountMinor: number | null): PaymentRow {
  const payment = paymentOf(work, id);
  if (payment.status !== 'authorised') throw invalidState(bookings, payment, 'captured');
  const amount = amountMinor ?? payment.amount_minor;
  if (amount > payment.amount_minor) throw new Refusal(422, 'amount_exceeds_authorised', 'More than was authorised cannot be captured.');
  return bookings.take(work, payment, amount);
}

export function voidPayment(bookings: Bookings, work: Work, id: string): PaymentRow {
  const payment = paymentOf(work, id);
  if (!['authorised', 'requires_action', 'pending'].includes(payment.status)) throw invalidState(bookings, payment, 'voided');
  return bookings.end(work, payment, 'voided');
}

/** The payer's answer on the 3DS or the wallet page. A second answer changes nothing. */
export function answerAction(bookings: Bookings, work: Work, id: string, isApproved: boolean): PaymentRow {
  const payment = paymentOf(work, id);
  if (payment.status !== 'requires_action') return payment;
  const isChallenge = payment.method === 'card';
  if (!isApproved) {
    return bookings.end(work, payment, 'failed', {
      three_ds: isChallenge ? { flow: 'challenge', result: 'failed' } : payment.three_ds,
      decline: isChallenge
        ? { response_code: 'authentication_failed', message: 'The cardholder was not authenticated' }
        : { response_code: 'cancelled_by_payer', message: 'The payer cancelled' },
    });
  }
  const answered = isChallenge ? bookings.change(work, payment, { three_ds: { flow: 'challenge', result: 'authenticated' } }) : payment;
  return approve(bookings, work, answered);
}

export function settleAsync(bookings: Bookings, work: Work, id: string, result: 'paid' | 'failed'): PaymentRow {
  const payment = paymentOf(work, id);
  if (payment.status !== 'pending') throw invalidState(bookings, payment, 'settled');
  if (result === 'paid') return bookings.take(work, payment, payment.amount_minor);
  return bookings.end(work, payment, 'failed', { decline: { response_code: 'not_paid', message: 'The payer did not pay' } });
}

export function openRefund(bookings: Bookings, work: Work, paymentId: string, input: { reference: string; amount_minor: number | null }): RefundRow {
  const payment = paymentOf(work, paymentId);
  if (payment.status !== 'captured' && payment.status !== 'partially_refunded') throw invalidState(bookings, payment, 'refunded');
  if (payment.dispute !== null && payment.dispute.status !== 'won') {
    throw new Refusal(409, 'payment_disputed', 'The bank holds this money in a dispute.', { payment: reportedView(payment, bookings.publicUrl) });
  }
  if (payment.method === 'voucher') throw new Refusal(422, 'method_not_refundable', 'What was paid in cash cannot be sent back.');
  const left = leftToRefund(work, payment);
  const amount_minor = input.amount_minor ?? left;
  if (amount_minor > left || amount_minor < 1) throw new Refusal(422, 'refund_exceeds_captured', 'More than is left of this payment cannot be refunded.');
  const refund: RefundRow = {
    id: newId('psr'),
    payment_id: payment.id,
    reference: input.reference,
    status: 'pending',
    amount_minor,
    currency: payment.currency,
    failure: null,
    created_at: work.now,
    updated_at: work.now,
  };
  work.record({ t: 'refund', row: refund });
  const kind = bookings.faults.strikes('fail_refunds') === null ? 'finish_refund' : 'refuse_refund';
  bookings.later(work, kind, refund.id, bookings.faults.delays.refund_delay_ms);
  return refund;
}

function approve(bookings: Bookings, work: Work, payment: PaymentRow): PaymentRow {
  if (payment.capture) return bookings.take(work, payment, payment.amount_minor);
  return bookings.change(work, payment, { status: 'authorised' });
}

/** What is kept is charged like a token; nobody is there where the merchant charges, so the scheme has to know the payment that it follows. */
function storedOf(work: Work, { stored_method, is_off_session, network_reference }: PaymentInput): Paying {
  const row = work.books.stored.get(stored_method!);
  if (!row) throw new Refusal(422, 'unknown_token', 'There is no such stored method.', { errors: [{ field: 'stored_method', message: 'is not known.' }] });
  if (is_off_session && network_reference !== row.network_reference) throw new Refusal(422, 'invalid_request', 'An off-session payment names the payment that it follows.', { errors: [{ field: 'network_reference', message: 'is not that of the stored method.' }] });
  return row;
}

function declineOf(token: Paying | null, input: PaymentInput): { response_code: string; message: string } | null {
  if (token?.outcome.kind === 'declined') return token.outcome;
  const wantsHolder = token?.outcome.kind === 'soft_declined' || (token?.outcome.kind === 'requires_3ds' && input.is_off_session);
  return wantsHolder ? { response_code: '65', message: 'The issuer wants the cardholder to be authenticated' } : null;
}

/** A token, or what is kept. */
type Paying = Pick<TokenRow, 'card' | 'outcome' | 'wallet'>;

function tokenOf(work: Work, { token, wallet }: PaymentInput): TokenRow {
  const row = work.books.tokens.get(token!);
  if (row?.is_used) throw new Refusal(422, 'token_used', 'What a wallet hands over is good for one payment.', { errors: [{ field: 'token', message: 'was used.' }] });
  if (!row || (row.wallet?.name ?? null) !== wallet) throw new Refusal(422, 'unknown_token', 'There is no such token.', { errors: [{ field: 'token', message: 'is not known.' }] });
  return row;
}

function blankPayment(work: Work, input: PaymentInput, token: Paying | null): PaymentRow {
  return {
    id: newId('psp'),
    reference: input.reference,
    status: input.method === null ? 'authorised' : 'pending',
    amount_minor: input.amount_minor,
    currency: input.currency,
    captured_minor: 0,
    refunded_minor: 0,
    fee_minor: 0,
    method: input.method ?? 'card',
    capture: input.capture,
    card: token?.card ?? null,
    outcome: token?.outcome ?? null,
    decline: null,
    three_ds: threeDsOf(token, input),
    dispute: null,
    fraud_reported_at: null,
    return_url: input.return_url,
    locale: input.locale,
    metadata: input.metadata,
    is_misreported: false,
    ...(token?.wallet ? { wallet: token.wallet.name } : {}),
    stores: input.store && !token?.wallet && token !== null && input.stored_method === null,
    stored_method: null,
    network_reference: null,
    created_at: work.now,
    updated_at: work.now,
  };
}

function isChallenged(token: Paying | null, { is_challenge_wanted, is_off_session }: PaymentInput): boolean {
  // A device has asked its holder itself.
  if (is_off_session || token?.wallet?.by === 'device') return false;
  return token?.outcome.kind === 'requires_3ds' || (is_challenge_wanted && token !== null && token.outcome.kind !== 'declined');
}

function threeDsOf(token: Paying | null, input: PaymentInput): PaymentRow['three_ds'] {
  if (token?.wallet?.by === 'device') return { flow: 'none', result: 'authenticated' };
  if (token === null || input.is_off_session || declineOf(token, input) !== null && !isChallenged(token, input)) return { flow: 'none', result: null };
  if (isChallenged(token, input)) return { flow: 'challenge', result: null };
  return asksForStrongAuthentication(token.card) && input.exemption === null ? { flow: 'frictionless', result: 'authenticated' } : { flow: 'none', result: null };
}

function invalidState(bookings: Bookings, payment: PaymentRow, wish: string): Refusal {
  return new Refusal(409, 'invalid_state', `A payment that is ${payment.status} cannot be ${wish}.`, { payment: reportedView(payment, bookings.publicUrl) });
}
