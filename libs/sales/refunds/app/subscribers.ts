import { Injectable, Logger } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { GrantDeclined } from '#sales/fulfillment/events';
import { OrderOverpaid, OrderRefundRequested } from '#sales/orders/events';
import { CountPaidLastHour, GetOrders } from '#sales/orders/queries';
import { PaymentRefunded, PaymentRefundFailed } from '#sales/payments/events';
import { GetGame } from '#studio/games/queries';
import { RefundHeld } from '../contracts/events.js';
import type { RefundView } from '../contracts/queries.js';
import { admittedMax } from '../domain/breaker.js';
import { refundFact, RefundRepository, type AutomaticRefund } from '../infra/refund.repository.js';
import { OrderRefundMaker, RefundStart } from './make-refund.js';
import { RefundEnding } from './send-refund.job.js';

const REASON_MAX = 500;

/** A request whose refund was not written yet: its process died in between. Our own automatic refunds are written before they are requested. */
@Injectable()
@Subscribes(OrderRefundRequested, 'sales/refunds.make-refund')
export class MakeRequestedRefund implements Subscriber<OrderRefundRequested> {
  constructor(private readonly maker: OrderRefundMaker) {}

  async handle(events: RecordedEvent<OrderRefundRequested['payload']>[]): Promise<void> {
    for (const { payload, recordedAt } of events) {
      if (payload.source === 'automatic') continue;
      await this.maker.make({ order_id: payload.order_id, reason: payload.reason, source: payload.source as RefundView['source'] }, recordedAt);
    }
  }
}

@Injectable()
@Subscribes(PaymentRefunded, 'sales/refunds.succeed')
export class SucceedRefund implements Subscriber<PaymentRefunded> {
  constructor(private readonly ending: RefundEnding) {}

  handle(events: RecordedEvent<PaymentRefunded['payload']>[]): Promise<void> {
    return this.ending.end(events.map(({ payload, requestId }) => ({ id: payload.refund_id, failure: null, requestId })), 'succeeded');
  }
}

@Injectable()
@Subscribes(PaymentRefundFailed, 'sales/refunds.fail')
export class FailRefundOfPayment implements Subscriber<PaymentRefundFailed> {
  constructor(private readonly ending: RefundEnding) {}

  handle(events: RecordedEvent<PaymentRefundFailed['payload']>[]): Promise<void> {
    return this.ending.end(events.map(({ payload, requestId }) => ({ id: payload.refund_id, failure: payload.reason, requestId })), 'failed');
  }
}

/** A payment that its order does not need goes back without touching the order. */
@Injectable()
@Subscribes(OrderOverpaid, 'sales/refunds.return-overpayment')
export class ReturnOverpayment implements Subscriber<OrderOverpaid> {
  constructor(private readonly refunds: RefundRepository, private readonly start: RefundStart, private readonly clock: Clock) {}

  async handle(events: RecordedEvent<OrderOverpaid['payload']>[]): Promise<void> {
    for (const { payload } of events) {
      const made = await this.refunds.makeForOverpaid({ ...payload, reason: 'The order did not need this payment', source: 'automatic' }, this.clock.now());
      if (made) await this.start.send(made);
    }
  }
}

/** What the game declined is paid back by itself, unless so much of it comes at once that a person had better look. */
@Injectable()
@Subscribes(GrantDeclined, 'sales/refunds.refund-declined-grant')
export class RefundDeclinedGrant implements Subscriber<GrantDeclined> {
  private readonly logger = new Logger('Refunds');

  constructor(
    private readonly refunds: RefundRepository,
    private readonly start: RefundStart,
    private readonly queries: Queries,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async handle(events: RecordedEvent<GrantDeclined['payload']>[]): Promise<void> {
    const messages = new Map(events.map(({ payload }) => [payload.order_id, payload.message]));
    const wanted = (await this.queries.ask(new GetOrders([...messages.keys()])))
      .filter((order) => order.status === 'paid' && order.payment_id !== null)
      .map((order): AutomaticRefund => ({
        order_id: order.id, payment_id: order.payment_id!, player_id: order.player_id, amount_minor: order.amount_minor, currency: order.currency, source: 'automatic',
        reason: `Declined by the game: ${messages.get(order.id) ?? ''}`.slice(0, REASON_MAX),
      }));
    if (wanted.length === 0) return;
    const game = await this.queries.ask(new GetGame());
    const paid = await this.queries.ask(new CountPaidLastHour());
    const max = admittedMax({ perHourMax: game.auto_refunds_per_hour_max, percentMax: game.auto_refunds_percent_max }, paid);
    for (const row of await this.refunds.makeAutomatic(wanted, { max, paid, now: this.clock.now() })) {
      if (row.state === 'requested') {
        await this.start.send(row);
        continue;
      }
      this.logger.error({ msg: 'ALARM: automatic refunds are paused and wait for a person', game_id: row.game_id, refund_id: row.id, order_id: row.order_id, refunds_last_hour: row.refunds_last_hour, paid_last_hour: paid });
      const { payment_id: _, ...fact } = refundFact(row);
      this.outbox.record(new RefundHeld('refund', row.id, { ...fact, refunds_last_hour: row.refunds_last_hour ?? 0, paid_last_hour: paid }));
    }
  }
}
