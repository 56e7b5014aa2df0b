import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { minorToNumber } from '#platform/kernel/money';
import type { ClawbackView, ConsumptionItem } from '../contracts/queries.js';
import type { ClawbackRow, RefundRow } from './rows.js';

/** What players owe for items that were gone when the money went back. */
@Injectable()
export class ClawbackRepository {
  constructor(private readonly database: Database) {}

  /** Once per refund; undefined where it stands already. */
  record(refund: RefundRow, gone: { amount_minor: bigint; items: ConsumptionItem[] }, now: Date): Promise<ClawbackRow | undefined> {
    return this.database.one<ClawbackRow>(
      `INSERT INTO refunds.clawback (game_id, id, refund_id, order_id, player_id, amount_minor, currency, items, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT ON CONSTRAINT clawback_refund_key DO NOTHING RETURNING *`,
      [refund.game_id, newId('clw'), refund.id, refund.order_id, refund.player_id, gone.amount_minor, refund.currency, JSON.stringify(gone.items), now],
    );
  }

  find(id: string): Promise<ClawbackRow | undefined> {
    return this.database.one<ClawbackRow>('SELECT * FROM refunds.clawback WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  async close(id: string, o: { state: 'recovered' | 'waived'; by: string; reason: string; now: Date }): Promise<boolean> {
    return (await this.database.execute(`UPDATE refunds.clawback SET state = $3, closed_by = $4, close_reason = $5, closed_at = $6 WHERE game_id = $1 AND id = $2 AND state = 'open'`,
      [currentScope().gameId, id, o.state, o.by, o.reason, o.now])) > 0;
  }

  list(filter: { player_id?: string; order_id?: string; state?: ClawbackView['state']; limit: number; starting_after?: string }): Promise<ClawbackRow[]> {
    return this.database.query<ClawbackRow>(
      `SELECT * FROM refunds.clawback WHERE game_id = $1 AND ($2::text IS NULL OR player_id = $2) AND ($3::text IS NULL OR order_id = $3) AND ($4::text IS NULL OR state = $4) AND ($5::text IS NULL OR id < $5)
        ORDER BY id DESC LIMIT $6`,
      [currentScope().gameId, filter.player_id ?? null, filter.order_id ?? null, filter.state ?? null, filter.starting_after ?? null, filter.limit],
    );
  }
}

export function clawbackView(row: ClawbackRow): ClawbackView {
  return {
    id: row.id, refund_id: row.refund_id, order_id: row.order_id, player_id: row.player_id, amount_minor: minorToNumber(row.amount_minor), currency: row.currency,
    items: row.items.map(({ line_id, item_id, sku, quantity, state }) => ({ line_id, item_id, sku, quantity, state })), state: row.state, recorded_at: unixSeconds(row.recorded_at), closed_by: row.closed_by, closed_at: unixSecondsOrNull(row.closed_at), close_reason: row.close_reason,
  };
}
