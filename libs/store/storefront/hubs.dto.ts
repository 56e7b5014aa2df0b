import { Json, OneOf, Str, Strs } from '#platform/http/fields';

const COLOR = { max: 7, pattern: /^#[0-9A-Fa-f]{6}$/ } as const;
const LINK = { max: 2_000, pattern: /^https?:\/\/[^\s"'<>\\]+$/ } as const;
const COUNTRY = { max: 2, pattern: /^[A-Z]{2}$/ } as const;
const SLUG = { max: 64, pattern: /^[a-z0-9](-?[a-z0-9]){0,62}$/ } as const;
const TRANSLATIONS = 'By locale (`en`, `de`), a text of the tagline, of a store, a category or a badge to what is shown in its place; at most 500 texts each. Told, it replaces all of them. Items have `translate_item`';

export class HubUpdate {
  @Str({ ...SLUG, what: 'The hub stands at `/h/<slug>`' }) slug: string;
  @Str({ min: 1, max: 80, what: 'Shown at the top of every page' }) name: string;
  @Str({ optional: true, nullable: true, max: 160, what: 'Shown under the name' }) tagline?: string | null;
  @Str({ ...COLOR, optional: true, what: '`#rrggbb` of buttons and links; default `#7c5cff`' }) accent_color?: string;
  @Str({ ...COLOR, optional: true, what: '`#rrggbb` of the page; default `#0d1020`' }) background_color?: string;
  @OneOf(['dark', 'light'], { optional: true, name: 'HubScheme', what: 'Whether text is light on dark or dark on light; default `dark`' }) scheme?: 'dark' | 'light';
  @Str({ ...LINK, optional: true, nullable: true, what: 'http or https; null: the name stands in its place' }) logo_url?: string | null;
  @Str({ ...LINK, optional: true, nullable: true, what: 'http or https; null: the plain background' }) background_url?: string | null;
  @Str({ ...COUNTRY, optional: true, what: 'ISO 3166-1; whose prices a visitor sees of whom nothing better is known' }) default_country?: string;
  @OneOf(['en', 'de'], { optional: true, name: 'HubLocale', what: 'For visitors who ask for no locale of the hub' }) default_locale?: string;
  @Strs({ optional: true, min: 1, max: 2, of: ['en', 'de'], name: 'HubLocale', what: 'What visitors can choose from' }) locales?: string[];
  @Str({ optional: true, nullable: true, max: 2_000, pattern: /^(?!javascript:|data:|vbscript:)[a-z][a-z0-9+.-]*:[^\s"'<>\\]+$/i, what: 'An address or a deep link of the game' }) back_to_game_url?: string | null;
  @Json({ optional: true, what: TRANSLATIONS }) translations?: Record<string, unknown>;
}

export class HubRead {
  @Str() id: string;
  @Str() slug: string;
  @Str({ what: 'Where players open it' }) url: string;
  @Str() name: string;
  @Str({ nullable: true }) tagline: string | null;
  @Str() accent_color: string;
  @Str() background_color: string;
  @OneOf(['dark', 'light'], { name: 'HubScheme' }) scheme: string;
  @Str({ nullable: true }) logo_url: string | null;
  @Str({ nullable: true }) background_url: string | null;
  @Str() default_country: string;
  @Str() default_locale: string;
  @Strs() locales: string[];
  @Str({ nullable: true }) back_to_game_url: string | null;
  @Json({ what: TRANSLATIONS }) translations: Record<string, Record<string, string>>;
}
