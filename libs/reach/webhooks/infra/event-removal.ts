import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';

/** What was told of orders, found and removed by them. */
@Injectable()
export class EventRemoval {
  constructor(private readonly database: Database) {}

  async told(orderIds: readonly string[]): Promise<object[]> {
    const rows = await this.database.query<{ entry: object }>(
      `SELECT jsonb_build_object('event_id', id, 'type', type, 'order_id', order_id, 'created_at', created_at) AS entry FROM webhooks.event WHERE game_id = $1 AND order_id = ANY($2::text[]) ORDER BY id LIMIT 10000`,
      [currentScope().gameId, orderIds]);
    return rows.map(({ entry }) => entry);
  }

  /** Whether anything of them still leaves by itself. */
  async isUnderWay(orderIds: readonly string[]): Promise<boolean> {
    return (await this.database.one(`SELECT 1 AS one FROM webhooks.delivery WHERE game_id = $1 AND order_id = ANY($2::text[]) AND state = 'pending' LIMIT 1`, [currentScope().gameId, orderIds])) !== undefined;
  }

  /** Deliveries with their attempts, and the events. Answers how many events and deliveries. */
  async remove(orderIds: readonly string[]): Promise<number> {
    const removed = await this.database.one<{ count: bigint }>(
      `WITH deliveries AS (DELETE FROM webhooks.delivery WHERE game_id = $1 AND order_id = ANY($2::text[]) RETURNING id),
            attempts AS (DELETE FROM webhooks.attempt WHERE game_id = $1 AND delivery_id IN (SELECT id FROM deliveries) RETURNING id),
            events AS (DELETE FROM webhooks.event WHERE game_id = $1 AND order_id = ANY($2::text[]) RETURNING id)
       SELECT (SELECT count(*) FROM deliveries) + (SELECT count(*) FROM attempts) + (SELECT count(*) FROM events) AS count`,
      [currentScope().gameId, orderIds]);
    return Number(removed!.count);
  }
}
