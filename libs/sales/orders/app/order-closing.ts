import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Routes } from '#platform/database/routes';
import { currentScope } from '#platform/database/store';
import { Outbox } from '#platform/outbox/outbox';
import { OrderNotExpirable } from '../contracts/errors.js';
import { OrderExpired } from '../contracts/events.js';
import { OPEN } from '../domain/transitions.js';
import { CheckoutSecrets } from '../infra/checkout-secrets.js';
import { OrdersRepository } from '../infra/orders.repository.js';
import type { OrderRow } from '../infra/rows.js';
import { OrderSignals } from './order-signals.js';

/** How long the checkout of an order that ended still shows its result. */
export const RESULT_SHOWN_SECONDS = 30 * 86_400;
const ATTEMPT_RUNS_SECONDS = 300;

/** The end of an order that nobody pays, and of its checkout. */
@Injectable()
export class OrderClosing {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersRepository,
    private readonly secrets: CheckoutSecrets,
    private readonly routes: Routes,
    private readonly outbox: Outbox,
    private readonly signals: OrderSignals,
  ) {}

  /** Ends an open order now. Repeating it changes nothing. @throws OrderNotFound, OrderNotExpirable while an attempt runs and once it is paid */
  async expireNow(orderId: string, now: Date): Promise<void> {
    const row = await this.expire(orderId, now, true);
    if (row) return;
    const present = await this.orders.find(orderId);
    if (!OPEN.has(present.status)) throw new OrderNotExpirable(present.status);
  }

  async closeInTime(orderId: string, now: Date): Promise<number | null> {
    if (await this.expire(orderId, now, false)) return RESULT_SHOWN_SECONDS;
    const row = await this.orders.find(orderId);
    if (row.status === 'captured') return ATTEMPT_RUNS_SECONDS;
    const ended = row.paid_at ?? row.expired_at;
    const wait = secondsUntil(ended ? new Date(ended.getTime() + RESULT_SHOWN_SECONDS * 1_000) : row.expires_at, now);
    if (wait > 0) return wait;
    const handle = this.secrets.hashOf(row);
    await this.database.execute(`DELETE FROM platform.route WHERE kind = 'checkout' AND handle = $1 AND game_id = $2`, [handle, row.game_id]);
    this.routes.changed('checkout', handle);
    return null;
  }

  /** `early`: whether its time has come or not. One statement decides and changes, so an attempt that begins at this moment either comes first or finds it ended. */
  private async expire(orderId: string, now: Date, early: boolean): Promise<OrderRow | undefined> {
    const row = await this.database.one<OrderRow>(
      `UPDATE orders.order SET expires_at = least(expires_at, $3), expired_at = $3, modified_at = $3
        WHERE game_id = $1 AND id = $2 AND status IN ('created', 'reattempted') AND expired_at IS NULL AND ($4 OR expires_at <= $3) RETURNING *`,
      [currentScope().gameId, orderId, now, early],
    );
    if (!row) return undefined;
    this.outbox.record(new OrderExpired('order', row.id, { order_id: row.id, player_id: row.player_id, status: row.status }));
    this.signals.changed(row.id);
    return row;
  }
}

function secondsUntil(at: Date, now: Date): number {
  return Math.ceil((at.getTime() - now.getTime()) / 1_000);
}
