import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { fromUnixSeconds } from '#platform/kernel/clock';
import type { ListOrders } from '../contracts/queries.js';
import type { OrderRow } from '../infra/rows.js';

/** Orders page by page, newest first. */
@Injectable()
export class OrderLists {
  constructor(private readonly database: Database) {}

  async page(filter: ListOrders['filter']): Promise<{ data: OrderRow[]; has_more: boolean; next_cursor: string | null }> {
    const limit = Math.min(Math.max(filter.limit, 1), 1_000);
    const rows = await this.database.query<OrderRow>(
      `SELECT * FROM orders.order
        WHERE game_id = $1 AND ($2::text IS NULL OR player_id = $2) AND ($3::text[] IS NULL OR status = ANY($3)) AND ($4::text IS NULL OR id < $4)
          AND ($5::timestamptz IS NULL OR created_at >= $5) AND ($6::timestamptz IS NULL OR created_at <= $6)
        ORDER BY id DESC LIMIT $7`,
      [
        currentScope().gameId, filter.player_id ?? null, filter.status ?? null, filter.starting_after ?? null,
        filter.created_from === undefined ? null : fromUnixSeconds(filter.created_from), filter.created_to === undefined ? null : fromUnixSeconds(filter.created_to), limit + 1,
      ],
    );
    const data = rows.slice(0, limit);
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
