import { Conflict, Invalid, NotFound } from '#platform/kernel/errors';

export class ApiKeyNotFound extends NotFound {
  constructor() { super('access.api_key_not_found', 'No such API key.'); }
}
export class TooManyLiveKeys extends Conflict {
  constructor() { super('access.too_many_live_keys', 'Two keys of this name are already live: revoke one first.'); }
}
export class ScopeUnknown extends Invalid {
  constructor(scope: string) { super('access.scope_unknown', `${scope} is not a scope.`, { errors: [{ loc: ['body', 'scopes'], msg: `${scope} is not a scope`, type: 'unknown_scope' }] }); }
}
