import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { Waiver } from '../contracts/waivers.js';

/** Adds what the buyer agreed to, for each line of the order: `$12` to `$14`, where she did. Part of the statement that locks it, after its `locked`. */
export const WAIVER_OF_LOCKED = `INSERT INTO orders.waiver (game_id, order_id, payment_id, line_id, version, locale, words, given_at)
                     SELECT $1, locked.id, $3, line.place::text, $12, $13, $14, $4
                       FROM locked, jsonb_array_elements(locked.lines) WITH ORDINALITY AS line (value, place) WHERE $12::text IS NOT NULL
                     ON CONFLICT ON CONSTRAINT waiver_pkey DO NOTHING`;

@Injectable()
export class WaiversRepository {
  constructor(private readonly database: Database) {}

  ofOrder(orderId: string): Promise<(Omit<Waiver, 'given_at'> & { given_at: Date })[]> {
    return this.database.query(
      `SELECT order_id, payment_id, line_id, version, locale, words, given_at FROM orders.waiver WHERE game_id = $1 AND order_id = $2 ORDER BY given_at, payment_id, line_id::int LIMIT 500`,
      [currentScope().gameId, orderId],
    );
  }
}
