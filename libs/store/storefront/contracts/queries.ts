import { Query } from '#platform/kernel/messages';

/** The hub of one game environment, at `PUBLIC_URL/h/<slug>`. */
export interface HubView {
  id: string;
  game_id: string;
  slug: string;
  name: string;
  tagline: string | null;
  /** `#rrggbb` in lower case, as all colours here. */
  accent_color: string;
  background_color: string;
  scheme: 'dark' | 'light';
  logo_url: string | null;
  background_url: string | null;
  default_country: string;
  default_locale: string;
  locales: string[];
  /** Where "back to the game" leads; null hides it. */
  back_to_game_url: string | null;
  translations: HubTranslations;
}

/** By locale, a text as it stands in the catalog to what is shown in its place. */
export type HubTranslations = Record<string, Record<string, string>>;

/** Puts texts of the studio into a language: exact locale first, then its language, else as they are. */
export function wordsIn({ translations }: Pick<HubView, 'translations'>, locale: string): (text: string) => string {
  const known = [locale, locale.split('-')[0]!].flatMap((name) => (Object.hasOwn(translations, name) ? [translations[name]!] : []));
  return (text) => known.find((texts) => Object.hasOwn(texts, text))?.[text] ?? text;
}

/** The hub of the scope's game, or null. Which game a slug belongs to stands in `platform.route` under the kind `hub`. */
export class GetHub extends Query<HubView | null> {}

/** As `GetHub`, at most a quarter of a second old: for pages and lists that visitors read, not for whoever has just changed it. The view is shared: do not write to it. */
export class GetHubShown extends Query<HubView | null> {}
