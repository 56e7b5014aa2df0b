import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import type { BounceKind } from './bounces.js';
import { ReceiptMailed } from './contracts/events.js';
import type { Handover } from './mail-server.js';
import { ReportBook } from './suppressions.js';

/** Mails to players about orders, to members of studios, and to whoever has withdrawn. */
export type MailTable = 'mail' | 'member_mail' | 'withdrawal_mail';

/**
 * Mails of a table that one type of job hands over. Its statements read these kinds alone, so that a kind of a later build is left to processes that know it; that build gives it a queue of its own, for the job of a queue may be run by a process that does not
 * read the kind. `at`: the column that tells when a mail is due; builds without queues read whatever is due at `next_at`, so kinds that they do not know have `due_at`.
 */
export interface MailQueue<K extends string = string> { readonly job: string; readonly kinds: readonly K[]; readonly at: 'next_at' | 'due_at' }

/** Waits double from 30 s to 6 h: the last attempt is about three days after the first. */
const ATTEMPTS_MAX = 20;

/** What a refusal for good says of the address, and under which keys that stands. */
export interface Bounce { kind: BounceKind; status_code: string | null; said: string | null; keys: readonly string[] }

/** What came of an attempt. `skipped`: there was nothing to send any more, or the address is suppressed. */
export type Outcome = Handover | { outcome: 'refused'; error: string; bounce: Bounce } | { outcome: 'skipped'; error: string };

export class RecordHandover extends Command<void> {
  static readonly context = 'reach/notifications';
  constructor(readonly table: MailTable, readonly id: string, readonly handover: Outcome, readonly at: MailQueue['at'] = 'next_at') { super(); }
}

@CommandHandler(RecordHandover)
export class RecordHandoverHandler implements ICommandHandler<RecordHandover> {
  constructor(private readonly database: Database, private readonly outbox: Outbox, private readonly book: ReportBook) {}

  async execute({ table, id, handover, at }: RecordHandover): Promise<void> {
    const { gameId } = currentScope();
    if (handover.outcome === 'sent') {
      const sent = await this.database.one<{ kind: string | null; order_id: string | null; sent_at: Date }>(
        `UPDATE notifications.${table} SET state = 'sent', sent_at = clock_timestamp(), attempts = attempts + 1, last_error = NULL WHERE game_id = $1 AND id = $2 AND state = 'pending'
         RETURNING sent_at, ${table === 'mail' ? 'kind, order_id' : 'NULL AS kind, NULL AS order_id'}`, [gameId, id]);
      if (sent?.kind === 'receipt') this.outbox.record(new ReceiptMailed('mail', id, { order_id: sent.order_id!, mailed_at: unixSeconds(sent.sent_at) }));
      return;
    }
    if (handover.outcome === 'skipped') {
      await this.database.execute(`UPDATE notifications.${table} SET state = 'skipped', last_error = $3 WHERE game_id = $1 AND id = $2 AND state = 'pending'`, [gameId, id, handover.error]);
      return;
    }
    await this.database.execute(
      `UPDATE notifications.${table} SET attempts = attempts + 1, last_error = $3, state = CASE WHEN $4 OR attempts + 1 >= $5 THEN 'failed' ELSE 'pending' END,
              ${at} = clock_timestamp() + least(interval '30 seconds' * power(2, least(attempts, 10)), interval '6 hours')
        WHERE game_id = $1 AND id = $2 AND state = 'pending'`,
      [gameId, id, handover.error, handover.outcome === 'refused', ATTEMPTS_MAX],
    );
    if ('bounce' in handover) await this.book.note({ game_id: gameId, mail_id: id, source: 'smtp', ...handover.bounce });
  }
}

/** In how many seconds the next mail of the scope's game (and of a queue, where a table has kinds) is due; null when none waits. */
export async function secondsToNext(database: Database, table: MailTable, { kinds, at }: { kinds: MailQueue['kinds'] | null; at: MailQueue['at'] } = { kinds: null, at: 'next_at' }): Promise<number | null> {
  const row = await database.one<{ seconds: bigint | null }>(
    `SELECT ceil(extract(epoch FROM min(${at}) - clock_timestamp()))::bigint AS seconds FROM notifications.${table} WHERE game_id = $1 AND state = 'pending' AND ${at} IS NOT NULL${kinds ? ' AND kind = ANY($2::text[])' : ''}`, [currentScope().gameId, ...(kinds ? [kinds] : [])]);
  return row?.seconds == null ? null : Number(row.seconds);
}
