import { Instant, ListOf, OneOf, Str } from '#platform/http/fields';

const MONTH = /^20\d{2}-(0[1-9]|1[0-2])$/;

export class MonthRead {
  @Str({ what: '`YYYY-MM` (UTC)' }) month: string;
  @OneOf(['open', 'closing', 'closed'], { name: 'MonthState', what: '`closing`: somebody has asked for it, and entries are still booked in it; `closed`: what comes late is booked on the first day of the month after the closed ones' }) state: string;
  @Str({ nullable: true, what: 'The member of staff who asked to close it' }) asked_by: string | null;
  @Instant({ nullable: true }) asked_at: number | null;
  @Str({ nullable: true, what: 'The other one who closed it' }) closed_by: string | null;
  @Instant({ nullable: true }) closed_at: number | null;
}

export class MonthsRead {
  @ListOf(() => MonthRead, { max: 120, what: 'Newest first' }) data: MonthRead[];
}

export class MonthsQuery {
  @Str({ optional: true, pattern: MONTH, what: 'The first month, `YYYY-MM`; eleven months before the last when left out' }) from?: string;
  @Str({ optional: true, pattern: MONTH, what: 'The last month; this one when left out' }) until?: string;
}
