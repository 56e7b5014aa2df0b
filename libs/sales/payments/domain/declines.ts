import type { DeclineWord } from '../contracts/queries.js';

interface Decline {
  code: DeclineWord;
  /** Whether the same card or method can work at another try. */
  retryable: boolean;
}

/**
 * The provider's response codes in words for the player. A lost or stolen card reads like any declined one: whoever holds it must not learn that it
 * was reported.
 */
const BY_CODE: Record<string, Decline> = {
  '14': { code: 'invalid_card_number', retryable: false },
  '16': { code: 'card_declined', retryable: true },
  '2051': { code: 'insufficient_funds', retryable: true },
  '2054': { code: 'expired_card', retryable: false },
  '3041': { code: 'card_declined', retryable: false },
  '3043': { code: 'card_declined', retryable: false },
  authentication_failed: { code: 'authentication_failed', retryable: true },
  cancelled_by_payer: { code: 'canceled_by_player', retryable: true },
  not_paid: { code: 'not_paid', retryable: true },
  not_charged: { code: 'not_completed', retryable: true },
  left_unfinished: { code: 'not_completed', retryable: true },
  called_off: { code: 'canceled_by_player', retryable: true },
  provider_unavailable: { code: 'payment_failed', retryable: true },
  unknown_token: { code: 'payment_failed', retryable: true },
  too_many_attempts: { code: 'too_many_attempts', retryable: true },
  no_gateway: { code: 'no_gateway', retryable: false },
};

/** A code that is not known here may be temporary: the player is told that the payment failed, and may try again. */
export function declineOf(code: string): Decline {
  return BY_CODE[code] ?? { code: 'payment_failed', retryable: true };
}
