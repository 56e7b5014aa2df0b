import { PageOf } from '#platform/http/answers';
import { Bool, Country, Instant, Int, Json, ListOf, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryBool, QueryInt } from '#platform/http/query-fields';
import { MARKETPLACES, PersistentPlayerAttributes, PlayerAttributesRead } from './player-attributes.dto.js';

const TEXT = { optional: true, nullable: true } as const;

export class VirtualCurrencyShort {
  @Str({ min: 1, max: 255, what: "The game's own name of the currency" }) sku: string;
  @Int({ what: 'How much the player has; absolute' }) quantity: number;
}

export class EmailConsent {
  @Instant({ optional: true, nullable: true }) granted_at?: number | null;
  @Instant({ optional: true, nullable: true }) revoked_at?: number | null;
}

export class MarketingConsent {
  @Obj(() => EmailConsent, { optional: true, nullable: true, what: 'Whether and since when mails are welcome' }) email?: EmailConsent | null;
}

export class UserUpdate {
  @Str({ ...TEXT, max: 255, what: 'Shown in the hub; null takes it away' }) name?: string | null;
  @Str({ ...TEXT, max: 254, email: true, what: 'Where receipts go that name no other address; null takes it away' }) email?: string | null;
  @Country({ ...TEXT, what: 'ISO 3166-1; the default country of the checkout' }) country?: string | null;
  @Bool({ optional: true, what: 'A banned player can neither sign in nor order; her open sessions end' }) banned?: boolean;
  @Str({ ...TEXT, max: 1_000, what: 'Kept for the studio; ends with the ban' }) banned_reason?: string | null;
  @Str({ ...TEXT, max: 2_000, what: 'Shown beside the name; null takes it away' }) avatar_url?: string | null;
  @Obj(() => PersistentPlayerAttributes, { optional: true, what: 'Merged member by member; null forgets one' }) attributes?: PersistentPlayerAttributes;
  @Json({ optional: true, what: 'Merged member by member' }) custom_attributes?: Record<string, unknown>;
  @Strs({ optional: true, max: 500, what: 'Replaces the list' }) segments?: string[];
  @Str({ ...TEXT, max: 32, what: 'Not yet: refused unless null' }) creator_program_id?: string | null;
  @OneOf(MARKETPLACES, { ...TEXT, name: 'Marketplace', what: 'Where the player came from' }) registration_marketplace?: string | null;
  @ListOf(() => VirtualCurrencyShort, { optional: true, max: 500, what: 'Skus that are not named stay as they are' }) balances?: VirtualCurrencyShort[];
  @Obj(() => MarketingConsent, { optional: true, what: 'Merged member by member' }) marketing_consent?: MarketingConsent;
  @Json({ optional: true, what: 'Merged member by member' }) custom_attributes_from_deeplink?: Record<string, unknown>;
}

export class PlayerRead {
  @Str({ what: 'Our id of the player' }) id: string;
  @Str({ what: "The game's own id of the player" }) player_id: string;
  @Obj(() => PlayerAttributesRead, { what: 'What is something; nothing is null' }) attributes: PlayerAttributesRead;
  @Json({ what: 'Attributes of the studio’s own' }) custom_attributes: Record<string, unknown>;
  @Int({ what: 'Points of loyalty programmes; 0 for a player who is in none' }) loyalty_points: number;
  @Str({ nullable: true, what: 'Shown in the hub' }) name: string | null;
  @Str({ nullable: true, what: 'Where receipts go that name no other address' }) email: string | null;
  @Str({ nullable: true, what: 'ISO 3166-1; the default country of the checkout' }) country: string | null;
  @Str({ nullable: true, what: 'Shown beside the name' }) avatar_url: string | null;
  @Bool({ what: 'Can neither sign in nor order' }) banned: boolean;
  @Str({ nullable: true, what: 'Null without a ban' }) banned_reason: string | null;
  @Strs({ what: 'As the game last told them' }) segments: string[];
  @OneOf(MARKETPLACES, { nullable: true, name: 'Marketplace', what: 'Where the player came from' }) registration_marketplace: string | null;
  @ListOf(() => VirtualCurrencyShort, { what: 'As the game last told them' }) balances: VirtualCurrencyShort[];
  @Obj(() => MarketingConsent, { what: 'What the player has agreed to' }) marketing_consent: MarketingConsent;
  @Json({ what: 'What came with the link that brought her' }) custom_attributes_from_deeplink: Record<string, unknown>;
  @Instant() created_at: number;
  @Instant({ nullable: true }) modified_at: number | null;
}

export class PlayerListQuery {
  @QueryInt({ min: 1, max: 1_000, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('ply') starting_after?: string;
  @QueryBool({ what: 'Only banned players, or only others' }) banned?: boolean;
  @Str({ optional: true, max: 255, what: 'Only players in this segment' }) segment?: string;
}

export class PlayerPageRead extends PageOf(PlayerRead, 'PlayerPage') {}
