import { Injectable } from '@nestjs/common';
import { DerivedKeys } from '#platform/crypto/derived-keys';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { OPERATOR } from '#platform/kernel/scope';

export interface Charge {
  order_id: string;
  text: string;
  charged_at: Date;
}

/** How many charges of one day, amount, currency and four digits are told of. */
export const FOUND_MAX = 5;

/** What charges are found by. It names nobody, and without the root key nobody tells what it is of. */
@Injectable()
export class ChargesRepository {
  constructor(private readonly database: Database, private readonly keys: DerivedKeys) {}

  async add(charges: readonly Charge[]): Promise<void> {
    await this.database.execute(
      `WITH told AS (INSERT INTO receipts.charge (game_id, order_id, handle, charged_at) SELECT $1, t.order_id, t.handle, t.charged_at FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS t(order_id, handle, charged_at)
         ON CONFLICT ON CONSTRAINT charge_pkey DO NOTHING RETURNING order_id, handle)
       INSERT INTO platform.route (kind, handle, game_id, target_id) SELECT 'charge', handle, $1, order_id FROM told`,
      [currentScope().gameId, charges.map(({ order_id }) => order_id), charges.map(({ order_id, text }) => `${this.keys.hash(text, OPERATOR, 'charge')}:${order_id}`), charges.map(({ charged_at }) => charged_at)]);
  }

  /** Before there is a tenant: which orders of which games are known by one of these texts. */
  async find(texts: readonly string[]): Promise<{ game_id: string; target_id: string }[]> {
    const hashes: string[] = [];
    for (const text of texts) hashes.push(...(await this.keys.hashes(text, OPERATOR, 'charge')));
    return this.database.unscoped<{ game_id: string; target_id: string }>(
      `SELECT r.game_id, r.target_id FROM unnest($1::text[]) WITH ORDINALITY AS h(hash, place)
         JOIN LATERAL (SELECT game_id, target_id FROM platform.route WHERE kind = 'charge' AND handle >= h.hash || ':' AND handle < h.hash || ';' LIMIT ${FOUND_MAX}) AS r ON true ORDER BY h.place LIMIT ${FOUND_MAX}`, [hashes]);
  }

  forget(orderIds: readonly string[]): Promise<number> {
    return this.removed('SELECT order_id FROM receipts.charge WHERE game_id = $1 AND order_id = ANY($2::text[])', [orderIds]);
  }

  forgetBefore(before: Date, max: number): Promise<number> {
    return this.removed('SELECT order_id FROM receipts.charge WHERE game_id = $1 AND charged_at < $2 ORDER BY charged_at LIMIT $3 FOR UPDATE SKIP LOCKED', [before, max]);
  }

  private removed(which: string, values: unknown[]): Promise<number> {
    return this.database.execute(
      `WITH gone AS (DELETE FROM receipts.charge c USING (${which}) AS w WHERE c.game_id = $1 AND c.order_id = w.order_id RETURNING c.handle)
       DELETE FROM platform.route r USING gone WHERE r.kind = 'charge' AND r.handle = gone.handle`, [currentScope().gameId, ...values]);
  }
}
