import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { GetFirstAcknowledgement } from '#studio/onboarding/queries';
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

/** A question of onboarding, which may not call this context. By the index of the game's grants, up to the first that was acknowledged. */
@QueryHandler(GetFirstAcknowledgement)
export class GetFirstAcknowledgementHandler implements IQueryHandler<GetFirstAcknowledgement> {
  constructor(private readonly database: Database) {}

  async execute(): Promise<number | null> {
    const row = await this.database.one<{ acknowledged_at: Date }>('SELECT acknowledged_at FROM fulfillment.grant_entry WHERE game_id = $1 AND acknowledged_at IS NOT NULL ORDER BY id LIMIT 1', [currentScope().gameId]);
    return unixSecondsOrNull(row?.acknowledged_at ?? null);
  }
}
