import { Conflict, Invalid, NotFound, type FieldFault } from '#platform/kernel/errors';

const fault = (field: string, msg: string, type: string): { errors: FieldFault[] } => ({ errors: [{ loc: ['body', ...field.split('.')], msg, type }] });

/** 404 `webhook.not_found` */
export class EndpointNotFound extends NotFound {
  constructor() { super('webhook.not_found', 'No such webhook.'); }
}

/** 422 `webhook.url_refused`: an address that is never called, or not from this environment. */
export class EndpointUrlRefused extends Invalid {
  constructor(why: string) { super('webhook.url_refused', why, fault('url', why, 'url_refused')); }
}

/** 422 `webhook.header_refused`: a header name of `timestamped-hmac` that would replace one that HTTP or Standard Webhooks owns. */
export class SignatureHeaderRefused extends Invalid {
  constructor(member: string, why: string) { super('webhook.header_refused', why, fault(`signature.${member}`, why, 'header_refused')); }
}

/** 422 `webhook.secret_refused`: a secret that was brought along and is too weak or malformed. */
export class SecretRefused extends Invalid {
  constructor(why: string) { super('webhook.secret_refused', why, fault('secret', why, 'secret_refused')); }
}

/** 409 `webhook.event_already_bound`: events that ask or grant go to one enabled endpoint of an environment. */
export class EventAlreadyBound extends Conflict {
  constructor() { super('webhook.event_already_bound', 'Another enabled webhook of this environment already takes player.verify, order.reserve, refund.consumption, item.add or item.remove. Each of them goes to one webhook only.'); }
}

/** 422 `webhook.too_many_endpoints` */
export class TooManyEndpoints extends Invalid {
  constructor(max: number) { super('webhook.too_many_endpoints', `An environment has at most ${max} webhooks.`); }
}

/** 422 `webhook.ed25519_refused`: `timestamped-hmac` has no place for a second signature. */
export class Ed25519Refused extends Invalid {
  constructor() { super('webhook.ed25519_refused', 'Only Standard Webhooks carries ed25519 signatures.', fault('ed25519_enabled', 'only with standard-webhooks', 'ed25519_refused')); }
}

/** 409 `webhook.unverified`: a live webhook whose server has not answered a challenge. */
export class EndpointUnverified extends Conflict {
  constructor() { super('webhook.unverified', 'The server of this webhook has not answered a challenge yet. POST /v1/webhooks/{webhook_id}/verify sends another.'); }
}

/** 422 `fulfillment.reserve_needs_webhook`: nobody would be asked, so nobody could pay. */
export class ReserveNeedsWebhook extends Invalid {
  constructor(missing: readonly string[]) {
    super('fulfillment.reserve_needs_webhook', `The mode reserve needs an enabled webhook for ${missing.join(' and ')}.`, { ...fault('mode', 'needs an enabled webhook', 'needs_webhook'), members: { missing: [...missing] } });
  }
}
