import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { gamesHaving, Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, throughIds, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { ListOrderIdsOfPlayers } from '#sales/orders/queries';

/** As long as somebody may still ask what became of her statement: three years, and the day on which a leap year has one more. */
const KEPT_DAYS = 1_096;

class GetWithdrawalData extends Query<object[]> {
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@QueryHandler(GetWithdrawalData)
export class GetWithdrawalDataHandler implements IQueryHandler<GetWithdrawalData> {
  constructor(private readonly database: Database) {}

  async execute({ orderIds }: GetWithdrawalData): Promise<object[]> {
    const rows = await this.database.query<{ entry: object }>(
      `SELECT to_jsonb(w) - 'game_id' || jsonb_build_object('name', d.name, 'email', d.email, 'order_told', d.order_told) AS entry
         FROM withdrawals.withdrawal w LEFT JOIN withdrawals.declarant d ON d.game_id = w.game_id AND d.withdrawal_id = w.id WHERE w.game_id = $1 AND w.order_id = ANY($2::text[]) ORDER BY w.id`,
      [currentScope().gameId, orderIds]);
    return rows.map(({ entry }) => entry);
  }
}

/** That somebody has withdrawn, when and what was answered stays; who it was goes. */
class ForgetDeclarants extends Command<number> {
  static readonly context = 'sales/withdrawals';
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@CommandHandler(ForgetDeclarants)
export class ForgetDeclarantsHandler implements ICommandHandler<ForgetDeclarants> {
  constructor(private readonly database: Database) {}
  execute({ orderIds }: ForgetDeclarants): Promise<number> {
    return this.database.execute(
      `DELETE FROM withdrawals.declarant d USING withdrawals.withdrawal w WHERE d.game_id = $1 AND w.game_id = $1 AND w.id = d.withdrawal_id AND w.order_id = ANY($2::text[])`, [currentScope().gameId, orderIds]);
  }
}

class ForgetOldDeclarants extends Command<number> {
  static readonly context = 'sales/withdrawals';
  constructor(readonly before: number, readonly max: number) { super(); }
}

@CommandHandler(ForgetOldDeclarants)
export class ForgetOldDeclarantsHandler implements ICommandHandler<ForgetOldDeclarants> {
  constructor(private readonly database: Database) {}
  execute({ before, max }: ForgetOldDeclarants): Promise<number> {
    return this.database.execute(
      `DELETE FROM withdrawals.declarant d USING (SELECT withdrawal_id FROM withdrawals.declarant WHERE game_id = $1 AND stated_at < $2 ORDER BY stated_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS old
        WHERE d.game_id = $1 AND d.withdrawal_id = old.withdrawal_id`, [currentScope().gameId, fromUnixSeconds(before), max]);
  }
}

/** Nobody asks any more who it was; of those whom no order leads to, this is the only end. */
@Injectable()
@Housekeeps('withdrawals.declarants')
export class OldDeclarants implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly clock: Clock) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'withdrawals.declarant', after, 'stated_at < $2', [fromUnixSeconds(this.before())]);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new ForgetOldDeclarants(this.before(), max), systemScope(gameId, 'sales/withdrawals.declarants'));
  }

  private before(): number {
    return this.clock.nowSeconds() - KEPT_DAYS * 86_400;
  }
}

@Injectable()
@HoldsPersonalData('sales/withdrawals')
export class WithdrawalData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    const withdrawals: object[] = [];
    await this.throughOrders(playerIds, scope, async (ids) => withdrawals.push(...(await this.queries.ask(new GetWithdrawalData(ids), scope))));
    return { withdrawals: withdrawals.slice(-EXPORTED_MAX) };
  }

  erase(subject: Subject, scope: Scope): Promise<number> {
    return this.throughOrders([subject.player_id, subject.alias], scope, (ids) => this.commands.execute(new ForgetDeclarants(ids), scope));
  }

  private throughOrders(playerIds: readonly string[], scope: Scope, work: (ids: string[]) => Promise<number>): Promise<number> {
    return throughIds((after) => this.queries.ask(new ListOrderIdsOfPlayers(playerIds, after), scope), work);
  }
}
