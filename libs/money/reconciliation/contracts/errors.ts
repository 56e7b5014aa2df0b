import { Invalid, NotFound } from '#platform/kernel/errors';

/** The report cannot be read as the provider documents it. Nothing was imported. */
export class ReportUnreadable extends Invalid {
  constructor(why: string) { super('reconciliation.report_unreadable', `The settlement report cannot be read: ${why}`); }
}

/** No line of that id, or it has been matched since. */
export class SettlementBreakNotFound extends NotFound {
  constructor() { super('reconciliation.break_not_found', 'There is no such break, or its line has been matched since.'); }
}
