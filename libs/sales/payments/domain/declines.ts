import type { DeclineWord } from '../contracts/queries.js';

export interface Decline {
  code: DeclineWord;
  /** Whether the same card or method can work at another try. */
  retryable: boolean;
}

const declined = (retryable: boolean): Decline => ({ code: 'card_declined', retryable });
const failed: Decline = { code: 'payment_failed', retryable: true };
const over: Decline = { code: 'payment_failed', retryable: false };

/** Our own codes: of ends that no issuer decided. */
const OURS: Record<string, Decline> = {
  authentication_failed: { code: 'authentication_failed', retryable: true },
  // The bank wants to ask the cardholder: the same charge can succeed once it may.
  authentication_required: { code: 'authentication_failed', retryable: true },
  not_agreed_off_session: { code: 'payment_failed', retryable: false },
  saved_method_gone: { code: 'payment_failed', retryable: false },
  // The code of her app was mistyped, used before, or is older than two minutes.
  wrong_code: { code: 'invalid_code', retryable: true },
  method_fields_wrong: { code: 'payment_failed', retryable: true },
  cancelled_by_payer: { code: 'canceled_by_player', retryable: true },
  not_paid: { code: 'not_paid', retryable: true },
  not_charged: { code: 'not_completed', retryable: true },
  left_unfinished: { code: 'not_completed', retryable: true },
  called_off: { code: 'canceled_by_player', retryable: true },
  provider_unavailable: failed,
  unknown_token: failed,
  method_not_offered: { code: 'payment_failed', retryable: false },
  amount_not_chargeable: { code: 'payment_failed', retryable: false },
  // Whoever is listed reads what everybody reads whose bank said no.
  risk_denied: declined(false),
  review_refused: over,
  risk_wait: { code: 'too_many_attempts', retryable: true },
  too_many_attempts: { code: 'too_many_attempts', retryable: true },
  no_gateway: { code: 'no_gateway', retryable: false },
  not_live_ready: { code: 'no_gateway', retryable: false },
};

/**
 * Each provider's response codes in words for the player. A lost or stolen card, or one that is taken for fraud, reads like any declined one: whoever holds it must not learn that it
 * was reported.
 */
const BY_PROVIDER: Record<string, Record<string, Decline>> = {
  sandbox: {
    '14': { code: 'invalid_card_number', retryable: false },
    '16': declined(true),
    '2051': { code: 'insufficient_funds', retryable: true },
    '2054': { code: 'expired_card', retryable: false },
    '3041': declined(false),
    '3043': declined(false),
    N7: { code: 'incorrect_security_code', retryable: true },
  },
  // https://docs.stripe.com/declines/codes
  stripe: {
    insufficient_funds: { code: 'insufficient_funds', retryable: true },
    expired_card: { code: 'expired_card', retryable: false },
    invalid_number: { code: 'invalid_card_number', retryable: false },
    incorrect_number: { code: 'invalid_card_number', retryable: false },
    invalid_account: { code: 'invalid_card_number', retryable: false },
    incorrect_cvc: { code: 'incorrect_security_code', retryable: true },
    invalid_cvc: { code: 'incorrect_security_code', retryable: true },
    invalid_expiry_month: { code: 'expired_card', retryable: true },
    invalid_expiry_year: { code: 'expired_card', retryable: true },
    card_not_supported: { code: 'card_not_supported', retryable: false },
    currency_not_supported: { code: 'card_not_supported', retryable: false },
    transaction_not_allowed: { code: 'card_not_supported', retryable: false },
    service_not_allowed: { code: 'card_not_supported', retryable: false },
    card_velocity_exceeded: { code: 'limit_exceeded', retryable: true },
    withdrawal_count_limit_exceeded: { code: 'limit_exceeded', retryable: true },
    approve_with_id: declined(true), call_issuer: declined(true), do_not_honor: declined(true), generic_decline: declined(true), incorrect_zip: declined(true), no_action_taken: declined(true),
    not_permitted: declined(true), revocation_of_all_authorizations: declined(false), revocation_of_authorization: declined(false), security_violation: declined(true),
    do_not_try_again: declined(false), fraudulent: declined(false), lost_card: declined(false), merchant_blacklist: declined(false), pickup_card: declined(false), restricted_card: declined(false),
    stolen_card: declined(false), stop_payment_order: declined(false), card_declined: declined(true), duplicate_transaction: declined(false), new_account_information_available: declined(false),
    issuer_not_available: failed, processing_error: failed, reenter_transaction: failed, try_again_later: failed,
  },
  // https://www.checkout.com/docs/developer-resources/codes/api-response-codes
  checkout_com: {
    '20014': { code: 'invalid_card_number', retryable: false },
    '20051': { code: 'insufficient_funds', retryable: true },
    '20054': { code: 'expired_card', retryable: false },
    '20057': { code: 'card_not_supported', retryable: false },
    '20061': { code: 'limit_exceeded', retryable: true },
    '20065': { code: 'limit_exceeded', retryable: true },
    '20082': { code: 'incorrect_security_code', retryable: true },
    '20087': { code: 'incorrect_security_code', retryable: true },
    '20091': failed, '20096': failed, '20068': failed,
    '30004': declined(false), '30007': declined(false), '30033': { code: 'expired_card', retryable: false }, '30041': declined(false), '30043': declined(false),
    '20059': declined(false), '30015': { code: 'invalid_card_number', retryable: false },
    token_invalid: failed, token_expired: failed, token_used: failed, token_required: failed,
  },
  // https://docs.adyen.com/development-resources/refusal-reasons, by refusalReasonCode
  adyen: {
    '2': declined(true), '3': declined(true), '5': declined(false), '6': { code: 'expired_card', retryable: false }, '8': { code: 'invalid_card_number', retryable: false }, '10': { code: 'card_not_supported', retryable: false },
    '12': { code: 'insufficient_funds', retryable: true }, '14': declined(false), '20': declined(false), '22': declined(false), '23': { code: 'card_not_supported', retryable: false }, '24': { code: 'incorrect_security_code', retryable: true },
    '25': declined(false), '26': declined(false), '27': declined(true), '28': { code: 'limit_exceeded', retryable: true }, '29': { code: 'limit_exceeded', retryable: true }, '31': declined(false), '32': declined(true), '46': declined(false),
    '4': failed, '7': failed, '9': failed, '21': failed, adyen_101: { code: 'invalid_card_number', retryable: false },
  },
  // Issues of 422 in https://developer.paypal.com/api/orders/v2/, and reasons of a capture. PayPal tells nothing of the card or account behind it; whoever tries again chooses another there.
  paypal: {
    INSTRUMENT_DECLINED: failed, PAYER_CANNOT_PAY: failed, REDIRECT_PAYER_FOR_ALTERNATE_FUNDING: failed, TRANSACTION_REFUSED: failed, DECLINED: failed, CARD_BRAND_NOT_SUPPORTED: failed, CARD_EXPIRED: failed, DOMESTIC_TRANSACTION_REQUIRED: over,
    TRANSACTION_LIMIT_EXCEEDED: failed, MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED: { code: 'too_many_attempts', retryable: true },
    COMPLIANCE_VIOLATION: over, PAYER_ACCOUNT_RESTRICTED: over, PAYER_ACCOUNT_LOCKED_OR_CLOSED: over, PAYEE_BLOCKED_TRANSACTION: over, TRANSACTION_BLOCKED_BY_PAYEE: over, PAYEE_ACCOUNT_RESTRICTED: over, PAYEE_ACCOUNT_LOCKED_OR_CLOSED: over,
    TRANSACTION_RECEIVING_LIMIT_EXCEEDED: over, BUYER_COMPLAINT: over, CHARGEBACK: over, CURRENCY_NOT_SUPPORTED: over,
  },
};

/** Codes of a family are read by how they begin, where the code itself is not known. */
const BY_FAMILY: Record<string, [string, Decline][]> = {
  // 20xxx may work at another try, 30xxx will not, 40xxx is the provider's own view of the risk.
  checkout_com: [['20', declined(true)], ['30', declined(false)], ['40', declined(false)]],
};

/** A code that is not known here may be temporary: the player is told that the payment failed, and may try again. */
export function declineOf(code: string, provider: string): Decline {
  return OURS[code] ?? BY_PROVIDER[provider]?.[code] ?? BY_FAMILY[provider]?.find(([begin]) => /^\d{5}$/.test(code) && code.startsWith(begin))?.[1] ?? failed;
}

/** What each gateway says where the code of the buyer's app is not valid, or not any more. */
export const WRONG_CODE = 'wrong_code';

/** What each gateway says where the bank declined because it has not asked the cardholder (a soft decline). Nothing was taken, and the same charge may be sent again with the question. */
export const AUTHENTICATION_REQUIRED = 'authentication_required';

/** Whether the issuer of the card or the provider said no; else the attempt was not finished, or could not be made. */
export function isDecidedByIssuer(code: string): boolean {
  return !(code in OURS);
}

export const KNOWN_DECLINES: Readonly<Record<string, Readonly<Record<string, Decline>>>> = BY_PROVIDER;
