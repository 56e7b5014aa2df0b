import { Instant, ListOf, OneOf, Str, Strs } from '#platform/http/fields';

export class ApiKeyCreate {
  @Str({ min: 1, max: 120, what: 'What the key is for. Two keys of one name may be live at once, so that a key can be rotated.' }) name: string;
  @Strs({ min: 1, max: 50, length: 60, what: '`orders:read`, `orders:write`, `orders:*` or `*`; `webhooks:reveal`, which no wildcard includes' }) scopes: string[];
  @Instant({ optional: true, nullable: true, what: 'Unix seconds after which the key is refused' }) expires_at?: number | null;
}

export class ApiKeyRead {
  @Str() id: string;
  @Str() name: string;
  @OneOf(['sandbox', 'live'], { name: 'GameEnvironment' }) environment: string;
  @Strs() scopes: string[];
  @Str({ what: 'The last four characters of the key' }) key_hint: string;
  @Instant() created_at: number;
  @Instant({ nullable: true, what: 'Unix seconds, exact to a minute' }) last_used_at: number | null;
  @Instant({ nullable: true }) expires_at: number | null;
  @Instant({ nullable: true }) revoked_at: number | null;
}

export class ApiKeyCreated {
  @Str() id: string;
  @Str({ what: 'The key. It is shown this once.' }) key: string;
}

export class ApiKeyList {
  @ListOf(() => ApiKeyRead, { max: 1_000 }) data: ApiKeyRead[];
}
