import type { WithdrawalView } from '#sales/withdrawals/queries';
import { withdrawalForTest } from '#sales/withdrawals/testing';
import { composeWithdrawalMail } from './compose-withdrawal-mail.js';

const FACTS = { game: 'Aurora', operator: 'Hubcraft Store' };
const compose = (told: Partial<WithdrawalView> = {}, facts = FACTS) => {
  const view = withdrawalForTest(told);
  const mail = composeWithdrawalMail({ ...view, declarant: view.declarant! }, facts);
  return { ...mail, text: mail.text.replaceAll(/[\u00a0\u202f]/g, ' ') };
};
const basis = { ...withdrawalForTest().basis, waiver: { line_ids: ['1'], version: '2026-11', locale: 'de', words: 'Ich stimme zu.', given_at: 1_789_999_000 } };

describe('the confirmation of a withdrawal', () => {
  it('says what was stated, by whom, and when it came', () => {
    const { subject, text, html } = compose();
    expect(subject).toBe('Your withdrawal was received: Aurora (0000000000000042)');
    for (const part of ['I withdraw from the contract named here.', 'Your name: Aria Example', 'Order: 0000000000000042', 'aria@example.com', 'Received on: September 21, 2026 at 2:13 PM UTC', 'Sold by Hubcraft Store']) expect(text).toContain(part);
    for (const part of ['Aria Example', '0000000000000042', 'September 21, 2026']) expect(html).toContain(part);
  });

  it.each<[string, Partial<WithdrawalView>, RegExp]>([
    ['that the money goes back', {}, /We send your money back/],
    ['why there is no right, with the words and their times', { outcome: 'no_right', because: 'performed', basis }, /On September 21, 2026 at 1:56 PM UTC you agreed: “Ich stimme zu\.” .* delivered on September 21, 2026 .* by mail on September 21, 2026/],
    ['that the time was over', { outcome: 'no_right', because: 'period_over' }, /its time was over on October 6, 2026/],
    ['that the country knows none', { outcome: 'no_right', because: 'country' }, /knows no right/],
    ['that a business has none', { outcome: 'no_right', because: 'business' }, /by a business/],
    ['that nothing was paid', { outcome: 'nothing_to_give_back', because: 'not_paid' }, /never paid/],
    ['that it has gone back', { outcome: 'nothing_to_give_back', because: 'given_back' }, /gone back already/],
    ['that somebody looks for the order', { outcome: 'unmatched', because: 'order_unknown', order_id: null }, /Somebody looks at it/],
  ])('says %s', (_what, told, words) => {
    expect(compose(told).text).toMatch(words);
  });

  it('is in the language in which it was stated', () => {
    const { subject, html, text } = compose({ locale: 'de' });
    expect(subject).toBe('Ihr Widerruf ist eingegangen: Aurora (0000000000000042)');
    expect(html).toContain('<html lang="de">');
    expect(text).toContain('Eingegangen am: 21. September 2026');
  });

  it('lets nobody write markup, headers or a link into it', () => {
    const { subject, text, html } = compose({ declarant: { name: '<img src=x>\n\nWin at https://evil.example and www.evil.example', email: 'a@b.example', order: 'x\r\nBcc: a@b.example' } }, { ...FACTS, game: 'Evil</title>' });
    expect(subject).toBe('Your withdrawal was received: Evil</title> (x Bcc: a@b.example)');
    expect(html).not.toMatch(/<img|https:\/\/evil|www\.evil|Evil<\/title> \(/);
    expect(text).not.toMatch(/https:\/\/evil|www\.evil|\n\s*(Bcc|Win)/);
  });
});
