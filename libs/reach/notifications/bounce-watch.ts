import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { Command } from '#platform/kernel/messages';
import { OPERATOR, systemScope } from '#platform/kernel/scope';
import { alarmsOf, SOFT_BOUNCE_DAYS, type MailAlarm } from './bounces.js';

const CAUSE = 'notifications.bounces';

type Alarm = { kind: MailAlarm; cases: number; base: number };

/** Writes down the alarms that this day (UTC) has not had, tells them, and forgets what is too old to count. Answers how many rows went. */
class KeepBounces extends Command<number> {
  static readonly context = 'reach/notifications';
  constructor(readonly alarms: readonly Alarm[], readonly max: number) { super(); }
}

@CommandHandler(KeepBounces)
export class KeepBouncesHandler implements ICommandHandler<KeepBounces> {
  private readonly logger = new Logger('Notifications');

  constructor(private readonly database: Database) {}

  async execute({ alarms, max }: KeepBounces): Promise<number> {
    for (const { kind, cases, base } of alarms) {
      const isNew = await this.database.execute(
        `INSERT INTO notifications.mail_alarm (day, kind, cases, base) VALUES ((clock_timestamp() AT TIME ZONE 'UTC')::date, $1, $2, $3) ON CONFLICT ON CONSTRAINT mail_alarm_pkey DO NOTHING`, [kind, cases, base]);
      if (isNew === 0) continue;
      if (kind === 'bounces') this.logger.error({ msg: 'ALARM: more than 5 % of the mails of a day come back', cases, base });
      else this.logger.error({ msg: 'ALARM: more than 0.3 % of the mails of a day are called spam', cases, base });
    }
    return this.database.execute(
      `DELETE FROM notifications.soft_bounce s USING (SELECT address_key, mail_id FROM notifications.soft_bounce WHERE noted_at < clock_timestamp() - make_interval(days => $1) ORDER BY noted_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS old
        WHERE s.address_key = old.address_key AND s.mail_id = old.mail_id`, [SOFT_BOUNCE_DAYS, max]);
  }
}

/** Every hour: how many of the mails of the last 24 hours came back, over all games, for they have one sender. */
@Injectable()
@Housekeeps(CAUSE)
export class BounceWatch implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands) {}

  /** The operator's own. */
  async due(after: string): Promise<string[]> {
    return after < OPERATOR ? [OPERATOR] : [];
  }

  async step(_gameId: string, max: number): Promise<number> {
    return this.commands.execute(new KeepBounces(alarmsOf(await this.lastDay()), max), { ...systemScope(OPERATOR, CAUSE), studioId: OPERATOR });
  }

  /** What was refused at once never left, and is a mail of the day as well. */
  private async lastDay(): Promise<{ mails: number; bounces: number; complaints: number }> {
    const sent = ['mail', 'member_mail', 'withdrawal_mail'].map((table) => `(SELECT count(*) FROM notifications.${table} WHERE sent_at > clock_timestamp() - interval '24 hours')`).join(' + ');
    const [day] = await this.database.acrossGames<{ mails: number; bounces: number; complaints: number }>(
      `SELECT (${sent} + count(*) FILTER (WHERE source = 'smtp'))::int AS mails, (count(*) FILTER (WHERE kind <> 'complaint'))::int AS bounces, (count(*) FILTER (WHERE kind = 'complaint'))::int AS complaints
         FROM notifications.mail_report WHERE reported_at > clock_timestamp() - interval '24 hours'`);
    return day!;
  }
}
