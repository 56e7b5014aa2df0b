import { PageOf } from '#platform/http/answers';
import { Bool, Country, Instant, Int, Json, ListOf, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryBool, QueryInt } from '#platform/http/query-fields';
import { MARKETPLACES, PersistentPlayerAttributes, PlayerAttributesRead } from './player-attributes.dto.js';

const TEXT = { optional: true, nullable: true } as const;

export class VirtualCurrencyShort {
  @Str({ min: 1, max: 255 }) sku: string;
  @Int({ what: 'How much the player has; absolute' }) quantity: number;
}

export class EmailConsent {
  @Instant({ optional: true, nullable: true }) granted_at?: number | null;
  @Instant({ optional: true, nullable: true }) revoked_at?: number | null;
}

export class MarketingConsent {
  @Obj(() => EmailConsent, { optional: true, nullable: true }) email?: EmailConsent | null;
}

export class UserUpdate {
  @Str({ ...TEXT, max: 255 }) name?: string | null;
  @Str({ ...TEXT, max: 254, email: true }) email?: string | null;
  @Country({ ...TEXT, what: 'ISO 3166-1; the default country of the checkout' }) country?: string | null;
  @Bool({ optional: true, what: 'A banned player can neither sign in nor order; her open sessions end' }) banned?: boolean;
  @Str({ ...TEXT, max: 1_000 }) banned_reason?: string | null;
  @Str({ ...TEXT, max: 2_000 }) avatar_url?: string | null;
  @Obj(() => PersistentPlayerAttributes, { optional: true, what: 'Merged member by member; null forgets one' }) attributes?: PersistentPlayerAttributes;
  @Json({ optional: true, what: 'Merged member by member' }) custom_attributes?: Record<string, unknown>;
  @Strs({ optional: true, max: 500, what: 'Replaces the list' }) segments?: string[];
  @Str({ ...TEXT, max: 32, what: 'Not yet: refused unless null' }) creator_program_id?: string | null;
  @OneOf(MARKETPLACES, { ...TEXT, name: 'Marketplace' }) registration_marketplace?: string | null;
  @ListOf(() => VirtualCurrencyShort, { optional: true, max: 500, what: 'Skus that are not named stay as they are' }) balances?: VirtualCurrencyShort[];
  @Obj(() => MarketingConsent, { optional: true }) marketing_consent?: MarketingConsent;
  @Json({ optional: true, what: 'Merged member by member' }) custom_attributes_from_deeplink?: Record<string, unknown>;
}

export class PlayerRead {
  @Str({ what: 'Our id of the player' }) id: string;
  @Str({ what: "The game's own id of the player" }) player_id: string;
  @Obj(() => PlayerAttributesRead) attributes: PlayerAttributesRead;
  @Json() custom_attributes: Record<string, unknown>;
  @Int({ what: 'Points of loyalty programmes; 0 for a player who is in none' }) loyalty_points: number;
  @Str({ nullable: true }) name: string | null;
  @Str({ nullable: true }) email: string | null;
  @Str({ nullable: true }) country: string | null;
  @Str({ nullable: true }) avatar_url: string | null;
  @Bool() banned: boolean;
  @Str({ nullable: true }) banned_reason: string | null;
  @Strs() segments: string[];
  @OneOf(MARKETPLACES, { nullable: true, name: 'Marketplace' }) registration_marketplace: string | null;
  @ListOf(() => VirtualCurrencyShort) balances: VirtualCurrencyShort[];
  @Obj(() => MarketingConsent) marketing_consent: MarketingConsent;
  @Json() custom_attributes_from_deeplink: Record<string, unknown>;
  @Instant() created_at: number;
  @Instant({ nullable: true }) modified_at: number | null;
}

export class PlayerListQuery {
  @QueryInt({ min: 1, max: 1_000, default: 50 }) limit?: number;
  @Cursor('ply') starting_after?: string;
  @QueryBool() banned?: boolean;
  @Str({ optional: true, max: 255, what: 'Only players in this segment' }) segment?: string;
}

export class PlayerPageRead extends PageOf(PlayerRead, 'PlayerPage') {}
