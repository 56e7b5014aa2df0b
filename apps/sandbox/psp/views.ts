import type { PaymentRow, RefundRow } from './rows.js';

/** Where a browser is sent for a payment that requires action. */
export function actionPath(payment: PaymentRow): string {
  return payment.method === 'wallet' ? `/wallet/${payment.id}` : `/3ds/${payment.id}`;
}

/** What the payer names at the till: fourteen digits, of the id. */
function voucherNumber(id: string): string {
  return [...id].slice(-14).map((character) => character.charCodeAt(0) % 10).join('');
}

/** A payment as the books have it. */
export function trueView(payment: PaymentRow, publicUrl: string): Record<string, unknown> {
  const { capture: _capture, outcome: _outcome, return_url: _returnUrl, locale: _locale, is_misreported: _misreported, stores: _stores, ...rest } = payment;
  return { ...rest, pay_reference: payment.method === 'voucher' && payment.status === 'pending' ? voucherNumber(payment.id) : null, action: payment.status === 'requires_action' ? { url: publicUrl + actionPath(payment) } : null };
}

/** A payment as everybody but the books is told: the fault `wrong_amount` lies here. */
export function reportedView(payment: PaymentRow, publicUrl: string): Record<string, unknown> {
  const view = trueView(payment, publicUrl);
  return payment.is_misreported ? { ...view, captured_minor: payment.captured_minor + 1 } : view;
}

export function refundView(refund: RefundRow): Record<string, unknown> {
  return { ...refund };
}
