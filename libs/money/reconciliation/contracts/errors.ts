import { Invalid } from '#platform/kernel/errors';

/** The report cannot be read as the provider documents it. Nothing was imported. */
export class ReportUnreadable extends Invalid {
  constructor(why: string) { super('reconciliation.report_unreadable', `The settlement report cannot be read: ${why}`); }
}
