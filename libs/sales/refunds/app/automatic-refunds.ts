import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { Outbox } from '#platform/outbox/outbox';
import { CountPaidLastHour, GetOrders, type OrderView, type RefundReason } from '#sales/orders/queries';
import { GetGame } from '#studio/games/queries';
import { RefundAutomatically } from '../contracts/commands.js';
import { RefundHeld } from '../contracts/events.js';
import { admittedMax } from '../domain/breaker.js';
import { refundFact, RefundRepository, type AutomaticRefund } from '../infra/refund.repository.js';
import type { RefundRow } from '../infra/rows.js';
import { leftOf, RefundStart } from './make-refund.js';
import { RefundEnding } from './refund-ending.js';

const REASON_MAX = 500;
const WENT_BACK = 'The money went back otherwise';
const OWED = 'Owed by itself since';
const GIVEN_BACK: ReadonlySet<string> = new Set(['refunded', 'canceled']);

/** Why an order goes back by itself, in words for people and in a word for programs. */
export interface Ground {
  reason: string;
  reason_code: RefundReason | null;
}

/**
 * The refunds that nobody of the studio asks for: the game declined the grant, or never acknowledged it, the buyer has withdrawn, or the issuer has reported the charge as fraud. Each is written as `waiting`, whatever its order is at that moment, and goes when the order is `paid`: at once, or after the dispute or
 * the other refund that stood in its way, unless so many come at once that a person had better look.
 */
@Injectable()
export class AutomaticRefunds {
  private readonly logger = new Logger('Refunds');

  constructor(
    private readonly refunds: RefundRepository,
    private readonly start: RefundStart,
    private readonly ending: RefundEnding,
    private readonly queries: Queries,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Why each of these orders has to go back. */
  async take(grounds: ReadonlyMap<string, Ground>): Promise<void> {
    await this.refunds.lockAutomatic();
    const orders = (await this.queries.ask(new GetOrders([...grounds.keys()]))).filter((order) => order.payment_id !== null && !GIVEN_BACK.has(order.status));
    if (orders.length === 0) return;
    await this.refunds.makeWaiting(orders.map((order): AutomaticRefund => {
      const { reason, reason_code } = grounds.get(order.id)!;
      return { order_id: order.id, payment_id: order.payment_id!, player_id: order.player_id, ...leftOf(order), currency: order.currency, source: 'automatic', reason: reason.slice(0, REASON_MAX), reason_code };
    }), this.clock.now());
    await this.clear(orders.map(({ id }) => id));
    await this.follow(orders);
  }

  /** Something has become of these orders: what waits for them goes, waits on, or ends. */
  async goOn(orderIds: string[]): Promise<void> {
    await this.refunds.lockAutomatic();
    const waiting = await this.refunds.waitingAmong(orderIds);
    if (waiting.length > 0) await this.follow(await this.queries.ask(new GetOrders(waiting)));
  }

  /** An automatic refund that its order did not take: it waits for the order, or goes at once where the order is paid again, or there is nothing left to give back. */
  async putBack(refund: { id: string; order_id: string }): Promise<'waits' | 'goes' | 'is_over'> {
    await this.refunds.lockAutomatic();
    const [order] = await this.queries.ask(new GetOrders([refund.order_id]));
    if (!order || GIVEN_BACK.has(order.status)) return 'is_over';
    await this.clear([order.id]);
    if (order.status === 'paid') return 'goes';
    await this.refunds.waitAgain(refund.id);
    return 'waits';
  }

  /** What waits for a person would stand in the way of what goes by itself: it ends, its order hears of it, and all that is left goes in its place. */
  private async clear(orderIds: string[]): Promise<void> {
    for (const row of await this.refunds.dismissHeld(orderIds, OWED, this.clock.now())) this.ending.tell(row);
  }

  private async follow(orders: OrderView[]): Promise<void> {
    const over = orders.filter(({ status }) => GIVEN_BACK.has(status));
    if (over.length > 0) for (const part of await this.refunds.dismissWaiting(over.map(({ id }) => id), WENT_BACK, this.clock.now())) this.ending.tell(part);
    const paid = orders.filter(({ status }) => status === 'paid');
    if (paid.length > 0) await this.admit(paid.map(({ id }) => id));
  }

  private async admit(orderIds: string[]): Promise<void> {
    const game = await this.queries.ask(new GetGame());
    const paid = await this.queries.ask(new CountPaidLastHour());
    const max = admittedMax({ perHourMax: game.auto_refunds_per_hour_max, percentMax: game.auto_refunds_percent_max }, paid);
    for (const row of await this.refunds.admit(orderIds, { max, paid, now: this.clock.now() })) {
      if (row.state === 'requested') await this.start.send(row);
      else this.hold(row, paid);
    }
  }

  private hold(row: RefundRow, paid: number): void {
    this.logger.error({ msg: 'ALARM: automatic refunds are paused and wait for a person', game_id: row.game_id, refund_id: row.id, order_id: row.order_id, refunds_last_hour: row.refunds_last_hour, paid_last_hour: paid });
    const { payment_id: _, ...fact } = refundFact(row);
    this.outbox.record(new RefundHeld('refund', row.id, { ...fact, held_for: 'breaker', refunds_last_hour: row.refunds_last_hour ?? 0, paid_last_hour: paid }));
  }
}

@CommandHandler(RefundAutomatically)
export class RefundAutomaticallyHandler implements ICommandHandler<RefundAutomatically> {
  constructor(private readonly automatic: AutomaticRefunds) {}
  execute({ input: { order_id, reason, reason_code } }: RefundAutomatically): Promise<void> {
    return this.automatic.take(new Map([[order_id, { reason, reason_code }]]));
  }
}
