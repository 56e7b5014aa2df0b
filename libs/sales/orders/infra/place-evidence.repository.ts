import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { PlaceItem } from '../contracts/place-evidence.js';

export type NotedItem = PlaceItem & { payment_id: string; noted_at: Date };

/** Adds the pieces of an attempt that took its order: the country that somebody named, and `$9` to `$11`. Part of the statement that locks it, after its `locked`. */
export const NOTE_OF_LOCKED = `INSERT INTO orders.place_evidence (game_id, order_id, payment_id, kind, country, told_by, noted_at)
                     SELECT $1, locked.id, $3, piece.kind, piece.country, piece.told_by, $4
                       FROM locked, LATERAL (SELECT 'declared', locked.country, locked.country_source WHERE locked.country_source IN ('studio', 'buyer', 'player', 'card')
                                              UNION ALL SELECT * FROM unnest($9::text[], $10::text[], $11::text[])) AS piece (kind, country, told_by)
                     ON CONFLICT ON CONSTRAINT place_evidence_pkey DO NOTHING`;

@Injectable()
export class PlaceEvidenceRepository {
  constructor(private readonly database: Database) {}

  /** Notes where the cards of attempts are from; one that is known stays. */
  async noteCards(cards: readonly { order_id: string; payment_id: string; country: string }[], at: Date): Promise<void> {
    if (cards.length === 0) return;
    await this.database.execute(
      `INSERT INTO orders.place_evidence (game_id, order_id, payment_id, kind, country, told_by, noted_at)
       SELECT $1, card.order_id, card.payment_id, 'card', card.country, 'provider', $5 FROM unnest($2::text[], $3::text[], $4::text[]) AS card (order_id, payment_id, country)
       ON CONFLICT ON CONSTRAINT place_evidence_pkey DO NOTHING`,
      [currentScope().gameId, cards.map((each) => each.order_id), cards.map((each) => each.payment_id), cards.map((each) => each.country), at],
    );
  }

  ofOrder(orderId: string): Promise<NotedItem[]> {
    return this.database.query<NotedItem>(
      'SELECT kind, country, told_by, payment_id, noted_at FROM orders.place_evidence WHERE game_id = $1 AND order_id = $2 ORDER BY payment_id, kind',
      [currentScope().gameId, orderId],
    );
  }
}
