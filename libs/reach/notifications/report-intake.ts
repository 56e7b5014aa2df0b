import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Counter } from 'prom-client';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { sameSecret } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Command, Query } from '#platform/kernel/messages';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { Metrics } from '#platform/metrics/metrics';
import { WithdrawalNotFound } from '#sales/withdrawals/errors';
import { GetWithdrawal } from '#sales/withdrawals/queries';
import { MemberNotFound } from '#studio/access/errors';
import { GetMember } from '#studio/access/queries';
import type { ReportKind } from './bounces.js';
import { ReportRefused } from './contracts/errors.js';
import { MailTags } from './mail-reference.js';
import { readReport, type MailReport } from './read-report.js';
import { AddressKeys, ReportBook } from './suppressions.js';

/** `noted`: it is new; `repeated`: it was told before; `unmatched`: it is about no mail of ours; `ignored`: it is no report, or one that changes nothing. */
export const REPORT_STATES = ['noted', 'repeated', 'unmatched', 'ignored'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** Mails of one game that a return path may lead to: those whose ids begin alike. Of one process there are 256 at most. */
const ALIKE_MAX = 300;

interface MailedTo { id: string; address: string | null; withdrawal_id: string | null; member_id: string | null; studio_id: string | null }

/** Mails of the scope's game whose ids begin so. */
class ListMailedTo extends Query<MailedTo[]> {
  constructor(readonly idBegin: string) { super(); }
}

@QueryHandler(ListMailedTo)
export class ListMailedToHandler implements IQueryHandler<ListMailedTo> {
  constructor(private readonly database: Database) {}
  execute({ idBegin }: ListMailedTo): Promise<MailedTo[]> {
    const begins = `game_id = $1 AND id >= $2::text AND id < $2::text || '~'`;
    return this.database.query<MailedTo & Record<string, unknown>>(
      `SELECT id, address, NULL AS withdrawal_id, NULL AS member_id, NULL AS studio_id FROM notifications.mail WHERE ${begins}
       UNION ALL SELECT id, NULL, withdrawal_id, NULL, NULL FROM notifications.withdrawal_mail WHERE ${begins}
       UNION ALL SELECT id, NULL, NULL, member_id, studio_id FROM notifications.member_mail WHERE ${begins} LIMIT ${ALIKE_MAX}`, [currentScope().gameId, idBegin]);
  }
}

class NoteReport extends Command<boolean> {
  static readonly context = 'reach/notifications';
  constructor(readonly told: { mail_id: string; kind: ReportKind; status_code: string | null; said: string | null; keys: readonly string[] }) { super(); }
}

@CommandHandler(NoteReport)
export class NoteReportHandler implements ICommandHandler<NoteReport> {
  constructor(private readonly book: ReportBook) {}
  execute({ told }: NoteReport): Promise<boolean> {
    return this.book.note({ ...told, game_id: currentScope().gameId, source: 'report' });
  }
}

/** Takes reports that mail servers and mailbox providers have sent about mails of ours, as the operator's mail server passes them on. */
@Injectable()
export class ReportIntake {
  private readonly reports: Counter<'kind'>;

  constructor(private readonly config: Config, private readonly commands: Commands, private readonly queries: Queries, private readonly keys: AddressKeys, private readonly tags: MailTags, metrics: Metrics) {
    this.reports = metrics.counter('hubcraft_mail_reports_total', 'Reports about mails, by what they told that is new, or why nothing came of them.', ['kind']);
  }

  /** `raw`: the bytes of the mail. Throws `notifications.report_refused`. */
  async take(authorization: string | undefined, raw: Buffer, requestId: string): Promise<ReportState> {
    const told = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    if (!this.config.list('MAIL_INGRESS_SECRET').some((secret) => sameSecret(secret, told))) throw new ReportRefused();
    const report = await readReport(raw);
    const state = report === null || report.kind === null ? 'ignored' : await this.note(report, report.kind, requestId);
    this.reports.inc({ kind: state === 'noted' ? report!.kind! : state });
    return state;
  }

  private async note({ about, status_code, said }: MailReport, kind: ReportKind, requestId: string): Promise<ReportState> {
    if (about === null) return 'unmatched';
    const scope = systemScope(about.game_id, 'reach/notifications', requestId);
    const mailed = (await this.queries.ask(new ListMailedTo(about.mail_id), scope)).find(({ id }) => this.tags.isOf(about.tag, { mail_id: id, game_id: about.game_id }));
    if (!mailed) return 'unmatched';
    const address = await this.addressOf(mailed, scope);
    // Whatever address the report names: ours is the one that was written to, and the only one that a report may suppress.
    const isNew = await this.commands.execute(new NoteReport({ mail_id: mailed.id, kind, status_code, said, keys: address ? await this.keys.ofMail(address, scope) : [] }), scope);
    return isNew ? 'noted' : 'repeated';
  }

  /** Null once its owner was erased or removed. */
  private async addressOf({ address, withdrawal_id, member_id, studio_id }: MailedTo, scope: Scope): Promise<string | null> {
    try {
      if (withdrawal_id !== null) return (await this.queries.ask(new GetWithdrawal(withdrawal_id), scope)).declarant?.email ?? null;
      if (member_id !== null) return (await this.queries.ask(new GetMember(member_id), { ...scope, studioId: studio_id! })).email;
      return address || null;
    } catch (error) {
      if (error instanceof MemberNotFound || error instanceof WithdrawalNotFound) return null;
      throw error;
    }
  }
}
