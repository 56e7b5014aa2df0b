import { Int, Json, Obj, OneOf, Str, Strs } from '#platform/http/fields';

export class OrderDevtodevDevice {
  @Str({ optional: true, max: 255 }) deviceId?: string;
  @Int({ optional: true }) devtodevId?: number;
  @Str({ optional: true, max: 255 }) userId?: string;
  @Str({ optional: true, max: 255 }) advertisingId?: string;
}

/** What the game knows of the player at the time of the order. */
export class OrderPlayerAttributes {
  @Int({ optional: true, default: 0 }) level?: number;
  @OneOf(['any', 'ios', 'android', 'other'], { optional: true }) platform?: string;
  @OneOf(['none', 'app_store', 'google_play', 'hub', 'other', 'one_store', 'galaxy_store'], { optional: true, default: 'none' }) marketplace?: string;
  @OneOf(['Apple', 'Android', 'Unknown', 'Other'], { optional: true }) device_type?: string;
  @Strs({ optional: true, of: ['tester'] }) tags?: string[];
  @Int({ optional: true, default: 0 }) soft_currency_amount?: number;
  @Int({ optional: true, default: 0 }) hard_currency_amount?: number;
  @Str({ optional: true, max: 255 }) appsflyer_id?: string;
  @Str({ optional: true, max: 255 }) appsflyer_app_id?: string;
  @Json({ optional: true }) appsflyer_meta?: Record<string, unknown>;
  @Json({ optional: true }) appsflyer_event_params?: Record<string, unknown>;
  @Str({ optional: true, max: 255 }) appsflyer_customer_user_id?: string;
  @Json({ optional: true }) adjust_device_id?: Record<string, unknown>;
  @Str({ optional: true, max: 255 }) adjust_adid?: string;
  @Str({ optional: true, max: 255 }) adjust_app_token?: string;
  @Str({ optional: true, max: 255 }) adjust_authorization_token?: string;
  @Str({ optional: true, max: 255 }) adjust_purchase_event_token?: string;
  @Json({ optional: true }) adjust_callback_params?: Record<string, unknown>;
  @Json({ optional: true }) adjust_partner_params?: Record<string, unknown>;
  @Json({ optional: true }) singular_device_id?: Record<string, unknown>;
  @Str({ optional: true, max: 255 }) singular_app_id?: string;
  @Str({ optional: true, max: 255 }) devtodev_appid?: string;
  @Str({ optional: true, max: 255 }) devtodev_apikey?: string;
  @Obj(() => OrderDevtodevDevice, { optional: true }) devtodev_device_id?: OrderDevtodevDevice;
  @Str({ optional: true, max: 255 }) ga4_client_id?: string;
  @Str({ optional: true, max: 255 }) ga4firebase_app_instance_id?: string;
  @Str({ optional: true, max: 256 }) ga4_user_id?: string;
}

export class OrderPlayerInfo {
  @Obj(() => OrderPlayerAttributes, { optional: true }) attributes?: OrderPlayerAttributes;
  @Json({ optional: true, what: 'Attributes that the studio has declared itself' }) custom_attributes?: Record<string, unknown>;
  @Str({ optional: true, max: 255 }) name?: string;
  @Str({ optional: true, max: 2_048 }) avatar_url?: string;
}
