import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, throughIds, type Hindrance, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { PersonalTraces } from '#platform/personal-data/traces';
import { ListOrderIdsOfPlayers } from '#sales/orders/queries';

class GetRefundData extends Query<{ entries: object[]; clawbacks: object[]; is_open: boolean }> {
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@QueryHandler(GetRefundData)
export class GetRefundDataHandler implements IQueryHandler<GetRefundData> {
  constructor(private readonly database: Database) {}

  async execute({ orderIds }: GetRefundData): Promise<{ entries: object[]; clawbacks: object[]; is_open: boolean }> {
    const rows = await this.database.query<{ entry: object; is_open: boolean }>(
      `SELECT to_jsonb(r) - 'game_id' AS entry, state IN ('waiting', 'requested', 'held') AS is_open FROM refunds.refund r WHERE game_id = $1 AND order_id = ANY($2::text[]) ORDER BY id`, [currentScope().gameId, orderIds]);
    const clawbacks = await this.database.query<{ entry: object }>(`SELECT to_jsonb(c) - 'game_id' AS entry FROM refunds.clawback c WHERE game_id = $1 AND order_id = ANY($2::text[]) ORDER BY id`, [currentScope().gameId, orderIds]);
    return { entries: rows.map(({ entry }) => entry), clawbacks: clawbacks.map(({ entry }) => entry), is_open: rows.some(({ is_open }) => is_open) };
  }
}

/** Amounts and states of refunds stay; whose they were and what was written about them goes. */
class EraseRefunds extends Command<number> {
  static readonly context = 'sales/refunds';
  constructor(readonly orderIds: readonly string[], readonly subject: Subject) { super(); }
}

@CommandHandler(EraseRefunds)
export class EraseRefundsHandler implements ICommandHandler<EraseRefunds> {
  constructor(private readonly database: Database, private readonly traces: PersonalTraces) {}

  async execute({ orderIds, subject }: EraseRefunds): Promise<number> {
    const { gameId } = currentScope();
    const changed = await this.database.execute(
      `UPDATE refunds.refund SET player_id = $4, reason = '', decision_reason = CASE WHEN decision_reason IS NOT NULL THEN '' END
        WHERE game_id = $1 AND order_id = ANY($2::text[]) AND player_id = $3 AND state NOT IN ('waiting', 'requested', 'held')`, [gameId, orderIds, subject.player_id, subject.alias]);
    const owed = await this.database.execute(
      `UPDATE refunds.clawback SET player_id = $4, close_reason = CASE WHEN close_reason IS NOT NULL THEN '' END WHERE game_id = $1 AND order_id = ANY($2::text[]) AND player_id = $3`, [gameId, orderIds, subject.player_id, subject.alias]);
    const refunds = await this.database.query<{ id: string }>(
      'SELECT id FROM refunds.refund WHERE game_id = $1 AND order_id = ANY($2::text[]) UNION ALL SELECT id FROM refunds.clawback WHERE game_id = $1 AND order_id = ANY($2::text[])', [gameId, orderIds]);
    return changed + owed + (refunds.length > 0 ? await this.traces.forgetFacts(refunds.map(({ id }) => id), subject) : 0);
  }
}

@Injectable()
@HoldsPersonalData('sales/refunds')
export class RefundData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async hindrances(playerIds: readonly string[], scope: Scope): Promise<Hindrance[]> {
    const open = await this.throughOrders(playerIds, scope, async (ids) => Number((await this.queries.ask(new GetRefundData(ids), scope)).is_open));
    return open > 0 ? [{ reason: 'refund_open', yields: false }] : [];
  }

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    const [refunds, clawbacks]: [object[], object[]] = [[], []];
    await this.throughOrders(playerIds, scope, async (ids) => {
      const data = await this.queries.ask(new GetRefundData(ids), scope);
      clawbacks.push(...data.clawbacks);
      return refunds.push(...data.entries);
    });
    return { refunds: refunds.slice(-EXPORTED_MAX), clawbacks: clawbacks.slice(-EXPORTED_MAX) };
  }

  erase(subject: Subject, scope: Scope): Promise<number> {
    return this.throughOrders([subject.player_id, subject.alias], scope, (ids) => this.commands.execute(new EraseRefunds(ids, subject), scope));
  }

  private throughOrders(playerIds: readonly string[], scope: Scope, work: (ids: string[]) => Promise<number>): Promise<number> {
    return throughIds((after) => this.queries.ask(new ListOrderIdsOfPlayers(playerIds, after), scope), work);
  }
}
