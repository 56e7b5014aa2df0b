import { paymentMethod } from '../contracts/method-table.js';

/** When an attempt that is still open is looked up again, in seconds after the look-up before. The first one comes 15 s after the start. */
export const FIRST_LOOK_UP_SECONDS = 15;
const STEPS = [15, 15, 30, 60, 120, 300, 600, 900] as const;

export function nextLookUpSeconds(runs: number): number {
  return STEPS[Math.min(Math.max(runs, 1), STEPS.length) - 1]!;
}

/** Until a refund that the provider took is final. */
const REFUND_STEPS = [1, 2, 5, 10, 30, 60, 300, 900, 3_600] as const;

export function nextRefundLookUpSeconds(runs: number): number {
  return REFUND_STEPS[Math.min(Math.max(runs, 1), REFUND_STEPS.length) - 1]!;
}

/** How long a player may take: for what she is shown to pay elsewhere (bank transfers, vouchers) a day, else half an hour (pages of a bank or wallet end then). */
export function lifetimeSeconds(method: string): number {
  return (paymentMethod(method)?.pending ?? 'always') === 'always' ? 24 * 3_600 : 30 * 60;
}

/** How long it is waited for what the provider holds back: PayPal looks some payments over, which takes up to three days. Vouchers can be paid for three days, and banks tell of that on a working day after it. The provider says before when one has expired. */
const PENDING_HOURS: Readonly<Record<string, number>> = { paypal: 72, boleto: 10 * 24, oxxo: 10 * 24 };

export function pendingSeconds(method: string): number {
  return Object.hasOwn(PENDING_HOURS, method) ? PENDING_HOURS[method]! * 3_600 : lifetimeSeconds(method);
}

/** No charge can still be on its way this long after it was sent: the provider's call is cut after 10 s. */
export const CHARGE_GONE_SECONDS = 90;
/** A charge that was begun this lately is being answered: what a notification tells of it is known before anybody has asked. */
export const CHARGING_SECONDS = 10;
export const WHILE_CHARGING_SECONDS = 3;
/** A charge whose process died may be sent again, under the same key, by another caller. */
export const CHARGE_TAKEOVER_SECONDS = 30;
