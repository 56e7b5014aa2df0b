import { BadRequest, NotFound, TooMany } from '#platform/kernel/errors';

/** 400: what reports about mails come with is not the secret that was agreed (`MAIL_INGRESS_SECRET`). */
export class ReportRefused extends BadRequest {
  constructor() { super('notifications.report_refused', 'The report does not come with the secret that was agreed.'); }
}

/** So many reports of this address came without the secret that its next ones are not looked at for a while. */
export class TooManyRefusedReports extends TooMany {
  constructor(retryAfterSeconds: number) { super('notifications.too_many_refused_reports', 'Too many reports of this address came without the secret that was agreed.', { retryAfterSeconds }); }
}

export class SuppressionNotFound extends NotFound {
  constructor() { super('notifications.suppression_not_found', 'No such suppression.'); }
}
