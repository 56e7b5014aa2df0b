import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Query } from '#platform/kernel/messages';
import { ListMailsOfOrder, type MailKind, type RefundedPart } from './contracts/queries.js';
import { cameBack, type CameBackColumn } from './mail-log.js';
import { secondsToNext, type MailQueue } from './handovers.js';
import type { MailRow } from './rows.js';
import { CHUNK } from './sending.js';

export const ORDER_MAILS: MailQueue<MailKind> = { job: 'notifications.send-mails', kinds: ['receipt', 'refund', 'copy', 'part_refund', 'dispute_opened', 'dispute_won', 'dispute_lost'], at: 'next_at' };
export const VOUCHER_MAILS: MailQueue<MailKind> = { job: 'notifications.send-vouchers', kinds: ['voucher'], at: 'due_at' };

export interface NewMail {
  kind: MailKind;
  order_id: string;
  address: string;
  /** Of a part: its refund, and its figures. */
  refund_id?: string;
  part?: RefundedPart;
  /** Of a dispute: the provider's id of it, and what the bank took. */
  dispute_id?: string;
  disputed_minor?: number;
  /** Of a voucher: its payment. */
  payment_id?: string;
}

/** Notes mails in the transaction that hears of their facts. */
@Injectable()
export class Mails {
  constructor(private readonly database: Database, private readonly jobs: Jobs) {}

  /** What was sent already makes room for another: who asks for a copy again gets one again. */
  async forgetSentCopies(orderIds: readonly string[]): Promise<void> {
    const { gameId } = currentScope();
    const gone = await this.database.query<{ id: string }>(`DELETE FROM notifications.mail WHERE game_id = $1 AND order_id = ANY($2::text[]) AND kind = 'copy' AND state <> 'pending' RETURNING id`, [gameId, orderIds]);
    // What came back of it goes with it: an erasure finds reports by their mails.
    if (gone.length > 0) await this.database.execute('DELETE FROM notifications.mail_report WHERE game_id = $1 AND mail_id = ANY($2::text[])', [gameId, gone.map(({ id }) => id)]);
  }

  /** One statement for all, and one job for each queue. A fact that has its mail is left alone. Answers how many are new. */
  async add(mails: NewMail[], hasServer: boolean): Promise<{ added: number; skipped: number }> {
    const states = mails.map((mail) => (hasServer && mail.address !== '' ? 'pending' : 'skipped'));
    const added = await this.database.query<{ kind: MailKind; state: string }>(
      `INSERT INTO notifications.mail (game_id, id, kind, order_id, refund_id, part, dispute_id, disputed_minor, payment_id, address, state, next_at, due_at, last_error)
       SELECT $1, m.id, m.kind, m.order_id, m.refund_id, m.part, m.dispute_id, m.disputed_minor, m.payment_id, m.address, m.state, CASE WHEN m.kind <> ALL($12::text[]) THEN clock_timestamp() END, CASE WHEN m.kind = ANY($12::text[]) THEN clock_timestamp() END, CASE WHEN m.state = 'skipped' THEN CASE WHEN m.address = '' THEN 'no address' ELSE 'no mail server' END END
         FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::text[], $10::bigint[], $11::text[]) AS m(id, kind, order_id, address, state, refund_id, part, dispute_id, disputed_minor, payment_id)
       ON CONFLICT ON CONSTRAINT mail_fact_key DO NOTHING RETURNING kind, state`,
      [currentScope().gameId, mails.map(() => newId('ntf')), mails.map((mail) => mail.kind), mails.map((mail) => mail.order_id), mails.map((mail) => mail.address), states,
        mails.map((mail) => mail.refund_id ?? ''), mails.map((mail) => (mail.part ? JSON.stringify(mail.part) : null)), mails.map((mail) => mail.dispute_id ?? ''), mails.map((mail) => mail.disputed_minor ?? null), mails.map((mail) => mail.payment_id ?? ''), VOUCHER_MAILS.kinds],
    );
    const pending = added.filter((mail) => mail.state === 'pending');
    for (const { job, kinds } of [ORDER_MAILS, VOUCHER_MAILS]) if (pending.some(({ kind }) => kinds.includes(kind))) await this.jobs.schedule({ type: job, key: 'game', payload: {} });
    return { added: added.length, skipped: added.length - pending.length };
  }
}

export interface DueMail extends Pick<NewMail, 'kind' | 'order_id' | 'address'> {
  id: string;
  part: RefundedPart | null;
  disputed_minor: bigint | null;
  /** Empty but for a voucher. */
  payment_id: string;
  /** Of a dispute that was opened: the bank has decided meanwhile. */
  is_overtaken: boolean;
}

/** Mails of a queue whose time has come, those that waited longest first. */
export class ListDueMails extends Query<DueMail[]> {
  constructor(readonly queue: MailQueue<MailKind>) { super(); }
}

@QueryHandler(ListDueMails)
export class ListDueMailsHandler implements IQueryHandler<ListDueMails> {
  constructor(private readonly database: Database) {}
  execute({ queue: { kinds, at } }: ListDueMails) {
    return this.database.query<DueMail & Record<string, unknown>>(
      `SELECT id, kind, order_id, address, part, disputed_minor, payment_id, kind = 'dispute_opened' AND EXISTS (
                SELECT FROM notifications.mail d WHERE d.game_id = m.game_id AND d.order_id = m.order_id AND d.kind IN ('dispute_won', 'dispute_lost') AND d.dispute_id = m.dispute_id) AS is_overtaken
         FROM notifications.mail m WHERE game_id = $1 AND state = 'pending' AND kind = ANY($2::text[]) AND ${at} <= clock_timestamp() ORDER BY ${at}, id LIMIT ${CHUNK}`, [currentScope().gameId, kinds]);
  }
}

/** In how many seconds the next mail of a queue is due; null when none waits. */
export class SecondsToNextMail extends Query<number | null> {
  constructor(readonly queue: MailQueue<MailKind>) { super(); }
}

@QueryHandler(SecondsToNextMail)
export class SecondsToNextMailHandler implements IQueryHandler<SecondsToNextMail> {
  constructor(private readonly database: Database) {}
  execute({ queue }: SecondsToNextMail): Promise<number | null> {
    return secondsToNext(this.database, 'mail', queue);
  }
}

@QueryHandler(ListMailsOfOrder)
export class ListMailsOfOrderHandler implements IQueryHandler<ListMailsOfOrder> {
  constructor(private readonly database: Database) {}
  async execute({ orderId, page: { limit, after } }: ListMailsOfOrder) {
    const rows = await this.database.query<MailRow & CameBackColumn>(
      `SELECT m.*, ${cameBack('m.game_id', 'm.id')} FROM notifications.mail m WHERE game_id = $1 AND order_id = $2 AND ($3::text COLLATE "C" IS NULL OR id > $3) ORDER BY id LIMIT $4`, [currentScope().gameId, orderId, after, limit]);
    return rows.map((row) => ({
      id: row.id, kind: row.kind, order_id: row.order_id, refund_id: row.refund_id || null, dispute_id: row.dispute_id || null, payment_id: row.payment_id || null, came_back: row.came_back, address: row.address, state: row.state, attempts: row.attempts, created_at: unixSeconds(row.created_at), sent_at: unixSecondsOrNull(row.sent_at), last_error: row.last_error,
    }));
  }
}
