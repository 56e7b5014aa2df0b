import type { PayoutState } from '../contracts/words.js';

/** Every way of a payout, with its cause. */
export const PAYOUT_TRANSITIONS = [
  { from: 'pending', to: 'held', cause: 'hold_placed' },
  { from: 'held', to: 'pending', cause: 'hold_ended' },
  { from: 'pending', to: 'canceled', cause: 'canceled_by_staff' },
  { from: 'held', to: 'canceled', cause: 'canceled_by_staff' },
  { from: 'pending', to: 'in_transit', cause: 'sent' },
  { from: 'in_transit', to: 'succeeded', cause: 'bank_paid' },
  { from: 'in_transit', to: 'failed', cause: 'bank_refused' },
] as const satisfies readonly { from: PayoutState; to: PayoutState; cause: string }[];

export function mayGo(from: PayoutState, to: PayoutState): boolean {
  return PAYOUT_TRANSITIONS.some((way) => way.from === from && way.to === to);
}
