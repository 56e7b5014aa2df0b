import { Bool, Int, IntMap, Json, Obj, ObjMap, OneOf, Str, StrMap, Strs } from '#platform/http/fields';

export const PLATFORMS = ['any', 'ios', 'android', 'other'] as const;
export const MARKETPLACES = ['none', 'app_store', 'google_play', 'hub', 'other', 'one_store', 'galaxy_store'] as const;

export class PeriodPurchaseStat {
  @Int({ what: 'Unix seconds at which the period began' }) start_calc_at: number;
  @Int({ what: 'What the player has spent since, as the game counts it' }) ltv: number;
}

/** What one side may leave out; what is sent may be null too, what is answered never is. */
interface Presence {
  optional: true;
  nullable: boolean;
}

function devtodevDevice(may: Presence) {
  const id = { ...may, max: 256 };
  class Members {
    @Str({ ...id, what: 'devtodev: id of the device' }) deviceId?: string | null;
    @Int({ ...may, what: 'devtodev: its own id of the user' }) devtodevId?: number | null;
    @Str({ ...id, what: "devtodev: the game's id of the user" }) userId?: string | null;
    @Str({ ...id, what: 'devtodev: advertising id of the device' }) advertisingId?: string | null;
  }
  return Members;
}

function playerAttributes(may: Presence, device: () => new () => object) {
  const id = { ...may, max: 256 };
  class Members {
    @Int({ ...may, default: 0, what: 'Level in the game' }) level?: number | null;
    @OneOf(PLATFORMS, { ...may, name: 'Platform', what: 'Where the game runs' }) platform?: string | null;
    @OneOf(MARKETPLACES, { ...may, default: 'none', name: 'Marketplace', what: 'Where the game was installed from' }) marketplace?: string | null;
    @OneOf(['Apple', 'Android', 'Unknown', 'Other'], { ...may, name: 'DeviceType', what: 'Whose device it is' }) device_type?: string | null;
    @Strs({ ...may, of: ['tester'], name: 'PlayerTag', what: '`tester`: a player of the studio itself' }) tags?: string[] | null;
    @Int({ ...may, default: 0, what: 'How much the player has of what is earned by playing' }) soft_currency_amount?: number | null;
    @Int({ ...may, default: 0, what: 'How much the player has of what is bought' }) hard_currency_amount?: number | null;
    @Str({ ...id, what: 'AppsFlyer: id of the installation' }) appsflyer_id?: string | null;
    @Str({ ...id, what: 'AppsFlyer: id of the app' }) appsflyer_app_id?: string | null;
    @Json({ ...may, what: 'AppsFlyer: free JSON' }) appsflyer_meta?: Record<string, unknown> | null;
    @Json({ ...may, what: 'AppsFlyer: free JSON that goes with its events' }) appsflyer_event_params?: Record<string, unknown> | null;
    @Str({ ...id, what: "AppsFlyer: the game's id of the user" }) appsflyer_customer_user_id?: string | null;
    @StrMap({ ...may, what: 'Device ids by their kind (`idfa`, `gps_adid`, …)' }) adjust_device_id?: Record<string, string> | null;
    @Str({ ...id, what: 'Adjust: its id of the device' }) adjust_adid?: string | null;
    @Str({ ...id, what: 'Adjust: token of the app' }) adjust_app_token?: string | null;
    @Str({ ...id, what: 'Adjust: token that authorises server events' }) adjust_authorization_token?: string | null;
    @Str({ ...id, what: 'Adjust: token of the purchase event' }) adjust_purchase_event_token?: string | null;
    @StrMap({ ...may, what: 'Adjust: texts for its callbacks, by name' }) adjust_callback_params?: Record<string, string> | null;
    @StrMap({ ...may, what: 'Adjust: texts for its partners, by name' }) adjust_partner_params?: Record<string, string> | null;
    @StrMap({ ...may, what: 'Device ids by their kind' }) singular_device_id?: Record<string, string> | null;
    @Str({ ...id, what: 'Singular: id of the app' }) singular_app_id?: string | null;
    @Str({ ...id, what: 'devtodev: id of the app' }) devtodev_appid?: string | null;
    @Str({ ...id, what: 'devtodev: key of the app' }) devtodev_apikey?: string | null;
    @Obj(device, { ...may, what: 'devtodev: ids of device and user' }) devtodev_device_id?: object | null;
    @Str({ ...id, what: 'Google Analytics: client of a website' }) ga4_client_id?: string | null;
    @Str({ ...id, what: 'Google Analytics: instance of an app' }) ga4firebase_app_instance_id?: string | null;
    @Str({ ...id, what: "Google Analytics: the game's id of the user" }) ga4_user_id?: string | null;
    @Bool({ ...may, default: false, what: 'Whether a bank account is saved for paying' }) saved_ach?: boolean | null;
    @Bool({ ...may, default: false, what: 'Whether a card is saved for paying' }) saved_card?: boolean | null;
    @Int({ ...may, what: 'Unix seconds of the last popup that was sent and not read' }) game_hub_last_sent_popup_unread?: number | null;
    @Int({ ...may, what: 'Unix seconds of the last popup that was read' }) game_hub_last_sent_popup_read?: number | null;
    @Int({ ...may, what: 'Unix seconds' }) prev_last_active_at?: number | null;
    @IntMap({ ...may, what: 'Whole numbers by subscription' }) subscriptions?: Record<string, number> | null;
    @Int({ ...may, what: 'How often the player has bought, as the game counts it' }) purchases_count?: number | null;
    @Bool({ ...may, what: 'Whether the hub is installed as an app' }) is_pwa_installed?: boolean | null;
    @Int({ ...may, what: 'Unix seconds' }) pwa_visit_at?: number | null;
    @Int({ ...may, what: 'Unix seconds' }) pwa_install_at?: number | null;
    @Int({ ...may, what: 'Unix seconds' }) first_pwa_install_at?: number | null;
    @ObjMap(PeriodPurchaseStat, { ...may, what: 'By the name of the period' }) last_period_purchase_stat?: Record<string, PeriodPurchaseStat> | null;
  }
  return Members;
}

const SENT: Presence = { optional: true, nullable: true };
const ANSWERED: Presence = { optional: true, nullable: false };

export class DevtodevDeviceId extends devtodevDevice(SENT) {}
export class DevtodevDeviceIdRead extends devtodevDevice(ANSWERED) {}

/** What a game says of a player beside her own attributes, with what is usually counted. Written member by member; null forgets one. */
export class PersistentPlayerAttributes extends playerAttributes(SENT, () => DevtodevDeviceId) {}
export class PlayerAttributesRead extends playerAttributes(ANSWERED, () => DevtodevDeviceIdRead) {}
