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

class GetGrantData extends Query<{ entries: object[]; is_open: boolean }> {
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@QueryHandler(GetGrantData)
export class GetGrantDataHandler implements IQueryHandler<GetGrantData> {
  constructor(private readonly database: Database) {}

  async execute({ orderIds }: GetGrantData): Promise<{ entries: object[]; is_open: boolean }> {
    const rows = await this.database.query<{ entry: object; is_open: boolean }>(
      `SELECT to_jsonb(g) - 'game_id' AS entry, state IN ('requested', 'revoking') AS is_open FROM fulfillment.grant_entry g WHERE game_id = $1 AND order_id = ANY($2::text[])
       UNION ALL SELECT to_jsonb(p) - 'game_id', p.state = 'revoking' FROM fulfillment.taken_part p WHERE game_id = $1 AND order_id = ANY($2::text[])`, [currentScope().gameId, orderIds]);
    return { entries: rows.map(({ entry }) => entry), is_open: rows.some(({ is_open }) => is_open) };
  }
}

/** What was granted stays; to whom, and in which words a game declined it, goes. */
class EraseGrants extends Command<number> {
  static readonly context = 'sales/fulfillment';
  constructor(readonly orderIds: readonly string[], readonly subject: Subject) { super(); }
}

@CommandHandler(EraseGrants)
export class EraseGrantsHandler implements ICommandHandler<EraseGrants> {
  constructor(private readonly database: Database, private readonly traces: PersonalTraces) {}

  async execute({ orderIds, subject }: EraseGrants): Promise<number> {
    const { gameId } = currentScope();
    const changed = await this.database.execute(
      `UPDATE fulfillment.grant_entry SET player_id = $4, decline_message = CASE WHEN decline_message IS NOT NULL THEN '' END WHERE game_id = $1 AND order_id = ANY($2::text[]) AND player_id = $3`,
      [gameId, orderIds, subject.player_id, subject.alias]);
    const reserved = await this.database.execute(
      `UPDATE fulfillment.reservation SET player_id = $4, refusal_message = CASE WHEN refusal_message IS NOT NULL THEN '' END WHERE game_id = $1 AND order_id = ANY($2::text[]) AND player_id = $3`,
      [gameId, orderIds, subject.player_id, subject.alias]);
    const parts = await this.database.execute('UPDATE fulfillment.taken_part SET player_id = $4 WHERE game_id = $1 AND order_id = ANY($2::text[]) AND player_id = $3', [gameId, orderIds, subject.player_id, subject.alias]);
    const grants = await this.database.query<{ id: string }>(
      `SELECT id FROM fulfillment.grant_entry WHERE game_id = $1 AND order_id = ANY($2::text[]) UNION SELECT id FROM fulfillment.reservation WHERE game_id = $1 AND order_id = ANY($2::text[])
       UNION SELECT unnest(ARRAY[id, grant_id]) FROM fulfillment.taken_part WHERE game_id = $1 AND order_id = ANY($2::text[])`, [gameId, orderIds]);
    return changed + reserved + parts + (grants.length > 0 ? await this.traces.forgetFacts(grants.map(({ id }) => id), subject) : 0);
  }
}

@Injectable()
@HoldsPersonalData('sales/fulfillment')
export class GrantData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async hindrances(playerIds: readonly string[], scope: Scope): Promise<Hindrance[]> {
    const open = await this.throughOrders(playerIds, scope, async (ids) => Number((await this.queries.ask(new GetGrantData(ids), scope)).is_open));
    return open > 0 ? [{ reason: 'grant_open', yields: true }] : [];
  }

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    const grants: object[] = [];
    await this.throughOrders(playerIds, scope, async (ids) => grants.push(...(await this.queries.ask(new GetGrantData(ids), scope)).entries));
    return { grants: grants.slice(-EXPORTED_MAX) };
  }

  erase(subject: Subject, scope: Scope): Promise<number> {
    return this.throughOrders([subject.player_id, subject.alias], scope, (ids) => this.commands.execute(new EraseGrants(ids, subject), scope));
  }

  private throughOrders(playerIds: readonly string[], scope: Scope, work: (ids: string[]) => Promise<number>): Promise<number> {
    return throughIds((after) => this.queries.ask(new ListOrderIdsOfPlayers(playerIds, after), scope), work);
  }
}
