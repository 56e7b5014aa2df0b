import { CATALOGS, LOCALES, sayIn, type MessageKey } from './messages.js';

const texts = (entry: unknown): string[] => (typeof entry === 'string' ? [entry] : Object.values(entry as Record<string, string>));
const holes = (entry: unknown) => [...new Set(texts(entry).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

describe.each(LOCALES)('The texts in %s', (locale) => {
  const catalog = CATALOGS[locale];

  it('are complete: every key of English, nothing more, nothing empty', () => {
    expect(Object.keys(catalog).sort()).toEqual(Object.keys(CATALOGS.en).sort());
    for (const entry of Object.values(catalog)) for (const text of texts(entry)) expect(text).toMatch(/^\S(.*\S)?$/);
  });

  it.each(Object.keys(CATALOGS.en) as MessageKey[])('fill in the same holes in %s', (key) => expect(holes(catalog[key])).toEqual(holes(CATALOGS.en[key])));

  it('have a text for every plural that the language knows', () => {
    expect(new Intl.PluralRules(locale).resolvedOptions().pluralCategories.sort()).toEqual(['one', 'other']);
    const say = sayIn(locale);
    expect([say('days', { count: 1 }), say('days', { count: 2 })]).toEqual(locale === 'en' ? ['1 day', '2 days'] : ['1 Tag', '2 Tagen']);
  });
});

it('writes numbers as the language does', () => expect(sayIn('de')('days', { count: 1234 })).toBe('1.234 Tagen'));

it('are translated: German is English nowhere but where both say the same', () => {
  const same = (Object.keys(CATALOGS.en) as MessageKey[]).filter((key) => JSON.stringify(CATALOGS.en[key]) === JSON.stringify(CATALOGS.de[key]));
  expect(same.sort()).toEqual(['method_wallet', 'saved_card', 'saved_until', 'times', 'with_amount']);
});
