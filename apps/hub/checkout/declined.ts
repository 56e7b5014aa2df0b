import type { CheckoutView } from '#sales/checkout/queries';
import { CATALOGS } from '../messages/messages.js';

/** A bank declines; everything else just did not happen. */
const DECLINES = new Set(['card_declined', 'insufficient_funds', 'limit_exceeded', 'expired_card', 'invalid_card_number', 'incorrect_security_code', 'card_not_supported']);

/** The words for an attempt that came to nothing. */
export interface DeclinedWords {
  title: 'authentication_failed_title' | 'declined_title' | 'not_paid_title' | 'voucher_called_off_title';
  text: 'decline_payment_failed' | 'voucher_called_off';
}

function titleOf(code: string): DeclinedWords['title'] {
  if (code === 'authentication_failed') return 'authentication_failed_title';
  return DECLINES.has(code) ? 'declined_title' : 'not_paid_title';
}

/**
 * Why the last attempt came to nothing; null where none did. What is paid at a till is told days later: of a voucher that was called off, or of a method that is not
 * offered any more and may be one, nobody knows that nothing was paid.
 */
export function declinedOf({ payment, methods }: Pick<CheckoutView, 'payment' | 'methods'>): DeclinedWords | null {
  const code = payment?.decline?.code;
  if (!code) return null;
  const type = methods.find(({ method }) => method === payment.method)?.type ?? 'voucher';
  if (code === 'canceled_by_player' && type === 'voucher') return { title: 'voucher_called_off_title', text: 'voucher_called_off' };
  const key = `decline_${code}`;
  return { title: titleOf(code), text: (key in CATALOGS.en ? key : 'decline_payment_failed') as 'decline_payment_failed' };
}
