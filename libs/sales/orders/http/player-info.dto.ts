import { Int, Json, Obj, OneOf, Str, Strs } from '#platform/http/fields';

export class OrderDevtodevDevice {
  @Str({ optional: true, max: 255, what: 'devtodev: id of the device' }) deviceId?: string;
  @Int({ optional: true, what: 'devtodev: its own id of the user' }) devtodevId?: number;
  @Str({ optional: true, max: 255, what: "devtodev: the game's id of the user" }) userId?: string;
  @Str({ optional: true, max: 255, what: 'devtodev: advertising id of the device' }) advertisingId?: string;
}

/** What the game knows of the player at the time of the order. */
export class OrderPlayerAttributes {
  @Int({ optional: true, default: 0, what: 'Level in the game' }) level?: number;
  @OneOf(['any', 'ios', 'android', 'other'], { optional: true, what: 'Where the game runs' }) platform?: string;
  @OneOf(['none', 'app_store', 'google_play', 'hub', 'other', 'one_store', 'galaxy_store'], { optional: true, default: 'none', what: 'Where the game was installed from' }) marketplace?: string;
  @OneOf(['Apple', 'Android', 'Unknown', 'Other'], { optional: true, what: 'Whose device it is' }) device_type?: string;
  @Strs({ optional: true, of: ['tester'], what: '`tester`: a player of the studio itself' }) tags?: string[];
  @Int({ optional: true, default: 0, what: 'How much the player has of what is earned by playing' }) soft_currency_amount?: number;
  @Int({ optional: true, default: 0, what: 'How much the player has of what is bought' }) hard_currency_amount?: number;
  @Str({ optional: true, max: 255, what: 'AppsFlyer: id of the installation' }) appsflyer_id?: string;
  @Str({ optional: true, max: 255, what: 'AppsFlyer: id of the app' }) appsflyer_app_id?: string;
  @Json({ optional: true, what: 'AppsFlyer: free JSON' }) appsflyer_meta?: Record<string, unknown>;
  @Json({ optional: true, what: 'AppsFlyer: free JSON that goes with its events' }) appsflyer_event_params?: Record<string, unknown>;
  @Str({ optional: true, max: 255, what: "AppsFlyer: the game's id of the user" }) appsflyer_customer_user_id?: string;
  @Json({ optional: true, what: 'Adjust: ids of the device by their kind (`idfa`, `gps_adid`, …)' }) adjust_device_id?: Record<string, unknown>;
  @Str({ optional: true, max: 255, what: 'Adjust: its id of the device' }) adjust_adid?: string;
  @Str({ optional: true, max: 255, what: 'Adjust: token of the app' }) adjust_app_token?: string;
  @Str({ optional: true, max: 255, what: 'Adjust: token that authorises server events' }) adjust_authorization_token?: string;
  @Str({ optional: true, max: 255, what: 'Adjust: token of the purchase event' }) adjust_purchase_event_token?: string;
  @Json({ optional: true, what: 'Adjust: texts for its callbacks, by name' }) adjust_callback_params?: Record<string, unknown>;
  @Json({ optional: true, what: 'Adjust: texts for its partners, by name' }) adjust_partner_params?: Record<string, unknown>;
  @Json({ optional: true, what: 'Singular: ids of the device by their kind' }) singular_device_id?: Record<string, unknown>;
  @Str({ optional: true, max: 255, what: 'Singular: id of the app' }) singular_app_id?: string;
  @Str({ optional: true, max: 255, what: 'devtodev: id of the app' }) devtodev_appid?: string;
  @Str({ optional: true, max: 255, what: 'devtodev: key of the app' }) devtodev_apikey?: string;
  @Obj(() => OrderDevtodevDevice, { optional: true, what: 'devtodev: ids of device and user' }) devtodev_device_id?: OrderDevtodevDevice;
  @Str({ optional: true, max: 255, what: 'Google Analytics: client of a website' }) ga4_client_id?: string;
  @Str({ optional: true, max: 255, what: 'Google Analytics: instance of an app' }) ga4firebase_app_instance_id?: string;
  @Str({ optional: true, max: 256, what: "Google Analytics: the game's id of the user" }) ga4_user_id?: string;
}

export class OrderPlayerInfo {
  @Obj(() => OrderPlayerAttributes, { optional: true, what: 'Written to the player member by member' }) attributes?: OrderPlayerAttributes;
  @Json({ optional: true, what: 'Attributes that the studio has declared itself' }) custom_attributes?: Record<string, unknown>;
  @Str({ optional: true, max: 255, what: 'Shown at the checkout' }) name?: string;
  @Str({ optional: true, max: 2_048, what: 'Shown beside the name' }) avatar_url?: string;
}
