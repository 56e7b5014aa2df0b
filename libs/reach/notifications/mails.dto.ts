import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, ListOf, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { REPORT_KINDS, SUPPRESSION_REASONS } from './bounces.js';
import { MAIL_KINDS, MAIL_STATES, type MailState } from './contracts/queries.js';
import { REPORT_STATES } from './report-intake.js';

const STATE = { name: 'MailState', what: '`pending`: it waits for its (next) attempt; `sent`: the mail server has it; `skipped`: there is no mail server, no address, nobody it could help, or the address is suppressed (`last_error` says which); `failed`: refused for good, or no mail server for three days' } as const;

export class CameBackRead {
  @OneOf(REPORT_KINDS, { name: 'MailReportKind', what: '`hard_bounce`: there is no such mailbox; `soft_bounce`: it did not take the mail for days; `blocked`: the mail was refused for what it is or whom it comes from; `complaint`: its reader calls it spam' }) kind: string;
  @Str({ nullable: true, what: 'Of RFC 3463, `5.1.1`' }) status_code: string | null;
  @Str({ nullable: true, max: 300, what: 'What the other server said, without addresses' }) said: string | null;
  @OneOf(['smtp', 'report'], { name: 'MailReportSource', what: '`smtp`: the mail server refused it at once; `report`: it was reported afterwards' }) source: string;
  @Instant() reported_at: number;
}

export class MailRead {
  @Str() id: string;
  @OneOf(MAIL_KINDS, { name: 'MailKind', what: '`copy`: the receipt with its PDF, asked for again; `part_refund`: of a part of the order; `dispute_…`: the bank has taken the money, or has decided; `voucher`: the number to pay with' }) kind: string;
  @Str() order_id: string;
  @Str({ nullable: true, what: 'Of a `part_refund`' }) refund_id: string | null;
  @Str({ nullable: true, what: "Of a `dispute_…`: the provider's id of it, as in the webhooks" }) dispute_id: string | null;
  @Str({ nullable: true, what: 'Of a `voucher`' }) payment_id: string | null;
  @Str({ what: 'Empty once the player is erased, and where there was none' }) address: string;
  @OneOf(MAIL_STATES, STATE) state: string;
  @Int() attempts: number;
  @Instant() created_at: number;
  @Instant({ nullable: true, what: 'When the mail server took it, Unix seconds' }) sent_at: number | null;
  @Str({ nullable: true, what: 'What the last attempt met, or why there was none' }) last_error: string | null;
  @ListOf(() => CameBackRead, { what: 'What came back of it' }) came_back: CameBackRead[];
}

export class MailPage extends PageOf(MailRead, 'MailPageOf') {}

export class OrderMailsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('ntf') starting_after?: string;
}

export class LoggedMailRead {
  @Str() id: string;
  @Str({ max: 40, what: '`receipt`, `refund`, `copy`, `part_refund`, `dispute_opened`, `dispute_won`, `dispute_lost`, `voucher`, `withdrawal`, `invitation`, `password_link`, `password_changed`, and `studio_dispute_opened`, `…_due`, `…_won`, `…_lost` to members of the studio' }) kind: string;
  @Str({ nullable: true }) order_id: string | null;
  @Str({ nullable: true, what: 'Of the confirmation of a statement of withdrawal' }) withdrawal_id: string | null;
  @Str({ nullable: true, what: 'Of a mail to somebody of the studio' }) member_id: string | null;
  @Str({ nullable: true, what: 'Of mails about orders; null once the player is erased' }) address: string | null;
  @OneOf(MAIL_STATES, STATE) state: string;
  @Int() attempts: number;
  @Instant() created_at: number;
  @Instant({ nullable: true }) sent_at: number | null;
  @Str({ nullable: true }) last_error: string | null;
  @ListOf(() => CameBackRead, { what: 'What came back of it' }) came_back: CameBackRead[];
}

export class LoggedMailPage extends PageOf(LoggedMailRead, 'LoggedMailPageOf') {}

export class MailLogQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('ntf') starting_after?: string;
  @OneOf(MAIL_STATES, { optional: true, name: 'MailState', what: 'Those in this state alone' }) state?: MailState;
  @Str({ optional: true, max: 100, what: 'Those about this order alone' }) order_id?: string;
}

export class SuppressionRead {
  @Str() id: string;
  @OneOf(SUPPRESSION_REASONS, { name: 'SuppressionReason', what: '`hard_bounce`: there is no such mailbox; `soft_bounces`: it did not take three mails within 30 days; `complaint`: its reader calls a mail spam, and receipts and confirmations of a withdrawal go on' }) reason: string;
  @Str({ nullable: true, what: 'Of RFC 3463, `5.1.1`' }) status_code: string | null;
  @Instant() suppressed_at: number;
}

export class SuppressionPage extends PageOf(SuppressionRead, 'SuppressionPageOf') {}

export class SuppressionsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('sup') starting_after?: string;
  @Str({ optional: true, email: true, max: 320, what: 'Those of this address alone. They stand under its keyed hash: without the address nobody tells whose they are' }) address?: string;
  @Str({ optional: true, max: 100, what: 'With `address`: also what this sandbox holds against it, which counts there alone' }) game_id?: string;
}

export class ReportAnswer {
  @Bool() received: boolean;
  @OneOf(REPORT_STATES, { name: 'MailReportState', what: '`noted`: it is new; `repeated`: it was told before; `unmatched`: it is about no mail of ours; `ignored`: it is no report, or one that changes nothing' }) state: string;
}
