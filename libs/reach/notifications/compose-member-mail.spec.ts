import { composeMemberMail } from './compose-member-mail.js';

const facts = { name: 'Ada', studio: 'Hearth Games', studio_id: 'stu_1', operator: 'Hubcraft Store', link: 'https://store.example/console/invitation#stu_1.secret' };

describe('a mail to a member of a studio', () => {
  it.each([['invitation', 'en', 'Your invitation to Hearth Games'], ['password_link', 'de', 'Ein neues Passwort für Hearth Games'], ['password_changed', 'en', 'Your password for Hearth Games was changed']] as const)('about %s says in %s what it is for, and leads to it', (kind, language, subject) => {
    const mail = composeMemberMail(kind, facts, language);
    expect(mail.subject).toBe(subject);
    for (const form of [mail.text, mail.html]) {
      for (const part of ['Ada', 'Hearth Games', 'stu_1', 'Hubcraft Store']) expect(form).toContain(part);
      expect(form.includes(facts.link)).toBe(kind !== 'password_changed');
    }
  });

  it('lets nobody write markup, headers or another link into it', () => {
    const { subject, text, html } = composeMemberMail('invitation', { ...facts, name: '<script>alert(1)</script>\n\nhttps://evil.example', studio: 'Evil\r\nBcc: a@b.example' }, 'en');
    expect(subject).toBe('Your invitation to Evil Bcc: a@b.example');
    expect(html).not.toMatch(/<script|https:\/\/evil/);
    expect(text).not.toMatch(/https:\/\/evil|\n\s*Bcc/);
  });
});
