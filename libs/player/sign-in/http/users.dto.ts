import { Int, Json, Obj, OneOf, ScalarMap, Str, StrMap, Strs } from '#platform/http/fields';

const ID = { optional: true, nullable: true, max: 256 } as const;
const MAP = { optional: true, nullable: true } as const;

export class LoginDevtodevDeviceId {
  @Str(ID) deviceId?: string | null;
  @Int(MAP) devtodevId?: number | null;
  @Str(ID) userId?: string | null;
  @Str(ID) advertisingId?: string | null;
}

/** The contract's PlayerAttributes, as a login may bring them. */
export class LoginPlayerAttributes {
  @Int(MAP) level?: number | null;
  @OneOf(['any', 'ios', 'android', 'other'], { ...MAP, name: 'Platform' }) platform?: string | null;
  @OneOf(['none', 'app_store', 'google_play', 'hub', 'other', 'one_store', 'galaxy_store'], { ...MAP, name: 'Marketplace' }) marketplace?: string | null;
  @OneOf(['Apple', 'Android', 'Unknown', 'Other'], { ...MAP, name: 'DeviceType' }) device_type?: string | null;
  @Strs({ ...MAP, of: ['tester'], name: 'PlayerTag' }) tags?: string[] | null;
  @Int(MAP) soft_currency_amount?: number | null;
  @Int(MAP) hard_currency_amount?: number | null;
  @Str(ID) appsflyer_id?: string | null;
  @Str(ID) appsflyer_app_id?: string | null;
  @Json(MAP) appsflyer_meta?: Record<string, unknown> | null;
  @Json(MAP) appsflyer_event_params?: Record<string, unknown> | null;
  @Str(ID) appsflyer_customer_user_id?: string | null;
  @StrMap(MAP) adjust_device_id?: Record<string, string> | null;
  @Str(ID) adjust_adid?: string | null;
  @Str(ID) adjust_app_token?: string | null;
  @Str(ID) adjust_authorization_token?: string | null;
  @Str(ID) adjust_purchase_event_token?: string | null;
  @StrMap(MAP) adjust_callback_params?: Record<string, string> | null;
  @StrMap(MAP) adjust_partner_params?: Record<string, string> | null;
  @StrMap(MAP) singular_device_id?: Record<string, string> | null;
  @Str(ID) singular_app_id?: string | null;
  @Str(ID) devtodev_appid?: string | null;
  @Str(ID) devtodev_apikey?: string | null;
  @Obj(() => LoginDevtodevDeviceId, MAP) devtodev_device_id?: LoginDevtodevDeviceId | null;
  @Str(ID) ga4_client_id?: string | null;
  @Str(ID) ga4firebase_app_instance_id?: string | null;
  @Str(ID) ga4_user_id?: string | null;
}

export class PlayerInfoV1 {
  @Str({ optional: true, nullable: true, max: 255 }) name?: string | null;
  @Str({ optional: true, nullable: true, max: 2_000 }) avatar_url?: string | null;
  @Obj(() => LoginPlayerAttributes, MAP) attributes?: LoginPlayerAttributes | null;
  @ScalarMap({ ...MAP, what: 'Attributes that the studio has declared itself' }) custom_attributes?: Record<string, unknown> | null;
}

export class LoginRequest {
  @Str({ min: 1, max: 255 }) player_id: string;
  @Str({ optional: true, nullable: true, min: 1, max: 255, what: 'The nonce that the hub gave to the game; the link works with it only' }) nonce?: string | null;
  @Str({ optional: true, nullable: true, max: 1_000, what: 'Where in the hub the player lands, e.g. `/items/sit_…`' }) redirect_path?: string | null;
  @Obj(() => PlayerInfoV1, MAP) player_info?: PlayerInfoV1 | null;
}

export class LoginResponse {
  @Str({ min: 1, max: 2083, format: 'uri', what: 'Open it in the browser of the player: single use, 5 minutes' }) authorization_url: string;
}

export class AuthenticateRequest {
  @Str({ min: 1, max: 255 }) token: string;
}

export class LinkPlayerRequest {
  @Str({ min: 1, max: 255 }) player_id: string;
}

export class UserRead {
  @Str() id: string;
  @Str({ optional: true, what: 'Left out where the game has told none' }) name?: string;
  @Str({ optional: true, what: 'Left out where the game has told none' }) avatar_url?: string;
  @Str({ optional: true, what: "The game's own id of the linked player; left out while none is linked" }) player_id?: string;
}
