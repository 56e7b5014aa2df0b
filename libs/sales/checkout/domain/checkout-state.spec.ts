import { checkoutState, type StateOfOrder } from './checkout-state.js';

const order = (told: Partial<StateOfOrder>): StateOfOrder => ({ status: 'created', is_expired: false, is_held: false, ...told });
const grants = (...states: string[]): { state: string }[] => states.map((state) => ({ state }));

describe('what a page shows', () => {
  it.each([
    [order({}), [], 'open'],
    [order({ status: 'reattempted' }), [], 'open'],
    [order({ is_expired: true }), [], 'expired'],
    [order({ status: 'captured' }), [], 'processing'],
    [order({ status: 'captured', is_held: true }), [], 'failed'],
    [order({ status: 'paid' }), [], 'paid_waiting'],
    [order({ status: 'paid' }), grants('requested'), 'paid_waiting'],
    [order({ status: 'paid' }), grants('acknowledged', 'requested'), 'paid_waiting'],
    [order({ status: 'paid' }), grants('claimable'), 'claimable'],
    [order({ status: 'refund_requested' }), grants('claimable'), 'refund_requested'],
    [order({ status: 'paid' }), grants('acknowledged'), 'granted'],
    [order({ status: 'disputed' }), grants('acknowledged'), 'granted'],
    [order({ status: 'refund_requested' }), grants('acknowledged'), 'refund_requested'],
    [order({ status: 'refunded' }), grants('revoked'), 'refunded'],
    [order({ status: 'canceled' }), grants('revoked'), 'canceled'],
  ] as const)('of %j with %j is %s', (told, given, state) => {
    expect(checkoutState(told, given, null)).toBe(state);
  });

  it.each([
    ['paid', null, 'paid_waiting'], ['paid', 'requested', 'refund_requested'], ['paid', 'succeeded', 'refund_requested'], ['refund_requested', 'requested', 'refund_requested'], ['refunded', 'succeeded', 'refunded'],
    ['paid', 'held', 'failed'], ['paid', 'failed', 'failed'], ['paid', 'dismissed', 'failed'], ['disputed', null, 'failed'], ['canceled', null, 'canceled'],
  ] as const)('of an order that is %s, that the game declined and whose refund is %s is %s', (status, refund, state) => {
    expect(checkoutState(order({ status }), grants('declined'), refund)).toBe(state);
  });
});
