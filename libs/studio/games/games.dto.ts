import { Int, Instant, ListOf, OneOf, Str, Strs } from '#platform/http/fields';

const COUNTRY = /^[A-Z]{2}$/;
const LOCALE = /^[a-z]{2}(-[A-Za-z]{2,4})?$/;

export class GameRead {
  @Str({ what: 'Id of this environment; sandbox and live have ids of their own' }) id: string;
  @Str() studio_id: string;
  @Str({ what: 'The same for both environments of a game' }) title_id: string;
  @OneOf(['sandbox', 'live'], { name: 'GameEnvironment' }) environment: string;
  @Str() name: string;
  @Str() slug: string;
  @Str() default_country: string;
  @Str() default_locale: string;
  @Strs() locales: string[];
  @Int({ what: 'Automatic refunds pause at this number an hour' }) auto_refunds_per_hour_max: number;
  @Int({ what: 'Automatic refunds pause at this share (percent) of the orders paid in the last hour' }) auto_refunds_percent_max: number;
  @OneOf(['studio', 'operator'], { what: "Who bears the provider's own fee of a sale that is refunded" }) psp_fee_bearer: string;
  @Instant() created_at: number;
}

export class GameList {
  @ListOf(() => GameRead, { max: 1_000 }) data: GameRead[];
}

export class GameCreate {
  @Str({ min: 1, max: 120 }) name: string;
  @Str({ pattern: /^[a-z0-9](-?[a-z0-9]){1,62}$/, max: 64, what: 'Lower-case letters, digits and single hyphens; part of the hub address' }) slug: string;
  @Str({ optional: true, pattern: COUNTRY, max: 2 }) default_country?: string;
  @Str({ optional: true, pattern: LOCALE, max: 8 }) default_locale?: string;
}

export class GameCreated {
  @Str() title_id: string;
  @Str() sandbox_game_id: string;
  @Str() live_game_id: string;
}

export class GameUpdate {
  @Str({ optional: true, min: 1, max: 120 }) name?: string;
  @Str({ optional: true, pattern: COUNTRY, max: 2 }) default_country?: string;
  @Str({ optional: true, pattern: LOCALE, max: 8 }) default_locale?: string;
  @Strs({ optional: true, min: 1, max: 25, length: 8 }) locales?: string[];
  @Int({ optional: true, min: 0, max: 10_000 }) auto_refunds_per_hour_max?: number;
  @Int({ optional: true, min: 0, max: 100 }) auto_refunds_percent_max?: number;
  @OneOf(['studio', 'operator'], { optional: true }) psp_fee_bearer?: 'studio' | 'operator';
}
