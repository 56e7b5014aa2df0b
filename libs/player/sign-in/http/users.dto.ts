import { Int, Json, Obj, OneOf, ScalarMap, Str, StrMap, Strs } from '#platform/http/fields';

const ID = { optional: true, nullable: true, max: 256 } as const;
const MAP = { optional: true, nullable: true } as const;

export class LoginDevtodevDeviceId {
  @Str({ ...ID, what: 'devtodev: id of the device' }) deviceId?: string | null;
  @Int({ ...MAP, what: 'devtodev: its own id of the user' }) devtodevId?: number | null;
  @Str({ ...ID, what: "devtodev: the game's id of the user" }) userId?: string | null;
  @Str({ ...ID, what: 'devtodev: advertising id of the device' }) advertisingId?: string | null;
}

/** The contract's PlayerAttributes, as a login may bring them. */
export class LoginPlayerAttributes {
  @Int({ ...MAP, what: 'Level in the game' }) level?: number | null;
  @OneOf(['any', 'ios', 'android', 'other'], { ...MAP, name: 'Platform', what: 'Where the game runs' }) platform?: string | null;
  @OneOf(['none', 'app_store', 'google_play', 'hub', 'other', 'one_store', 'galaxy_store'], { ...MAP, name: 'Marketplace', what: 'Where the game was installed from' }) marketplace?: string | null;
  @OneOf(['Apple', 'Android', 'Unknown', 'Other'], { ...MAP, name: 'DeviceType', what: 'Whose device it is' }) device_type?: string | null;
  @Strs({ ...MAP, of: ['tester'], name: 'PlayerTag', what: '`tester`: a player of the studio itself' }) tags?: string[] | null;
  @Int({ ...MAP, what: 'How much the player has of what is earned by playing' }) soft_currency_amount?: number | null;
  @Int({ ...MAP, what: 'How much the player has of what is bought' }) hard_currency_amount?: number | null;
  @Str({ ...ID, what: 'AppsFlyer: id of the installation' }) appsflyer_id?: string | null;
  @Str({ ...ID, what: 'AppsFlyer: id of the app' }) appsflyer_app_id?: string | null;
  @Json({ ...MAP, what: 'AppsFlyer: free JSON' }) appsflyer_meta?: Record<string, unknown> | null;
  @Json({ ...MAP, what: 'AppsFlyer: free JSON that goes with its events' }) appsflyer_event_params?: Record<string, unknown> | null;
  @Str({ ...ID, what: "AppsFlyer: the game's id of the user" }) appsflyer_customer_user_id?: string | null;
  @StrMap({ ...MAP, what: 'Adjust: ids of the device by their kind (`idfa`, `gps_adid`, …)' }) adjust_device_id?: Record<string, string> | null;
  @Str({ ...ID, what: 'Adjust: its id of the device' }) adjust_adid?: string | null;
  @Str({ ...ID, what: 'Adjust: token of the app' }) adjust_app_token?: string | null;
  @Str({ ...ID, what: 'Adjust: token that authorises server events' }) adjust_authorization_token?: string | null;
  @Str({ ...ID, what: 'Adjust: token of the purchase event' }) adjust_purchase_event_token?: string | null;
  @StrMap({ ...MAP, what: 'Adjust: texts for its callbacks, by name' }) adjust_callback_params?: Record<string, string> | null;
  @StrMap({ ...MAP, what: 'Adjust: texts for its partners, by name' }) adjust_partner_params?: Record<string, string> | null;
  @StrMap({ ...MAP, what: 'Singular: ids of the device by their kind' }) singular_device_id?: Record<string, string> | null;
  @Str({ ...ID, what: 'Singular: id of the app' }) singular_app_id?: string | null;
  @Str({ ...ID, what: 'devtodev: id of the app' }) devtodev_appid?: string | null;
  @Str({ ...ID, what: 'devtodev: key of the app' }) devtodev_apikey?: string | null;
  @Obj(() => LoginDevtodevDeviceId, { ...MAP, what: 'devtodev: ids of device and user' }) devtodev_device_id?: LoginDevtodevDeviceId | null;
  @Str({ ...ID, what: 'Google Analytics: client of a website' }) ga4_client_id?: string | null;
  @Str({ ...ID, what: 'Google Analytics: instance of an app' }) ga4firebase_app_instance_id?: string | null;
  @Str({ ...ID, what: "Google Analytics: the game's id of the user" }) ga4_user_id?: string | null;
}

export class PlayerInfoV1 {
  @Str({ optional: true, nullable: true, max: 255, what: 'Shown in the hub' }) name?: string | null;
  @Str({ optional: true, nullable: true, max: 2_000, what: 'Shown beside the name' }) avatar_url?: string | null;
  @Obj(() => LoginPlayerAttributes, { ...MAP, what: 'Written to the player member by member' }) attributes?: LoginPlayerAttributes | null;
  @ScalarMap({ ...MAP, what: 'Attributes that the studio has declared itself' }) custom_attributes?: Record<string, unknown> | null;
}

export class LoginRequest {
  @Str({ min: 1, max: 255, what: "The game's own id of the player" }) player_id: string;
  @Str({ optional: true, nullable: true, min: 1, max: 255, what: 'The nonce that the hub gave to the game; the link works with it only' }) nonce?: string | null;
  @Str({ optional: true, nullable: true, max: 1_000, what: 'Where in the hub the player lands, e.g. `/items/sit_…`' }) redirect_path?: string | null;
  @Obj(() => PlayerInfoV1, { ...MAP, what: 'What the game knows of her; kept with the player' }) player_info?: PlayerInfoV1 | null;
}

export class LoginResponse {
  @Str({ min: 1, max: 2083, format: 'uri', what: 'Open it in the browser of the player: single use, 5 minutes' }) authorization_url: string;
}

export class AuthenticateRequest {
  @Str({ min: 1, max: 255, what: 'From `POST /store/v1/session/handoff`; single use' }) token: string;
}

export class LinkPlayerRequest {
  @Str({ min: 1, max: 255, what: "The game's own id of the player" }) player_id: string;
}

export class UserRead {
  @Str({ what: 'Id of the hub user (`usr_…`)' }) id: string;
  @Str({ optional: true, what: 'Left out where the game has told none' }) name?: string;
  @Str({ optional: true, what: 'Left out where the game has told none' }) avatar_url?: string;
  @Str({ optional: true, what: "The game's own id of the linked player; left out while none is linked" }) player_id?: string;
}
