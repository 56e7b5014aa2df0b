/** Whether all of the money is back with the player, by refunds or because the bank took it: whatever goes back after that goes back a second time. */
export function hasGoneBack(payment: { charged_back_at: Date | null; captured_minor: bigint; refunded_minor: bigint }): boolean {
  return payment.charged_back_at !== null || (payment.captured_minor > 0n && payment.refunded_minor >= payment.captured_minor);
}

/** Whether refunds and a lost dispute together have given back more than was taken. */
export function isGoneTwice(payment: { captured_minor: bigint; refunded_minor: bigint }, disputedMinor: bigint): boolean {
  return payment.captured_minor > 0n && payment.refunded_minor + disputedMinor > payment.captured_minor;
}

export const GONE_BACK_TWICE = 'ALARM: money went back to the player twice: refunded, and taken by the bank';
