import { sayIn, type Locale } from '../messages/messages.js';
import { declinedOf } from './declined.js';

type Method = Parameters<typeof declinedOf>[0]['methods'][number];

const offered = (method: string, type: Method['type']): Method => ({ method, label: method, kind: 'async', type, is_local: false, refund: 'none', fields: [] });
const METHODS = [offered('card', 'card'), offered('ideal', 'bank_redirect'), offered('oxxo', 'voucher'), offered('boleto', 'voucher')];
const told = (method: string, code: string | null) => declinedOf({ methods: METHODS, payment: { payment_id: 'pmt_1', method, action_url: null, instructions: null, decline: code === null ? null : { code } } });

describe('An attempt that came to nothing', () => {
  it('is told by its reason, and by a general word where the page knows none', () => {
    expect(told('card', 'insufficient_funds')).toEqual({ title: 'declined_title', text: 'decline_insufficient_funds' });
    expect(told('card', 'authentication_failed')).toEqual({ title: 'authentication_failed_title', text: 'decline_authentication_failed' });
    expect(told('oxxo', 'not_completed')).toEqual({ title: 'not_paid_title', text: 'decline_not_completed' });
    expect(told('card', 'of_a_later_build')).toEqual({ title: 'not_paid_title', text: 'decline_payment_failed' });
    expect([told('card', null), declinedOf({ methods: METHODS, payment: null })]).toEqual([null, null]);
  });

  it('and was called off was not charged, unless it was a voucher, which may have been paid at a till, or a method that nobody offers any more', () => {
    expect(told('ideal', 'canceled_by_player')).toEqual({ title: 'not_paid_title', text: 'decline_canceled_by_player' });
    for (const method of ['oxxo', 'boleto', 'not_offered_now']) expect(told(method, 'canceled_by_player')).toEqual({ title: 'voucher_called_off_title', text: 'voucher_called_off' });
  });

  it.each<[Locale, RegExp, RegExp]>([['en', /pay nothing more by it.*paid it already.*write to us/i, /charged|did not go/i], ['de', /bezahlen Sie ihn nicht mehr.*schon bezahlt.*Schreiben Sie uns/, /abgebucht|nicht zustande/i]])('says of a voucher what to do, and not that nothing was taken (%s)', (locale, does, claims) => {
    const say = sayIn(locale);
    const words = `${say('voucher_called_off_title')} ${say('voucher_called_off')}`;
    expect(words).toMatch(does);
    expect(words).not.toMatch(claims);
    expect(say('decline_canceled_by_player')).toMatch(claims);
  });
});
