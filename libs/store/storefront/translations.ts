import { TranslationsWrong } from './contracts/errors.js';
import type { HubTranslations } from './contracts/queries.js';

const TEXTS_MAX = 500;
const LENGTH_MAX = 1_000;
const PRINTABLE = /^(?:[\t\n\r -~\u0080-\ud7ff\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff])+$/;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LENGTH_MAX && PRINTABLE.test(value);

/** Throws `storefront.translations_wrong`, saying where. */
export function checkTranslations(told: Record<string, unknown>, locales: readonly string[]): HubTranslations {
  for (const [locale, texts] of Object.entries(told)) {
    if (!locales.includes(locale)) throw new TranslationsWrong([locale], `Not one of ${locales.join(', ')}.`);
    if (typeof texts !== 'object' || texts === null || Array.isArray(texts)) throw new TranslationsWrong([locale], 'An object: the original text to its translation.');
    const pairs = Object.entries(texts as Record<string, unknown>);
    if (pairs.length > TEXTS_MAX) throw new TranslationsWrong([locale], `At most ${TEXTS_MAX} texts.`);
    const wrong = pairs.find(([original, translation]) => !isText(original) || !isText(translation));
    if (wrong) throw new TranslationsWrong([locale, wrong[0].slice(0, 100)], `A text of 1 to ${LENGTH_MAX} characters, and its translation.`);
  }
  return told as HubTranslations;
}
