import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { invariant } from '#platform/kernel/errors';
import { OrderNotFound } from '../contracts/errors.js';
import type { CauseKind } from '../domain/transitions.js';
import { CheckoutSecrets } from './checkout-secrets.js';
import type { OrderRow } from './rows.js';
import { SealedOrders } from './sealed-orders.js';

/** A row as it is to become, and the steps that brought it there; `version` is the one that was read. */
export interface ChangedOrder {
  row: OrderRow;
  steps: { from: string; to: string; by: CauseKind; cause_id: string }[];
}

/** Which 16 digits the n-th receipt gets: multiplying by a number prime to 10 scatters them and never gives the same twice below 10^16. */
const FRESH_RECEIPT = `lpad(mod(nextval('orders.receipt_number')::numeric * 6180339887498949, 10000000000000000)::text, 16, '0')`;

@Injectable()
export class OrdersRepository {
  constructor(private readonly database: Database, private readonly secrets: CheckoutSecrets, private readonly seals: SealedOrders) {}

  /** Order, its first transition and the route of its checkout, in one statement. */
  async insert(row: OrderRow, causeId: string): Promise<void> {
    await this.database.execute(
      `WITH made AS (INSERT INTO orders.order SELECT * FROM jsonb_populate_record(null::orders.order, $1::jsonb) RETURNING game_id, id, status, created_at),
            told AS (INSERT INTO orders.order_transition (game_id, order_id, version, from_status, to_status, cause_kind, cause_id, at)
                     SELECT game_id, id, 0, NULL, status, 'order.created', $2, created_at FROM made)
       INSERT INTO platform.route (kind, handle, game_id, target_id) SELECT 'checkout', $3, game_id, id FROM made`,
      [asJson({ ...row, seal: this.seals.first(row) }), causeId, this.secrets.hashOf(row)],
    );
  }

  async find(orderId: string): Promise<OrderRow> {
    const row = await this.database.one<OrderRow>('SELECT * FROM orders.order WHERE game_id = $1 AND id = $2', [currentScope().gameId, orderId]);
    if (!row) throw new OrderNotFound();
    return row;
  }

  /** The order, locked until the transaction ends. */
  async take(orderId: string): Promise<OrderRow> {
    const [row] = await this.takeAll([orderId]);
    if (!row) throw new OrderNotFound();
    return row;
  }

  /** Orders, locked in the order of their ids; what does not exist is left out. */
  async takeAll(orderIds: readonly string[]): Promise<OrderRow[]> {
    const rows = await this.database.query<OrderRow>('SELECT * FROM orders.order WHERE game_id = $1 AND id = ANY($2::text[]) ORDER BY id FOR UPDATE', [currentScope().gameId, orderIds]);
    return rows.map((row) => this.seals.lookedAt(row));
  }

  /** As `takeAll`, each with a receipt number that it may use. */
  async takeAllWithReceipts(orderIds: readonly string[]): Promise<(OrderRow & { fresh_receipt: string })[]> {
    const rows = await this.database.query<OrderRow & { fresh_receipt: string }>(
      `SELECT o.*, ${FRESH_RECEIPT} AS fresh_receipt FROM orders.order o WHERE o.game_id = $1 AND o.id = ANY($2::text[]) ORDER BY o.id FOR UPDATE`,
      [currentScope().gameId, orderIds],
    );
    return rows.map((row) => this.seals.lookedAt(row));
  }

  /** Writes what became of orders that are locked, with their transitions, in one statement. */
  async save(changes: readonly ChangedOrder[], at: Date): Promise<void> {
    if (changes.length === 0) return;
    const steps = changes.flatMap(({ row, steps: of }) => of.map((step, i) => ({ ...step, order_id: row.id, version: row.version + i + 1 })));
    const result = await this.database.one<{ written: bigint }>(
      `WITH become AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS c(id text, was int, version int, status text, payment_id text, locked_at timestamptz, facts jsonb, sale jsonb,
                              receipt_number text, paid_at timestamptz, refunded_at timestamptz, seal text)),
            changed AS (UPDATE orders.order o
                           SET status = c.status, version = c.version, payment_id = c.payment_id, locked_at = c.locked_at, facts = c.facts, sale = c.sale,
                               receipt_number = c.receipt_number, paid_at = c.paid_at, refunded_at = c.refunded_at, modified_at = $4, seal = c.seal
                          FROM become c WHERE o.game_id = $1 AND o.id = c.id AND o.version = c.was RETURNING o.id),
            told AS (INSERT INTO orders.order_transition (game_id, order_id, version, from_status, to_status, cause_kind, cause_id, at)
                     SELECT $1, s.order_id, s.version, s."from", s."to", s.by, s.cause_id, $4
                       FROM jsonb_to_recordset($3::jsonb) AS s(order_id text, version int, "from" text, "to" text, by text, cause_id text) JOIN changed ON changed.id = s.order_id)
       SELECT count(*) AS written FROM changed`,
      [
        currentScope().gameId,
        asJson(changes.map(({ row, steps: of }) => ({
          id: row.id, was: row.version, version: row.version + of.length, status: row.status, payment_id: row.payment_id, locked_at: row.locked_at, facts: row.facts,
          sale: row.sale, receipt_number: row.receipt_number, paid_at: row.paid_at, refunded_at: row.refunded_at, seal: this.seals.next({ ...row, version: row.version + of.length, modified_at: at }),
        }))),
        asJson(steps), at,
      ],
    );
    invariant(result?.written === BigInt(changes.length), 'An order changed while it was locked');
  }
}

/** Amounts travel as JSON numbers: they are within ±(2^53 − 1) by the time they reach an order. */
function asJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));
}
