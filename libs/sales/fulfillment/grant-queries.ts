import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { ListGrantsOfOrder, ListUnansweredGrants, type GrantView, type UnansweredGrant } from './contracts/queries.js';
import type { GrantRow } from './rows.js';

@QueryHandler(ListGrantsOfOrder)
export class ListGrantsOfOrderHandler implements IQueryHandler<ListGrantsOfOrder> {
  constructor(private readonly database: Database) {}

  async execute({ orderId }: ListGrantsOfOrder): Promise<GrantView[]> {
    const rows = await this.database.query<GrantRow>('SELECT * FROM fulfillment.grant_entry WHERE game_id = $1 AND order_id = $2 ORDER BY id', [currentScope().gameId, orderId]);
    return rows.map((row) => ({
      id: row.id, order_id: row.order_id, state: row.state, items: row.items.map(({ price_minor: _price, currency: _currency, ...item }) => item),
      requested_at: unixSeconds(row.requested_at), acknowledged_at: unixSecondsOrNull(row.acknowledged_at),
    }));
  }
}

@QueryHandler(ListUnansweredGrants)
export class ListUnansweredGrantsHandler implements IQueryHandler<ListUnansweredGrants> {
  constructor(private readonly database: Database) {}

  async execute({ after }: ListUnansweredGrants): Promise<UnansweredGrant[]> {
    const rows = await this.database.query<GrantRow>(`SELECT * FROM fulfillment.grant_entry WHERE game_id = $1 AND state = 'requested' AND id > $2 ORDER BY id LIMIT 500`, [currentScope().gameId, after]);
    return rows.map((row) => ({
      grant_id: row.id, order_id: row.order_id, player_id: row.player_id, items: row.items, reason: row.reason, ...(row.reservation_id ? { reservation_id: row.reservation_id } : {}), requested_at: unixSeconds(row.requested_at),
    }));
  }
}
