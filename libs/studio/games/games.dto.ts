import { API_VERSION } from '#platform/http/versions.dto';
import type { RefundVerdict } from './contracts/queries.js';
import { Country, Int, Instant, ListOf, OneOf, Str, Strs } from '#platform/http/fields';

const VERDICTS = ['refund', 'ask', 'refuse'] as const;
const VERDICT = { name: 'RefundVerdict' } as const;
const LOCALE = /^[a-z]{2}(-[A-Za-z]{2,4})?$/;

export class GameRead {
  @Str({ what: 'Id of this environment; sandbox and live have ids of their own' }) id: string;
  @Str({ what: 'Whose game it is' }) studio_id: string;
  @Str({ what: 'The same for both environments of a game' }) title_id: string;
  @OneOf(['sandbox', 'live'], { name: 'GameEnvironment', what: 'Nothing of one is in the other' }) environment: string;
  @Str({ what: 'The name that players see' }) name: string;
  @Str({ what: 'Part of the hub address' }) slug: string;
  @Str({ what: 'ISO 3166-1; whose prices the hub shows when nothing better is known of the visitor' }) default_country: string;
  @Str({ what: 'The locale of texts that have no translation' }) default_locale: string;
  @Strs({ what: 'The locales in which the game is sold' }) locales: string[];
  @Int({ what: 'Automatic refunds pause at this number an hour' }) auto_refunds_per_hour_max: number;
  @Int({ what: 'Automatic refunds pause at this share (percent) of the orders paid in the last hour' }) auto_refunds_percent_max: number;
  @Int({ what: 'Hours in which the game could have acknowledged `item.add` and has not, after which the order goes back by itself; while the webhook is disabled or does not answer at all they do not count' }) unacknowledged_refund_hours: number;
  @OneOf(['studio', 'operator'], { what: "Who bears the provider's own fee of a sale that is refunded" }) psp_fee_bearer: string;
  @OneOf(VERDICTS, { ...VERDICT, what: 'What becomes of a refund that somebody asks for where the game says (`refund.consumption`) that items are used' }) refund_if_used: string;
  @OneOf(VERDICTS, { ...VERDICT, what: 'The same where they are transferred' }) refund_if_transferred: string;
  @OneOf(['refund', 'ask'], { name: 'UnansweredRefund', what: 'The same where the game does not answer' }) refund_if_unanswered: string;
  @Int({ nullable: true, what: 'US cents (other currencies by the rate of the day): a refund above waits for a second person. Null: none does' }) four_eyes_above_usd_minor: number | null;
  @Int({ nullable: true, what: 'What `four_eyes_above_usd_minor` becomes at `four_eyes_next_at`' }) four_eyes_next_usd_minor: number | null;
  @Instant({ nullable: true, what: 'Unix seconds at which a limit that was raised begins to count; null when none was' }) four_eyes_next_at: number | null;
  @Str({ ...API_VERSION, what: 'The version of the Studio API in which its callers are answered, unless a request names another (`Hubcraft-Version`) or its key is pinned to one' }) api_version: string;
  @Str({ ...API_VERSION, nullable: true, what: 'The version from before the last change, which it can go back to until `api_version_back_until`; null when there is no way back' }) api_version_before: string | null;
  @Instant({ nullable: true, what: 'Unix seconds: 72 hours after `api_version` was changed; null when there is no way back' }) api_version_back_until: number | null;
  @Instant() created_at: number;
}

export class GameList {
  @ListOf(() => GameRead, { max: 1_000, what: 'Environments by title, sandbox first' }) data: GameRead[];
}

export class GameUpdate {
  @Str({ optional: true, min: 1, max: 120, what: 'The name that players see' }) name?: string;
  @Country({ optional: true, what: 'ISO 3166-1; whose prices the hub shows when nothing better is known of the visitor' }) default_country?: string;
  @Str({ optional: true, pattern: LOCALE, max: 8, what: 'The locale of texts that have no translation' }) default_locale?: string;
  @Strs({ optional: true, min: 1, max: 25, length: 8, what: 'The locales in which the game is sold; replaces the list' }) locales?: string[];
  @Int({ optional: true, min: 0, max: 10_000, what: 'Automatic refunds pause at this number an hour; 0 pauses them all, default 20' }) auto_refunds_per_hour_max?: number;
  @Int({ optional: true, min: 0, max: 100, what: 'Automatic refunds pause at this share (percent) of the orders paid in the last hour; default 5' }) auto_refunds_percent_max?: number;
  @Int({ optional: true, min: 1, max: 168, what: 'Hours in which the game could have acknowledged `item.add` and has not, after which the order goes back by itself; while the webhook is disabled or does not answer at all they do not count. Default 72' }) unacknowledged_refund_hours?: number;
  @OneOf(['studio', 'operator'], { optional: true, what: "Who bears the provider's own fee of a sale that is refunded; default the studio" }) psp_fee_bearer?: 'studio' | 'operator';
  @OneOf(VERDICTS, { ...VERDICT, optional: true, what: '`refund`: it goes; `ask`: it is held until a member decides (default); `refuse`: it fails. Of a refund that somebody asks for, where the game says (`refund.consumption`) that items are used. What the law gives back is never refused' }) refund_if_used?: RefundVerdict;
  @OneOf(VERDICTS, { ...VERDICT, optional: true, what: 'The same where they are transferred; default `ask`' }) refund_if_transferred?: RefundVerdict;
  @OneOf(['refund', 'ask'], { optional: true, name: 'UnansweredRefund', what: 'The same where the game does not answer three questions; default `ask`' }) refund_if_unanswered?: 'refund' | 'ask';
  @Int({ optional: true, nullable: true, min: 0, max: 100_000_000, what: 'US cents: a refund above waits for a second person; default 50000 in live environments, null (none) in sandboxes. Lowering counts at once. Raising needs `studio:admin` and counts 24 hours later' }) four_eyes_above_usd_minor?: number | null;
  @Str({ ...API_VERSION, optional: true, what: 'A newer version of the Studio API; it counts at once (other processes follow within two seconds). An older one is refused, but for the one from before, for 72 hours' }) api_version?: string;
}
