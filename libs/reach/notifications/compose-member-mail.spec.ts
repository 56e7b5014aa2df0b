import { composeMemberMail } from './compose-member-mail.js';

const facts = { name: 'Ada', studio: 'Hearth Games', studio_id: 'stu_1', operator: 'Hubcraft Store', contact: 'store@example.com', link: 'https://store.example/console/invitation#stu_1.secret' };

describe('a mail to a member of a studio', () => {
  it.each([['invitation', 'en', 'Your invitation to Hearth Games'], ['password_link', 'de', 'Ein neues Passwort für Hearth Games'], ['password_changed', 'en', 'Your password for Hearth Games was changed']] as const)('about %s says in %s what it is for, and leads to it', (kind, language, subject) => {
    const mail = composeMemberMail(kind, facts, language);
    expect(mail.subject).toBe(subject);
    for (const form of [mail.text, mail.html]) {
      for (const part of ['Ada', 'Hearth Games', 'stu_1', 'Hubcraft Store']) expect(form).toContain(part);
      expect(form.includes(facts.link)).toBe(kind !== 'password_changed');
    }
  });

  it.each([['studio_dispute_opened', 'en', 'A payment for Hearth Games is disputed (€19.99)'], ['studio_dispute_due', 'de', 'Die Antwort auf einen Zahlungsstreit geht bald ab (19,99 €)'], ['studio_dispute_lost', 'en', 'A dispute was lost for Hearth Games (€19.99)']] as const)('about %s says in %s what is known, without a link', (kind, language, subject) => {
    const about = { order_id: 'ord_1', payment_id: 'pmt_1', dispute_id: 'dp_1', amount_minor: 1_999, currency: 'EUR', reason: null, due_at: 1_796_000_000, evidence_at: null };
    const mail = composeMemberMail(kind, { ...facts, link: null }, language, about);
    expect(mail.subject).toBe(subject);
    for (const part of ['ord_1', 'dp_1', '2026', 'PUT /v1/console/mails']) expect(mail.text).toContain(part);
    expect(mail.text).not.toMatch(/\{|https:/);
  });

  it('lets nobody write markup, headers or another link into it', () => {
    const { subject, text, html } = composeMemberMail('invitation', { ...facts, name: '<script>alert(1)</script>\n\nhttps://evil.example', studio: 'Evil\r\nBcc: a@b.example' }, 'en');
    expect(subject).toBe('Your invitation to Evil Bcc: a@b.example');
    expect(html).not.toMatch(/<script|https:\/\/evil/);
    expect(text).not.toMatch(/https:\/\/evil|\n\s*Bcc/);
  });
});
