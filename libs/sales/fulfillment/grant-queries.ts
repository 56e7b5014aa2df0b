import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { ListGrantsOfOrder, type GrantView } from './contracts/queries.js';
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
