import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, throughIds, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { ListOrderIdsOfPlayers } from '#sales/orders/queries';
import { cameBackList } from './mail-log.js';

class GetMailData extends Query<object[]> {
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@QueryHandler(GetMailData)
export class GetMailDataHandler implements IQueryHandler<GetMailData> {
  constructor(private readonly database: Database) {}

  async execute({ orderIds }: GetMailData): Promise<object[]> {
    const rows = await this.database.query<{ entry: object }>(
      `SELECT jsonb_build_object('kind', kind, 'order_id', order_id, 'address', address, 'state', state, 'created_at', created_at, 'sent_at', sent_at, 'came_back', ${cameBackList('m.game_id', 'm.id')}) AS entry FROM notifications.mail m WHERE game_id = $1 AND order_id = ANY($2::text[]) ORDER BY id`,
      [currentScope().gameId, orderIds]);
    return rows.map(({ entry }) => entry);
  }
}

/** That a mail was written stays, so that none is written twice; where it went goes, and what waits is not sent. */
class EraseMails extends Command<number> {
  static readonly context = 'reach/notifications';
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@CommandHandler(EraseMails)
export class EraseMailsHandler implements ICommandHandler<EraseMails> {
  constructor(private readonly database: Database) {}
  async execute({ orderIds }: EraseMails): Promise<number> {
    // The mails first: a report that is noted meanwhile holds its mail, and is there when the next statement looks.
    const emptied = await this.database.execute(
      `UPDATE notifications.mail SET address = '', last_error = NULL, state = CASE WHEN state = 'pending' THEN 'skipped' ELSE state END
        WHERE game_id = $1 AND order_id = ANY($2::text[]) AND (address <> '' OR state = 'pending')`, [currentScope().gameId, orderIds]);
    await this.database.execute(
      `UPDATE notifications.mail_report r SET said = NULL FROM notifications.mail m WHERE r.game_id = $1 AND m.game_id = $1 AND m.id = r.mail_id AND m.order_id = ANY($2::text[]) AND r.said IS NOT NULL`, [currentScope().gameId, orderIds]);
    return emptied;
  }
}

@Injectable()
@HoldsPersonalData('reach/notifications')
export class MailData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    const mails: object[] = [];
    await this.throughOrders(playerIds, scope, async (ids) => mails.push(...(await this.queries.ask(new GetMailData(ids), scope))));
    return { mails: mails.slice(-EXPORTED_MAX) };
  }

  erase(subject: Subject, scope: Scope): Promise<number> {
    return this.throughOrders([subject.player_id, subject.alias], scope, (ids) => this.commands.execute(new EraseMails(ids), scope));
  }

  private throughOrders(playerIds: readonly string[], scope: Scope, work: (ids: string[]) => Promise<number>): Promise<number> {
    return throughIds((after) => this.queries.ask(new ListOrderIdsOfPlayers(playerIds, after), scope), work);
  }
}
