import { orderForTest } from '#sales/orders/testing';
import { composeVoucherMail, isToBePaid } from './compose-voucher-mail.js';
import { VOUCHER_LANGUAGES, VOUCHER_TEXTS, voucherLanguage } from './voucher-mail-texts.js';

const HOW = { kind: 'voucher', reference: '0101 0101', url: 'https://psp.example/v/1', due_at: 1_796_000_000 } as const;
const PAID = { amount_minor: 1_999, currency: 'MXN', status: 'created', label: 'OXXO' } as const;
const GAME = { name: 'Emberfall', environment: 'sandbox', default_locale: 'en' } as const;

describe('a mail with the number of a voucher', () => {
  const compose = (locale: string, how: object = {}) => composeVoucherMail(PAID, { ...HOW, ...how }, orderForTest({ locale }), GAME as never, { operator: 'Aurora', contact: 'store@aurora.example' });

  it('says in every language by which number, how much, until when and where', () => {
    for (const language of VOUCHER_LANGUAGES) {
      const { subject, text } = compose(language);
      for (const part of ['Emberfall', '19.99']) expect(subject.replace(',', '.')).toContain(part);
      for (const part of ['OXXO', '0101 0101', 'https://psp.example/v/1', 'store@aurora.example', 'Aurora', VOUCHER_TEXTS[language].test_purchase]) expect(text).toContain(part);
      expect(text).not.toContain('{');
    }
    expect([voucherLanguage('pt-BR', 'de'), voucherLanguage('ko', 'de'), voucherLanguage(null, 'fr')]).toEqual(['pt', 'de', 'en']);
  });

  it('promises no receipt where the studio sells: a confirmation alone is ours to send', () => {
    const RECEIPT = { en: 'receipt', de: 'Quittung', es: 'recibo', pt: 'recibo', ja: '領収書' };
    const CONFIRMATION = { en: 'confirmation', de: 'Bestätigung', es: 'confirmación', pt: 'confirmação', ja: '確認メール' };
    for (const locale of VOUCHER_LANGUAGES) {
      const of = (seller: 'operator' | 'studio') => composeVoucherMail(PAID, HOW, { ...orderForTest({ locale }), seller }, GAME as never, { operator: 'Ashen Oak', contact: 'store@aurora.example' }).text;
      expect(of('operator')).toContain(RECEIPT[locale]);
      expect(of('studio')).not.toContain(RECEIPT[locale]);
      expect(of('studio')).toContain(CONFIRMATION[locale]);
    }
  });

  it('leaves out what the provider does not tell, and lets nobody write markup', () => {
    const { text } = compose('en', { reference: null, due_at: null });
    expect(text).toContain('with the voucher behind the link');
    expect(text).not.toMatch(/Number of the voucher|Pay until/);
    expect(compose('en', { reference: '<b>1</b>' }).html).not.toContain('<b>');
  });

  it('helps while the attempt is open and its time is not over', () => {
    const is = (status: string, how: object | null, now = 0) => isToBePaid({ status } as never, how && ({ ...HOW, ...how } as never), now);
    expect([is('created', {}), is('created', { reference: null }), is('created', { due_at: null }, 2_000_000_000)]).toEqual([true, true, true]);
    expect([is('done', {}), is('created', null), is('created', { kind: 'qr' }), is('created', { reference: null, url: null }), is('created', {}, HOW.due_at)]).toEqual([false, false, false, false, false]);
  });
});
