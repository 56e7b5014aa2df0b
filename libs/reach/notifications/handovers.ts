import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Command } from '#platform/kernel/messages';
import type { Handover } from './mail-server.js';

/** Mails to players, and mails to members of studios. */
export type MailTable = 'mail' | 'member_mail';
/** Waits double from 30 s to 6 h: the last attempt is about three days after the first. */
const ATTEMPTS_MAX = 20;

/** What came of an attempt. `skipped`: there was nothing to send any more. */
export type Outcome = Handover | { outcome: 'skipped'; error: string };

export class RecordHandover extends Command<void> {
  static readonly context = 'reach/notifications';
  constructor(readonly table: MailTable, readonly id: string, readonly handover: Outcome) { super(); }
}

@CommandHandler(RecordHandover)
export class RecordHandoverHandler implements ICommandHandler<RecordHandover> {
  constructor(private readonly database: Database) {}
  async execute({ table, id, handover }: RecordHandover): Promise<void> {
    const { gameId } = currentScope();
    if (handover.outcome === 'sent') {
      await this.database.execute(`UPDATE notifications.${table} SET state = 'sent', sent_at = clock_timestamp(), attempts = attempts + 1, last_error = NULL WHERE game_id = $1 AND id = $2 AND state = 'pending'`, [gameId, id]);
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
  }
}

/** In how many seconds the next mail of the scope's game is due; null when none waits. */
export async function secondsToNext(database: Database, table: MailTable): Promise<number | null> {
  const row = await database.one<{ seconds: bigint | null }>(
    `SELECT ceil(extract(epoch FROM min(next_at) - clock_timestamp()))::bigint AS seconds FROM notifications.${table} WHERE game_id = $1 AND state = 'pending'`, [currentScope().gameId]);
  return row?.seconds == null ? null : Number(row.seconds);
}
