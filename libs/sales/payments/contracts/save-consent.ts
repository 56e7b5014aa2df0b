/** What a player agrees to when a way to pay is kept. `usage`: for purchases that she makes herself, or also while she is not there. */
export interface SaveConsent {
  version: string;
  usage: 'on_session' | 'off_session';
  locale: string;
  words: string;
}

/** Words that were shown once stay here: consents name them. */
const CONSENTS: readonly { version: string; usage: SaveConsent['usage']; words: Readonly<Record<'en' | 'de', string>> }[] = [
  {
    version: '2026-11', usage: 'on_session', words: {
      en: 'Save this for my next purchases in this store. The payment provider keeps it; I can remove it here at any time.',
      de: 'Für meine nächsten Käufe in diesem Shop merken. Der Zahlungsanbieter bewahrt es auf; ich kann es hier jederzeit entfernen.',
    },
  },
  {
    version: '2026-11-recurring', usage: 'off_session', words: {
      en: 'Save this for what I have agreed to pay regularly, and charge it when that is due without asking me again. The payment provider keeps it; I can remove it at any time.',
      de: 'Für das merken, was ich regelmäßig zu zahlen vereinbart habe, und bei Fälligkeit ohne weitere Rückfrage belasten. Der Zahlungsanbieter bewahrt es auf; ich kann es jederzeit entfernen.',
    },
  },
];

const spoken = (locale: string): 'en' | 'de' => (locale.toLowerCase().startsWith('de') ? 'de' : 'en');

/** The words that are shown beside the box, in the language of the page as far as there are any. */
export function saveConsentIn(locale: string, usage: SaveConsent['usage'] = 'on_session'): SaveConsent {
  const { version, words } = CONSENTS.findLast((each) => each.usage === usage)!;
  return { version, usage, locale: spoken(locale), words: words[spoken(locale)] };
}

/** Undefined: nobody was ever shown such words. */
export function saveConsentOf(version: string, locale: string): SaveConsent | undefined {
  const found = CONSENTS.find((each) => each.version === version);
  return found && (locale === 'en' || locale === 'de') ? { version, usage: found.usage, locale, words: found.words[locale] } : undefined;
}
