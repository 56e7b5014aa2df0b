import { MEMBER_MAIL_TEXTS } from './member-mail-texts.js';
import { MAIL_TEXTS, mailLanguage } from './mail-texts.js';
import { WITHDRAWAL_MAIL_TEXTS } from './withdrawal-mail-texts.js';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('the texts of mails', () => {
  const texts: Record<string, object>[] = [MAIL_TEXTS, MEMBER_MAIL_TEXTS, WITHDRAWAL_MAIL_TEXTS];
  const pairs = texts.flatMap(({ en, ...others }) => Object.entries(others).map(([language, its]): [string, Record<string, string>, Record<string, string>] => [language, { ...its }, { ...en }]));

  it.each(pairs)('are complete in %s: the same keys, the same names in braces, nothing empty, nothing left in English', (_language, texts, en) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(texts)) {
      const english = en[key]!;
      expect([key, placeholders(text)]).toEqual([key, placeholders(english)]);
      expect([key, text.trim().length > 0, text === english]).toEqual([key, true, false]);
    }
  });

  it('are chosen by the first locale that we write in', () => {
    expect(mailLanguage('de-AT', 'en')).toBe('de');
    expect(mailLanguage('fr', 'de')).toBe('de');
    expect(mailLanguage(null, 'pt-BR')).toBe('en');
  });
});
