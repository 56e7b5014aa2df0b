import { Query } from '#platform/kernel/messages';

export type Environment = 'sandbox' | 'live';

/** What becomes of a refund that somebody asks for: it goes, a person decides, or it does not. */
export type RefundVerdict = 'refund' | 'ask' | 'refuse';

export interface GameView {
  id: string;
  studio_id: string;
  /** The pair of environments that belong together share it. */
  title_id: string;
  environment: Environment;
  name: string;
  slug: string;
  default_country: string;
  default_locale: string;
  locales: string[];
  /** Automatic refunds pause at this number an hour … */
  auto_refunds_per_hour_max: number;
  /** … or at this share of the orders paid in the last hour, in percent. */
  auto_refunds_percent_max: number;
  /** What the game could have acknowledged for so many hours, and has not, goes back by itself. */
  unacknowledged_refund_hours: number;
  /** Who bears the PSP's own fee of a sale that is refunded. */
  psp_fee_bearer: 'studio' | 'operator';
  /** Where the game says that items are used or transferred, or does not answer; never of what the law gives back. */
  refund_if_used: RefundVerdict;
  refund_if_transferred: RefundVerdict;
  refund_if_unanswered: Exclude<RefundVerdict, 'refuse'>;
  /** US cents above which a refund that somebody asks for waits for a second person; null: none does. */
  four_eyes_above_usd_minor: number | null;
  /** What it becomes at `four_eyes_next_at` (Unix seconds); both null when nothing was raised. */
  four_eyes_next_usd_minor: number | null;
  four_eyes_next_at: number | null;
  /** The version of the Studio API in which its callers are answered, unless a request or its key names one. */
  api_version: string;
  /** What it can go back to until `api_version_back_until` (Unix seconds); both null when there is no way back. */
  api_version_before: string | null;
  api_version_back_until: number | null;
  created_at: number;
}

/** The game of the scope. Throws `games.not_found`. */
export class GetGame extends Query<GameView> {}

/** Of which kind the scope's environment is. No statement once it is known: an environment never changes its kind. Throws `games.not_found`. */
export class GetEnvironment extends Query<Environment> {}

/** The version of the Studio API that the scope's game is pinned to. Throws `games.not_found`. */
export class GetApiVersion extends Query<string> {}

/** One environment of the scope's studio. Throws `games.not_found` for another studio's. */
export class GetGameOfStudio extends Query<GameView> {
  constructor(readonly gameId: string) { super(); }
}

/** Who sells in a country: the operator as Merchant of Record, the studio by its own account at a payment provider, or nobody. */
export type CountryMode = 'operator' | 'own_psp' | 'blocked';

export interface CountryModeView {
  country: string;
  mode: CountryMode;
  note: string | null;
  set_by: string;
  set_at: number;
}

/** How the scope's game sells in a country (ISO 3166-1): `operator` unless the studio has said otherwise. */
export class GetCountryMode extends Query<CountryMode> {
  constructor(readonly country: string) { super(); }
}

/** The countries that the studio has said something about, by code; at most 300. */
export class ListCountryModes extends Query<CountryModeView[]> {}

/** Whether the studio has an account of its own by which the scope's game can be paid; `sales/payments` answers, and what it answers stays so until the end of the transaction. */
export class HasOwnAccount extends Query<boolean> {}

/** All environments of the scope's studio. */
export class ListGames extends Query<GameView[]> {}

/** What the scope's studio is called; null where there is none. */
export class GetStudioName extends Query<string | null> {}

/** What the studio of the scope's game is called: who sells where it sells itself. Throws `games.not_found`. */
export class GetSellerName extends Query<string> {}

/** The id of the scope's studio, for staff, who name one: 404 where there is none. */
export class RequireStudio extends Query<string> {}
