import { BadRequest, Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable } from '#platform/kernel/errors';

export class PaymentNotFound extends NotFound {
  constructor() { super('payments.not_found', 'No such payment.'); }
}

/** 404: also of what is another player's, or was removed. */
export class SavedMethodNotFound extends NotFound {
  constructor() { super('payments.saved_method_not_found', 'No such saved method.'); }
}

/** 409: she has agreed to pay by it herself, not to be charged while she is away. */
export class NotAgreedOffSession extends Conflict {
  constructor() { super('payments.not_agreed_off_session', 'The player has not agreed to be charged by this method while she is not there.'); }
}

export class ExportNotFound extends NotFound {
  constructor() { super('payments.export_not_found', 'No such export.'); }
}
/** 403: it takes a second person. */
export class OwnExport extends Forbidden {
  constructor() { super('payments.second_person_needed', 'Who asks for an export does not approve it: it takes a second person.'); }
}
/** 409: nobody else has agreed to it, or that was more than a day ago. */
export class ExportNotApproved extends Conflict {
  constructor() { super('payments.export_not_approved', 'This export is not approved, or was approved more than 24 hours ago.'); }
}

/** In production no live game is charged by a sandbox. */
export class NoGateway extends Conflict {
  constructor() { super('payments.no_gateway', 'No payment provider is set up for this environment.'); }
}

export class TooManyAttempts extends TooMany {
  constructor(retryAfterSeconds: number) { super('payments.too_many_attempts', 'Too many payment attempts. Try again later.', { retryAfterSeconds }); }
}

/** Of payments that are held because of the amount that was reported. */
export class NotHeld extends Conflict {
  constructor() { super('payments.not_held', 'This payment is not held, was decided otherwise, or the bank has disputed it.'); }
}
export class ProviderDoesNotConfirm extends Conflict {
  constructor() { super('payments.provider_does_not_confirm', 'The provider does not say now that it has taken money by this payment. Nothing was decided: try again later.'); }
}

export class NotRefundable extends Conflict {
  constructor(status: string) { super('payments.not_refundable', `A payment that is ${status} cannot give this amount back.`); }
}

/** Another refund was already booked under this id, of another payment or amount. */
export class RefundIdTaken extends Conflict {
  constructor() { super('payments.refund_id_taken', 'This refund id was used for something else.'); }
}

/** The signature of a notification is missing, wrong or too old. Nothing was written. */
export class NotificationRefused extends BadRequest {
  constructor() { super('payments.notification_refused', 'The notification is not signed as agreed.'); }
}

/** So many notifications of this address were not signed that its next ones are not looked at for a while. */
export class TooManyForgeries extends TooMany {
  constructor(retryAfterSeconds: number) { super('payments.too_many_forgeries', 'Too many notifications of this address were not signed as agreed.', { retryAfterSeconds }); }
}

export class RangeIncomplete extends Invalid {
  constructor(missing: string) {
    super('payments.range_incomplete', 'A range needs both its ends.', { errors: [{ loc: ['query', missing], msg: 'start_at and end_at go together', type: 'range_incomplete' }] });
  }
}

/** 422: a country stands there twice. */
export class ExemptionTwice extends Invalid {
  constructor(at: number) {
    super('payments.exemption_twice', 'A country stands there twice.', { errors: [{ loc: ['body', 'exemptions', at], msg: 'a country that stood there before', type: 'exemption_twice' }] });
  }
}

/** 422: two routes for the same sales. */
export class RouteTwice extends Invalid {
  constructor(at: number) {
    super('payments.route_twice', 'There are two routes for the same sales.', { errors: [{ loc: ['body', 'routes', at], msg: 'the same sales as a route before', type: 'route_twice' }] });
  }
}

export class StudioAccountNotFound extends NotFound {
  constructor() { super('payments.account_not_found', 'No such account, or it was removed.'); }
}

/** 422: what was told is no key of this provider. It is not repeated. */
export class AccountKeysMalformed extends Invalid {
  constructor(member: string, wanted: string) {
    super('payments.account_keys_malformed', 'What was told is no key of this provider.', { errors: [{ loc: ['body', member], msg: `${wanted} is wanted`, type: 'account_key' }] });
  }
}

/** 422: the provider has refused the keys. Nothing was kept. */
export class AccountRefused extends Invalid {
  constructor() { super('payments.account_refused', 'The provider does not take these keys. Nothing was kept.'); }
}

/** 422: keys of the test mode in a live environment, or the other way round, or of another mode than the account had. */
export class AccountOfOtherMode extends Invalid {
  constructor() { super('payments.account_of_other_mode', 'Keys that move real money belong to a live environment, those of a test mode to a sandbox, and an account keeps its mode.'); }
}

/** 422: payments of the account are not found with these keys. */
export class AccountIsAnother extends Invalid {
  constructor() { super('payments.account_is_another', 'These keys do not find what was paid by this account. Add them as another account: it takes what is sold from then on.'); }
}

/** 503: the provider did not answer. Nothing was kept. */
export class AccountUnreachable extends Unavailable {
  constructor() { super('payments.account_unreachable', 'The provider did not answer. Nothing was kept: try again.'); }
}

/** 409: something may still come of it. */
export class AccountIsNeeded extends Conflict {
  constructor(by: { countries: string[]; payments: number }) { super('payments.account_is_needed', 'The studio sells by this account, or what was paid by it may still go back: remove it later.', { members: by }); }
}

/** 422: what the page was told is no address of one of Apple's gateways. Nobody was asked. */
export class NotApplesAddress extends Invalid {
  constructor() {
    const msg = "This is no address of one of Apple's gateways. Send `validationURL` of the event as it is.";
    super('payments.not_apples_address', msg, { errors: [{ loc: ['body', 'validation_url'], msg, type: 'not_apples_address' }] });
  }
}

/** 503: neither Apple nor the provider that vouches for our pages has given a session: she pays another way, or tries again. */
export class WalletSessionRefused extends Unavailable {
  constructor() { super('payments.wallet_session_refused', 'The wallet cannot be opened at this moment.', { retryAfterSeconds: 10 }); }
}

/** 404: the operator has no file for Apple. */
export class NoDomainAssociation extends NotFound {
  constructor() { super('payments.no_domain_association', 'Apple Pay is not set up here.'); }
}
