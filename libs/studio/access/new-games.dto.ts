import { Country, Str } from '#platform/http/fields';

const LOCALE = /^[a-z]{2}(-[A-Za-z]{2,4})?$/;

export class GameCreate {
  @Str({ min: 1, max: 120, what: 'The name that players see' }) name: string;
  @Str({ pattern: /^[a-z0-9](-?[a-z0-9]){1,62}$/, max: 64, what: 'Lower-case letters, digits and single hyphens; part of the hub address. Taken once per kind of environment' }) slug: string;
  @Country({ optional: true, default: 'US', what: 'ISO 3166-1; whose prices the hub shows when nothing better is known of the visitor' }) default_country?: string;
  @Str({ optional: true, pattern: LOCALE, max: 8, default: 'en', what: 'The locale of texts that have no translation' }) default_locale?: string;
}

export class GameCreated {
  @Str({ what: 'The same for both environments' }) title_id: string;
  @Str({ what: 'Of the sandbox environment' }) sandbox_game_id: string;
  @Str({ what: 'Of the live environment' }) live_game_id: string;
  @Str({ what: 'The first key of the sandbox environment, with the scope `*`. It is shown this once.' }) sandbox_api_key: string;
  @Str({ what: 'The first key of the live environment, with the scope `*`. It is shown this once.' }) live_api_key: string;
}
