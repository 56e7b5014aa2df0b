import { MAIL_TEXTS, fill, mailLanguage } from './mail-texts.js';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('the texts of mails', () => {
  const { en, ...others } = MAIL_TEXTS;

  it.each(Object.entries(others))('are complete in %s: the same keys, the same names in braces, nothing empty, nothing left in English', (_language, texts) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(texts)) {
      const english = en[key as keyof typeof en];
      expect([key, placeholders(text)]).toEqual([key, placeholders(english)]);
      expect([key, text.trim().length > 0, text === english]).toEqual([key, true, false]);
    }
  });

  it('are chosen by the first locale that we write in', () => {
    expect(mailLanguage('de-AT', 'en')).toBe('de');
    expect(mailLanguage('fr', 'de')).toBe('de');
    expect(mailLanguage(null, 'pt-BR')).toBe('en');
  });

  it('take values as they are, braces and dollars included', () => {
    expect(fill('{a} and {b}', { a: '$& {b}', b: '2' })).toBe('$& {b} and 2');
  });
});
