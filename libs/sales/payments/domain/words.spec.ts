import { DECLINE_WORDS } from '../contracts/queries.js';
import { declineOf, KNOWN_DECLINES } from './declines.js';
import { CHARGE_GONE_SECONDS, lifetimeSeconds, nextLookUpSeconds, pendingSeconds, nextRefundLookUpSeconds } from './look-up-schedule.js';
import { ENDED, TRANSITIONS, mayBecome } from './payment-states.js';
import { standingOf } from './standing.js';

const FACTS = { id: 'pmt_1', provider: 'sandbox', status: 'created', provider_state: null, action_url: null, fail_code: null, is_mismatched: false, is_late: false } as const;

describe('what the player is told', () => {
  it.each([['16', 'card_declined', true], ['2051', 'insufficient_funds', true], ['3041', 'card_declined', false], ['3043', 'card_declined', false], ['2054', 'expired_card', false], ['14', 'invalid_card_number', false], ['9999', 'payment_failed', true]])(
    'of the code %s is %s', (code, word, retryable) => {
      expect(declineOf(code, 'sandbox')).toEqual({ code: word, retryable });
      expect(DECLINE_WORDS).toContain(word);
    });

  it.each([['stripe', 'insufficient_funds', 'insufficient_funds', true], ['stripe', 'lost_card', 'card_declined', false], ['stripe', 'incorrect_cvc', 'incorrect_security_code', true], ['stripe', '2051', 'payment_failed', true],
    ['checkout_com', '20051', 'insufficient_funds', true], ['checkout_com', '20005', 'card_declined', true], ['checkout_com', '30041', 'card_declined', false], ['checkout_com', '40101', 'card_declined', false], ['checkout_com', '4', 'payment_failed', true], ['stripe', '20005', 'payment_failed', true], ['stripe', 'wrong_code', 'invalid_code', true], ['stripe', 'payment_method_provider_decline', 'payment_failed', true], ['adyen', 'app_2', 'payment_failed', true],
    ['adyen', '12', 'insufficient_funds', true], ['adyen', '20', 'card_declined', false], ['adyen', '24', 'incorrect_security_code', true], ['adyen', '99', 'payment_failed', true],
    ['paypal', 'INSTRUMENT_DECLINED', 'payment_failed', true], ['paypal', 'COMPLIANCE_VIOLATION', 'payment_failed', false], ['paypal', 'MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED', 'too_many_attempts', true], ['paypal', 'SOMETHING_NEW', 'payment_failed', true]])(
    'of the code that %s writes %s is %s', (provider, code, word, retryable) => {
      expect(declineOf(code, provider)).toEqual({ code: word, retryable });
    });

  it('never tells that a card was reported lost, stolen or fraudulent, and knows only words that there are', () => {
    for (const [provider, codes] of Object.entries(KNOWN_DECLINES)) {
      for (const [code, { code: word }] of Object.entries(codes)) {
        expect(DECLINE_WORDS).toContain(word);
        if (/lost|stolen|fraud|pickup/i.test(code)) expect([provider, code, declineOf(code, provider)]).toEqual([provider, code, { code: 'card_declined', retryable: false }]);
      }
    }
  });

  it.each([
    [{}, 'unknown'], [{ provider_state: 'pending' }, 'pending'], [{ provider_state: 'requires_action', action_url: 'http://a' }, 'requires_action'], [{ is_mismatched: true }, 'pending'],
    [{ status: 'done' }, 'paid'], [{ status: 'refund_requested' }, 'paid'], [{ status: 'refunded' }, 'paid'], [{ status: 'refunded', is_late: true }, 'failed'], [{ status: 'chargeback' }, 'paid'],
    [{ status: 'failed', fail_code: '16' }, 'declined'], [{ status: 'failed', fail_code: 'authentication_failed' }, 'failed'], [{ status: 'expired' }, 'failed'], [{ status: 'canceled', fail_code: 'called_off' }, 'failed'],
  ] as const)('of %j is %s', (told, state) => {
    expect(standingOf({ ...FACTS, ...told })).toMatchObject({ payment_id: 'pmt_1', state });
  });
});

describe('the states of an attempt', () => {
  it('has one cause per way, and money never vanishes without a word', () => {
    expect(new Set(TRANSITIONS.map(({ from, to }) => `${from}>${to}`)).size).toBe(TRANSITIONS.length);
    for (const status of ENDED) expect(TRANSITIONS.filter(({ from }) => from === status).map(({ to }) => to)).toEqual(['refund_requested']);
    for (const final of ['refunded', 'chargeback']) expect(TRANSITIONS.map<string>(({ from }) => from)).not.toContain(final);
    expect(mayBecome('created', 'refunded')).toBe(false);
  });
});

describe('the look-ups', () => {
  it('come at growing distances, and never stop', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100].map(nextLookUpSeconds);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).toBe(900);
    expect(nextRefundLookUpSeconds(1)).toBe(1);
    expect(nextRefundLookUpSeconds(1_000)).toBe(3_600);
  });

  it('give cards half an hour and async methods a day, and a charge more time than its deadline', () => {
    expect([lifetimeSeconds('card'), lifetimeSeconds('wallet'), lifetimeSeconds('bank_transfer'), lifetimeSeconds('voucher')]).toEqual([1_800, 1_800, 86_400, 86_400]);
    expect(CHARGE_GONE_SECONDS).toBeGreaterThan(10);
  });
});

describe('the life of an attempt', () => {
  it('is as long as a page of a bank or wallet lasts, and longer for what the provider holds back', () => {
    expect(['card', 'wallet', 'paypal', 'bank_transfer'].map(lifetimeSeconds)).toEqual([1_800, 1_800, 1_800, 86_400]);
    expect(['card', 'paypal', 'bank_transfer', 'blik', 'pix', 'boleto', 'oxxo', 'toString'].map(pendingSeconds)).toEqual([1_800, 259_200, 86_400, 1_800, 86_400, 864_000, 864_000, 86_400]);
  });
});
