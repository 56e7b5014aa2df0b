import { DISPUTE_STATUSES } from '../contracts/queries.js';
import { compellingEvidence } from './compelling-evidence.js';
import { secondsUntilSent } from './deadline.js';
import { following } from './dispute-states.js';
import { monthOf, monthsBefore } from './months.js';
import { reasonOf, schemeOf } from './words.js';

describe('how a dispute stands', () => {
  const is = (status: (typeof DISPUTE_STATUSES)[number], is_inquiry = status.startsWith('warning')) => ({ status, is_inquiry });

  it('follows the bank, and never goes back by a word that was overtaken', () => {
    expect(following(is('needs_response'), is('under_review'))).toEqual(is('under_review'));
    expect(following(is('under_review'), is('needs_response'))).toBeNull();
    for (const end of ['won', 'lost'] as const) {
      expect(following(is('needs_response'), is(end))).toEqual(is(end));
      for (const late of DISPUTE_STATUSES) expect(following(is(end), is(late))).toBeNull();
    }
  });

  it('is a question first, which is closed, or becomes a dispute, also after it was closed or looked into', () => {
    expect(following(is('warning_needs_response'), is('under_review', true))).toEqual(is('under_review', true));
    expect(following(is('under_review', true), is('warning_closed'))).toEqual(is('warning_closed'));
    for (const was of [is('warning_needs_response'), is('under_review', true), is('warning_closed')]) expect(following(was, is('needs_response'))).toEqual(is('needs_response'));
    for (const late of [is('warning_needs_response'), is('under_review', true), is('warning_closed')]) expect(following(is('needs_response'), late)).toBeNull();
  });
});

describe('the words of a dispute', () => {
  it.each([
    ['fraudulent', null, 'fraudulent'], ['fraudulent', '10.4', 'fraudulent'], [null, '4837', 'fraudulent'], ['general', '13.1', 'product_not_received'], ['product_not_received', null, 'product_not_received'], ['Not as Described', null, 'product_unacceptable'],
    ['credit_not_processed', null, 'credit_not_processed'], ['duplicate', null, 'duplicate'], [null, '12.6.1', 'duplicate'], ['canceled_recurring', null, 'subscription_canceled'], ['13.7', null, 'credit_not_processed'], ['11.3', null, 'processing_error'],
    ['unrecognized', null, 'unrecognized'], ['general', null, 'general'], [null, null, 'general'], ['something new', null, 'general'],
  ] as const)('%s %s is %s', (word, code, reason) => expect(reasonOf(word, code)).toBe(reason));

  it.each([['VISA', 'visa'], ['visa', 'visa'], ['Mastercard', 'mastercard'], ['MC', 'mastercard'], ['Maestro', 'maestro'], ['American Express', 'amex'], ['China Union Pay', 'unionpay'], ['Discover', 'discover'], ['JCB', 'jcb'], ['Girocard', 'other']] as const)(
    'the scheme of %s is %s', (brand, scheme) => expect(schemeOf({ brand })).toBe(scheme));
  it('what no card paid has no scheme', () => expect(schemeOf(null)).toBe('none'));
});

describe('Compelling Evidence 3.0', () => {
  const bought = (days_before_dispute: number, ...same: ('account' | 'card' | 'ip_address')[]) => ({ payment_id: `pmt_${days_before_dispute}`, days_before_dispute, same });
  const all = ['account', 'card', 'ip_address'] as const;

  it('is met by two purchases of the same card, account and address, 120 to 365 days before', () => {
    expect(compellingEvidence([bought(119, ...all), bought(120, ...all), bought(365, ...all), bought(366, ...all)])).toEqual({ is_met: true, payment_ids: ['pmt_120', 'pmt_365'] });
    expect(compellingEvidence([bought(119, ...all), bought(120, ...all), bought(366, ...all)]).is_met).toBe(false);
    for (const missing of all) expect(compellingEvidence([bought(200, ...all), bought(201, ...all.filter((each) => each !== missing))]).is_met).toBe(false);
  });
});

describe('the time of an answer', () => {
  it('is so many hours before that of the bank is over, and now where that has passed', () => {
    const day = 86_400;
    expect([secondsUntilSent(10 * day, 48, day), secondsUntilSent(3 * day, 48, day), secondsUntilSent(3 * day + 1, 48, day), secondsUntilSent(day, 48, 2 * day), secondsUntilSent(null, 48, day)]).toEqual([7 * day, 0, 1, 0, null]);
  });

  it('months begin with their first day in UTC', () => {
    expect([monthOf(new Date('2026-01-31T23:59:59Z')), monthsBefore('2026-01-01', 1), monthsBefore('2026-03-01', 2), monthsBefore('2026-12-01', -1)]).toEqual(['2026-01-01', '2025-12-01', '2026-01-01', '2027-01-01']);
  });
});
