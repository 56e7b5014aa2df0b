import { Bool, Int, Json, Obj, OneOf, Str, Strs } from '#platform/http/fields';

export const PLATFORMS = ['any', 'ios', 'android', 'other'] as const;
export const MARKETPLACES = ['none', 'app_store', 'google_play', 'hub', 'other', 'one_store', 'galaxy_store'] as const;
const ID = { optional: true, nullable: true, max: 256 } as const;
const JSON_MAP = { optional: true, nullable: true } as const;
const COUNT = { optional: true, nullable: true } as const;

export class DevtodevDeviceId {
  @Str(ID) deviceId?: string | null;
  @Int(COUNT) devtodevId?: number | null;
  @Str(ID) userId?: string | null;
  @Str(ID) advertisingId?: string | null;
}

/** What a game says of a player beside her own attributes. Written member by member. */
export class PlayerAttributes {
  @Int({ ...COUNT, default: 0, what: 'Level in the game' }) level?: number | null;
  @OneOf(PLATFORMS, { optional: true, nullable: true, name: 'Platform' }) platform?: string | null;
  @OneOf(MARKETPLACES, { optional: true, nullable: true, default: 'none', name: 'Marketplace' }) marketplace?: string | null;
  @OneOf(['Apple', 'Android', 'Unknown', 'Other'], { optional: true, nullable: true, name: 'DeviceType' }) device_type?: string | null;
  @Strs({ optional: true, nullable: true, of: ['tester'], name: 'PlayerTag' }) tags?: string[] | null;
  @Int({ ...COUNT, default: 0 }) soft_currency_amount?: number | null;
  @Int({ ...COUNT, default: 0 }) hard_currency_amount?: number | null;
  @Str(ID) appsflyer_id?: string | null;
  @Str(ID) appsflyer_app_id?: string | null;
  @Json(JSON_MAP) appsflyer_meta?: Record<string, unknown> | null;
  @Json(JSON_MAP) appsflyer_event_params?: Record<string, unknown> | null;
  @Str(ID) appsflyer_customer_user_id?: string | null;
  @Json(JSON_MAP) adjust_device_id?: Record<string, unknown> | null;
  @Str(ID) adjust_adid?: string | null;
  @Str(ID) adjust_app_token?: string | null;
  @Str(ID) adjust_authorization_token?: string | null;
  @Str(ID) adjust_purchase_event_token?: string | null;
  @Json(JSON_MAP) adjust_callback_params?: Record<string, unknown> | null;
  @Json(JSON_MAP) adjust_partner_params?: Record<string, unknown> | null;
  @Json(JSON_MAP) singular_device_id?: Record<string, unknown> | null;
  @Str(ID) singular_app_id?: string | null;
  @Str(ID) devtodev_appid?: string | null;
  @Str(ID) devtodev_apikey?: string | null;
  @Obj(() => DevtodevDeviceId, { optional: true, nullable: true }) devtodev_device_id?: DevtodevDeviceId | null;
  @Str(ID) ga4_client_id?: string | null;
  @Str(ID) ga4firebase_app_instance_id?: string | null;
  @Str(ID) ga4_user_id?: string | null;
}

/** With what a studio's server may set of the facts that are usually counted. */
export class PersistentPlayerAttributes extends PlayerAttributes {
  @Bool({ optional: true, nullable: true, default: false }) saved_ach?: boolean | null;
  @Bool({ optional: true, nullable: true, default: false }) saved_card?: boolean | null;
  @Int(COUNT) game_hub_last_sent_popup_unread?: number | null;
  @Int(COUNT) game_hub_last_sent_popup_read?: number | null;
  @Int(COUNT) prev_last_active_at?: number | null;
  @Json(JSON_MAP) subscriptions?: Record<string, unknown> | null;
  @Int(COUNT) purchases_count?: number | null;
  @Bool({ optional: true, nullable: true }) is_pwa_installed?: boolean | null;
  @Int(COUNT) pwa_visit_at?: number | null;
  @Int(COUNT) pwa_install_at?: number | null;
  @Int(COUNT) first_pwa_install_at?: number | null;
  @Json(JSON_MAP) last_period_purchase_stat?: Record<string, unknown> | null;
}
