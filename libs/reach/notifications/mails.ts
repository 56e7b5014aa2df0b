import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { ListMailsOfOrder, type MailKind } from './contracts/queries.js';
import type { Handover } from './mail-server.js';
import type { MailRow } from './rows.js';

export const SEND_JOB = 'notifications.send-mails';
export const CHUNK = 20;
/** Waits double from 30 s to 6 h: the last attempt is about three days after the first. */
const ATTEMPTS_MAX = 20;

export interface NewMail {
  kind: MailKind;
  order_id: string;
  address: string;
}

/** Notes mails in the transaction that hears of their facts. */
@Injectable()
export class Mails {
  constructor(private readonly database: Database, private readonly jobs: Jobs) {}

  /** One statement and one job for all. A fact that has its mail is left alone. Answers how many are new. */
  async add(mails: NewMail[], hasServer: boolean): Promise<{ added: number; skipped: number }> {
    const states = mails.map((mail) => (hasServer && mail.address !== '' ? 'pending' : 'skipped'));
    const added = await this.database.query<{ state: string }>(
      `INSERT INTO notifications.mail (game_id, id, kind, order_id, address, state, last_error)
       SELECT $1, m.id, m.kind, m.order_id, m.address, m.state, CASE WHEN m.state = 'skipped' THEN CASE WHEN m.address = '' THEN 'no address' ELSE 'no mail server' END END
         FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS m(id, kind, order_id, address, state)
       ON CONFLICT ON CONSTRAINT mail_fact_key DO NOTHING RETURNING state`,
      [currentScope().gameId, mails.map(() => newId('ntf')), mails.map((mail) => mail.kind), mails.map((mail) => mail.order_id), mails.map((mail) => mail.address), states],
    );
    const pending = added.filter((mail) => mail.state === 'pending').length;
    if (pending > 0) await this.jobs.schedule({ type: SEND_JOB, key: 'game', payload: {} });
    return { added: added.length, skipped: added.length - pending };
  }
}

export interface DueMail extends NewMail {
  id: string;
}

/** Mails whose time has come, those that waited longest first. */
export class ListDueMails extends Query<DueMail[]> {}

@QueryHandler(ListDueMails)
export class ListDueMailsHandler implements IQueryHandler<ListDueMails> {
  constructor(private readonly database: Database) {}
  execute() {
    return this.database.query<DueMail & Record<string, unknown>>(
      `SELECT id, kind, order_id, address FROM notifications.mail WHERE game_id = $1 AND state = 'pending' AND next_at <= clock_timestamp() ORDER BY next_at, id LIMIT ${CHUNK}`, [currentScope().gameId]);
  }
}

/** In how many seconds the next mail is due; null when none waits. */
export class SecondsToNextMail extends Query<number | null> {}

@QueryHandler(SecondsToNextMail)
export class SecondsToNextMailHandler implements IQueryHandler<SecondsToNextMail> {
  constructor(private readonly database: Database) {}
  async execute() {
    const row = await this.database.one<{ seconds: bigint | null }>(
      `SELECT ceil(extract(epoch FROM min(next_at) - clock_timestamp()))::bigint AS seconds FROM notifications.mail WHERE game_id = $1 AND state = 'pending'`, [currentScope().gameId]);
    return row?.seconds == null ? null : Number(row.seconds);
  }
}

export class RecordHandover extends Command<void> {
  static readonly context = 'reach/notifications';
  constructor(readonly id: string, readonly handover: Handover) { super(); }
}

@CommandHandler(RecordHandover)
export class RecordHandoverHandler implements ICommandHandler<RecordHandover> {
  constructor(private readonly database: Database) {}
  async execute({ id, handover }: RecordHandover): Promise<void> {
    const { gameId } = currentScope();
    if (handover.outcome === 'sent') {
      await this.database.execute(`UPDATE notifications.mail SET state = 'sent', sent_at = clock_timestamp(), attempts = attempts + 1, last_error = NULL WHERE game_id = $1 AND id = $2 AND state = 'pending'`, [gameId, id]);
      return;
    }
    await this.database.execute(
      `UPDATE notifications.mail SET attempts = attempts + 1, last_error = $3, state = CASE WHEN $4 OR attempts + 1 >= $5 THEN 'failed' ELSE 'pending' END,
              next_at = clock_timestamp() + least(interval '30 seconds' * power(2, least(attempts, 10)), interval '6 hours')
        WHERE game_id = $1 AND id = $2 AND state = 'pending'`,
      [gameId, id, handover.error, handover.outcome === 'refused', ATTEMPTS_MAX],
    );
  }
}

@QueryHandler(ListMailsOfOrder)
export class ListMailsOfOrderHandler implements IQueryHandler<ListMailsOfOrder> {
  constructor(private readonly database: Database) {}
  async execute({ orderId }: ListMailsOfOrder) {
    const rows = await this.database.query<MailRow>(`SELECT * FROM notifications.mail WHERE game_id = $1 AND order_id = $2 ORDER BY created_at, id`, [currentScope().gameId, orderId]);
    return rows.map((row) => ({
      id: row.id, kind: row.kind, order_id: row.order_id, address: row.address, state: row.state, attempts: row.attempts, created_at: unixSeconds(row.created_at), sent_at: unixSecondsOrNull(row.sent_at), last_error: row.last_error,
    }));
  }
}
