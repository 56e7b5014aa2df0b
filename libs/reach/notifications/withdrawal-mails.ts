import { Injectable, Logger } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { newId } from '#platform/kernel/ids';
import { Query, type RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { WithdrawalStated } from '#sales/withdrawals/events';
import { secondsToNext } from './handovers.js';
import { MailServer } from './mail-server.js';
import { CHUNK } from './sending.js';

export const SEND_WITHDRAWAL_JOB = 'notifications.send-withdrawal-mails';

/** Notes the confirmation of each statement of withdrawal. */
@Injectable()
@Subscribes(WithdrawalStated, 'reach/notifications.note-withdrawal')
export class NoteWithdrawals implements Subscriber<WithdrawalStated> {
  private readonly logger = new Logger('Notifications');

  constructor(private readonly database: Database, private readonly jobs: Jobs, private readonly server: MailServer) {}

  async handle(events: RecordedEvent<WithdrawalStated['payload']>[]): Promise<void> {
    const state = this.server.isConfigured ? 'pending' : 'skipped';
    await this.database.execute(
      `INSERT INTO notifications.withdrawal_mail (game_id, id, withdrawal_id, state, last_error)
       SELECT $1, m.id, m.withdrawal_id, $2, CASE WHEN $2 = 'skipped' THEN 'no mail server' END FROM unnest($3::text[], $4::text[]) AS m(id, withdrawal_id)
       ON CONFLICT ON CONSTRAINT withdrawal_mail_fact_key DO NOTHING`,
      [currentScope().gameId, state, events.map(() => newId('ntf')), events.map(({ payload }) => payload.withdrawal_id)]);
    if (state === 'pending') await this.jobs.schedule({ type: SEND_WITHDRAWAL_JOB, key: 'game', payload: {}, requestId: events.at(-1)!.requestId });
    else this.logger.error({ msg: 'ALARM: statements of withdrawal are not confirmed by mail, as the law wants them to be', count: events.length, reason: 'SMTP_URL is not set' });
  }
}

export interface DueWithdrawalMail {
  id: string;
  withdrawal_id: string;
}

/** Mails whose time has come, those that waited longest first. */
export class ListDueWithdrawalMails extends Query<DueWithdrawalMail[]> {}

@QueryHandler(ListDueWithdrawalMails)
export class ListDueWithdrawalMailsHandler implements IQueryHandler<ListDueWithdrawalMails> {
  constructor(private readonly database: Database) {}
  execute() {
    return this.database.query<DueWithdrawalMail & Record<string, unknown>>(
      `SELECT id, withdrawal_id FROM notifications.withdrawal_mail WHERE game_id = $1 AND state = 'pending' AND next_at <= clock_timestamp() ORDER BY next_at, id LIMIT ${CHUNK}`, [currentScope().gameId]);
  }
}

export class SecondsToNextWithdrawalMail extends Query<number | null> {}

@QueryHandler(SecondsToNextWithdrawalMail)
export class SecondsToNextWithdrawalMailHandler implements IQueryHandler<SecondsToNextWithdrawalMail> {
  constructor(private readonly database: Database) {}
  execute(): Promise<number | null> {
    return secondsToNext(this.database, 'withdrawal_mail');
  }
}
