import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Housekeeps, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';

/** Longer than any card scheme lets a purchase be disputed, so that what the provider told of it can be shown. */
const KEPT_DAYS = 400;

const keptSince = (now: Date): Date => new Date(now.getTime() - KEPT_DAYS * 86_400_000);

/** Removes up to `max` notifications that are past their time and wait for nothing, and answers how many. */
export class ForgetNotifications extends Command<number> {
  static readonly context = 'sales/payments';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(ForgetNotifications)
export class ForgetNotificationsHandler implements ICommandHandler<ForgetNotifications> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  execute({ max }: ForgetNotifications): Promise<number> {
    return this.database.execute(
      `DELETE FROM payments.psp_notification n
        USING (SELECT psp, event_id FROM payments.psp_notification WHERE game_id = $1 AND state <> 'stored' AND received_at < $2 ORDER BY received_at LIMIT $3 FOR UPDATE SKIP LOCKED) old
        WHERE n.game_id = $1 AND n.psp = old.psp AND n.event_id = old.event_id`,
      [currentScope().gameId, keptSince(this.clock.now()), max],
    );
  }
}

/** Those that name no payment of ours stand under a game of their own (`UNROUTED`) and go with it. */
@Injectable()
@Housekeeps('payments.notifications')
export class ForgetNotificationsChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly clock: Clock) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'payments.psp_notification', after, `state <> 'stored' AND received_at < $2`, [keptSince(this.clock.now())]);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new ForgetNotifications(max), systemScope(gameId, 'payments.notifications'));
  }
}
