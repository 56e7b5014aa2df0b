/** One refused field: where it is in the request, what is wrong in words, and a stable word for programs. */
export interface FieldFault {
  loc: (string | number)[];
  msg: string;
  type: string;
}

export interface ErrorExtra {
  errors?: FieldFault[];
  /** Seconds after which a repetition makes sense; becomes `Retry-After`. */
  retryAfterSeconds?: number;
  /** Further members of the problem document, for example the new total of `order.requote`. */
  members?: Record<string, unknown>;
}

/** An expected failure with a stable code. Answered as RFC 9457 problem+json, never reported as a bug. */
export abstract class DomainError extends Error {
  abstract readonly status: number;
  constructor(readonly code: string, readonly detail: string, readonly extra: ErrorExtra = {}) {
    super(`${code}: ${detail}`);
    this.name = new.target.name;
  }
}

/** 400: the request cannot be read at all. */
export class BadRequest extends DomainError { readonly status = 400; }
/** 401: no credential, or one that is not valid here. */
export class Unauthorized extends DomainError { readonly status = 401; }
/** 403: known, but not allowed. */
export class Forbidden extends DomainError { readonly status = 403; }
/** 404: does not exist for this caller. */
export class NotFound extends DomainError { readonly status = 404; }
/** 409: contradicts the present state. */
export class Conflict extends DomainError { readonly status = 409; }
/** 410: was there, and is not any more. */
export class Gone extends DomainError { readonly status = 410; }
/** 413: larger than the bound. */
export class TooLarge extends DomainError { readonly status = 413; }
/** 415: a content type that is not read here. */
export class UnsupportedType extends DomainError { readonly status = 415; }
/** 422: can be read and is refused. */
export class Invalid extends DomainError { readonly status = 422; }
/** 428: a precondition (such as an `Idempotency-Key`) is missing. */
export class PreconditionRequired extends DomainError { readonly status = 428; }
/** 412: `If-Match` names another version. */
export class PreconditionFailed extends DomainError { readonly status = 412; }
/** 429: too many requests. */
export class TooMany extends DomainError { readonly status = 429; }
/** 503: cannot be done at this moment; a repetition may succeed. */
export class Unavailable extends DomainError { readonly status = 503; }

/** A field of the contract that would change price, limit, eligibility or payment and does not work yet. */
export class FieldNotYetSupported extends Invalid {
  constructor(field: string, why = 'This field has no effect yet, so it is refused rather than ignored.') {
    super('field_not_yet_supported', `${field}: ${why}`, { errors: [{ loc: ['body', ...field.split('.')], msg: why, type: 'field_not_yet_supported' }] });
  }
}

/** Marks a broken promise of our own code: it stops the flow and is reported as a bug. */
export class InvariantBroken extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvariantBroken';
  }
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantBroken(message);
}
