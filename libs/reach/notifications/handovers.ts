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
/** Waits double from 30 s to 6 h: the last attempt is about three days after the first. */
const ATTEMPTS_MAX = 20;

/** What a refusal for good says of the address, and under which keys that stands. */
export interface Bounce { kind: BounceKind; status_code: string | null; said: string | null; keys: readonly string[] }

/** What came of an attempt. `skipped`: there was nothing to send any more, or the address is suppressed. */
export type Outcome = Handover | { outcome: 'refused'; error: string; bounce: Bounce } | { outcome: 'skipped'; error: string };

export class RecordHandover extends Command<void> {
  static readonly context = 'reach/notifications';
  constructor(readonly table: MailTable, readonly id: string, readonly handover: Outcome) { super(); }
}

@CommandHandler(RecordHandover)
export class RecordHandoverHandler implements ICommandHandler<RecordHandover> {
  constructor(private readonly database: Database, private readonly outbox: Outbox, private readonly book: ReportBook) {}

  async execute({ table, id, handover }: RecordHandover): Promise<void> {
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
              next_at = clock_timestamp() + least(interval '30 seconds' * power(2, least(attempts, 10)), interval '6 hours')
        WHERE game_id = $1 AND id = $2 AND state = 'pending'`,
      [gameId, id, handover.error, handover.outcome === 'refused', ATTEMPTS_MAX],
    );
    if ('bounce' in handover) await this.book.note({ game_id: gameId, mail_id: id, source: 'smtp', ...handover.bounce });
  }
}

/** In how many seconds the next mail of the scope's game is due; null when none waits. */
export async function secondsToNext(database: Database, table: MailTable): Promise<number | null> {
  const row = await database.one<{ seconds: bigint | null }>(
    `SELECT ceil(extract(epoch FROM min(next_at) - clock_timestamp()))::bigint AS seconds FROM notifications.${table} WHERE game_id = $1 AND state = 'pending'`, [currentScope().gameId]);
  return row?.seconds == null ? null : Number(row.seconds);
}
