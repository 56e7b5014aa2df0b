import { Invalid, NotFound } from '#platform/kernel/errors';

/** 404 `gdpr_request.not_found` */
export class GdprRequestNotFound extends NotFound {
  constructor() { super('gdpr_request.not_found', 'No such request.'); }
}

/** 404 `gdpr_request.no_export`: not an export, not ready yet, or past its seven days. */
export class NoExport extends NotFound {
  constructor() { super('gdpr_request.no_export', 'There is no document: it is not ready yet, it was removed after seven days, or nobody asked for one.'); }
}

/** 422 `gdpr_request.nobody_named` */
export class NobodyNamed extends Invalid {
  constructor() {
    const msg = 'Say who is meant: email, user_id or player_id.';
    super('gdpr_request.nobody_named', msg, { errors: [{ loc: ['body', 'player_id'], msg, type: 'missing' }] });
  }
}
