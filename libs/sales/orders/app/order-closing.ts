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
import { SealedOrders } from '../infra/sealed-orders.js';
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
    private readonly seals: SealedOrders,
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

  /** `early`: whether its time has come or not. It decides while it holds the order, so an attempt that begins at this moment either comes first or finds it ended. */
  private async expire(orderId: string, now: Date, early: boolean): Promise<OrderRow | undefined> {
    const held = await this.orders.take(orderId);
    if (!OPEN.has(held.status) || held.expired_at !== null || !(early || held.expires_at <= now)) return undefined;
    const row = { ...held, expires_at: held.expires_at < now ? held.expires_at : now, expired_at: now, modified_at: now };
    await this.database.execute('UPDATE orders.order SET expires_at = $3, expired_at = $4, modified_at = $4, seal = $5 WHERE game_id = $1 AND id = $2', [currentScope().gameId, orderId, row.expires_at, now, this.seals.next(row)]);
    this.outbox.record(new OrderExpired('order', row.id, { order_id: row.id, player_id: row.player_id, status: row.status }));
    this.signals.changed(row.id);
    return row;
  }
}

function secondsUntil(at: Date, now: Date): number {
  return Math.ceil((at.getTime() - now.getTime()) / 1_000);
}
