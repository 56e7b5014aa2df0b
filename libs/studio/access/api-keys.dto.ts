import { API_VERSION } from '#platform/http/versions.dto';
import { Instant, ListOf, OneOf, Str, Strs } from '#platform/http/fields';

export class ApiKeyCreate {
  @Str({ min: 1, max: 120, what: 'What the key is for. Two keys of one name may be live at once, so that a key can be rotated.' }) name: string;
  @Strs({ min: 1, max: 50, length: 60, what: '`orders:read`, `orders:write`, `orders:*`, `*` (all of these), `studio:admin` (all of them in every environment of the studio) or `webhooks:reveal`, which none of these includes. None that the calling key lacks' }) scopes: string[];
  @Str({ optional: true, min: 1, max: 64, what: 'The environment that the key opens; default the one of the calling key. Another one of the studio needs the scope `studio:admin`' }) game_id?: string;
  @Instant({ optional: true, nullable: true, what: 'Unix seconds after which the key is refused' }) expires_at?: number | null;
  @Str({ ...API_VERSION, optional: true, nullable: true, what: 'The version of the Studio API in which this key is answered unless a request names one; default null, which follows the game' }) api_version?: string | null;
}

export class ApiKeyUpdate {
  @Str({ ...API_VERSION, optional: true, nullable: true, what: 'The version that the key is pinned to, any that is served; null follows the game. It counts within two seconds' }) api_version?: string | null;
}

class VersionUsed {
  @Str({ ...API_VERSION, what: 'A version of the Studio API' }) api_version: string;
  @Instant({ what: 'Unix seconds of the last request of the key in that version, exact to a minute' }) last_used_at: number;
}

export class ApiKeyRead {
  @Str({ what: 'Id of the key (`key_…`); not the key' }) id: string;
  @Str({ what: 'What the key is for' }) name: string;
  @OneOf(['sandbox', 'live'], { name: 'GameEnvironment', what: 'Which environment it opens' }) environment: string;
  @Strs({ what: 'What it may do there' }) scopes: string[];
  @Str({ what: 'The last four characters of the key' }) key_hint: string;
  @Instant() created_at: number;
  @Instant({ nullable: true, what: 'Unix seconds, exact to a minute' }) last_used_at: number | null;
  @Instant({ nullable: true }) expires_at: number | null;
  @Instant({ nullable: true }) revoked_at: number | null;
  @Str({ ...API_VERSION, nullable: true, what: 'The version of the Studio API that it is pinned to; null follows the game' }) api_version: string | null;
  @ListOf(() => VersionUsed, { max: 1_000, what: 'With which versions it was used, the newest first' }) used_versions: VersionUsed[];
}

export class ApiKeyCreated {
  @Str({ what: 'Id of the key (`key_…`)' }) id: string;
  @Str({ what: 'The environment that it opens' }) game_id: string;
  @OneOf(['sandbox', 'live'], { name: 'GameEnvironment', what: 'Which kind of environment that is' }) environment: string;
  @Str({ what: 'The key. It is shown this once.' }) key: string;
}

export class ApiKeyList {
  @ListOf(() => ApiKeyRead, { max: 1_000, what: 'Newest first' }) data: ApiKeyRead[];
}
