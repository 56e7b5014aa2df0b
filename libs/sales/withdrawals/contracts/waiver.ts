import { EU } from '#platform/kernel/country';
import type { WaiverWords } from '#sales/orders/queries';

/** The law that a right of withdrawal rests on. */
export type WithdrawalRule = 'eu_crd' | 'uk_ccr';

/** Members of the European Union, and of the European Economic Area (Directive 2011/83/EU is in Annex XIX of its agreement). */
const EU_AND_EEA: ReadonlySet<string> = new Set([...EU, 'IS', 'LI', 'NO']);

/**
 * The law by which buyers of a country (ISO 3166-1) may withdraw, null where there is none. `eu_crd`: Directive 2011/83/EU Art. 9 and 16(m); `uk_ccr`: the Consumer Contracts (Information, Cancellation and
 * Additional Charges) Regulations 2013, reg. 29, 30 and 37.
 */
export function withdrawalRule(country: string | null): WithdrawalRule | null {
  if (country === null) return null;
  if (country === 'GB') return 'uk_ccr';
  return EU_AND_EEA.has(country) ? 'eu_crd' : null;
}

export const WAIVER_LOCALES = ['en', 'de'] as const;
export type WaiverLocale = (typeof WAIVER_LOCALES)[number];

/** The words that a buyer is shown now. Words that were ever shown stay in `WORDS`: orders name them by their version. */
export const WAIVER_VERSION = '2026-11';
const WORDS: Readonly<Record<string, Readonly<Record<WaiverLocale, string>>>> = {
  '2026-11': {
    en: 'I expressly agree that delivery begins at once, before my time to withdraw is over, and I know that I lose my right to withdraw from the contract by that.',
    de: 'Ich stimme ausdrücklich zu, dass vor Ablauf der Widerrufsfrist mit der Ausführung des Vertrags begonnen wird, und mir ist bekannt, dass ich mein Widerrufsrecht dadurch verliere.',
  },
};

/** What a buyer in this language agrees to; in English where we do not write hers. */
export function waiverIn(locale: string): WaiverWords {
  const language = WAIVER_LOCALES.find((each) => each === locale.slice(0, 2).toLowerCase()) ?? 'en';
  return { version: WAIVER_VERSION, locale: language, words: WORDS[WAIVER_VERSION]![language] };
}

/** The words that were shown under this version and locale; undefined where there are none. */
export function waiverOf(version: string, locale: string): WaiverWords | undefined {
  const words = Object.hasOwn(WORDS, version) && Object.hasOwn(WORDS[version]!, locale) ? WORDS[version]![locale as WaiverLocale] : undefined;
  return words === undefined ? undefined : { version, locale, words };
}
