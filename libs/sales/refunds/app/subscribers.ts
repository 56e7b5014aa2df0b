import { Injectable } from '@nestjs/common';
import { Clock } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { GrantDeclined } from '#sales/fulfillment/events';
import { OrderCanceled, OrderDisputeWon, OrderOverpaid, OrderPartRefundRequested, OrderRefunded, OrderRefundFailed, OrderRefundRequested } from '#sales/orders/events';
import { PaymentRefunded, PaymentRefundFailed } from '#sales/payments/events';
import { WithdrawalStated } from '#sales/withdrawals/events';
import type { RefundView } from '../contracts/queries.js';
import { RefundRepository } from '../infra/refund.repository.js';
import { AutomaticRefunds } from './automatic-refunds.js';
import { PartRefundMaker } from './make-part-refund.js';
import { OrderRefundMaker, RefundStart } from './make-refund.js';
import { RefundEnding } from './refund-ending.js';

/** A request whose refund was not written yet: its process died in between. Our own automatic refunds are written before they are requested. */
@Injectable()
@Subscribes(OrderRefundRequested, 'sales/refunds.make-refund')
export class MakeRequestedRefund implements Subscriber<OrderRefundRequested> {
  constructor(private readonly maker: OrderRefundMaker) {}

  async handle(events: RecordedEvent<OrderRefundRequested['payload']>[]): Promise<void> {
    for (const { payload, recordedAt } of events) {
      if (payload.source === 'automatic') continue;
      await this.maker.make({ order_id: payload.order_id, reason: payload.reason, source: payload.source as RefundView['source'], asked_by: payload.asked_by ?? null, asked_by_member: payload.asked_by_member ?? null }, recordedAt);
    }
  }
}

/** The same for a part. */
@Injectable()
@Subscribes(OrderPartRefundRequested, 'sales/refunds.make-part-refund')
export class MakeRequestedPart implements Subscriber<OrderPartRefundRequested> {
  constructor(private readonly maker: PartRefundMaker) {}

  async handle(events: RecordedEvent<OrderPartRefundRequested['payload']>[]): Promise<void> {
    for (const { payload } of events) await this.maker.make({ ...payload, source: payload.source as RefundView['source'] });
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
      const made = await this.refunds.makeForOverpaid({ ...payload, tax_minor: null, reason: 'The order did not need this payment', source: 'automatic' }, this.clock.now());
      if (made) await this.start.send(made);
    }
  }
}

/** What the game declined is paid back by itself. An order that is not `paid` now is remembered until it is. */
@Injectable()
@Subscribes(GrantDeclined, 'sales/refunds.refund-declined-grant')
export class RefundDeclinedGrant implements Subscriber<GrantDeclined> {
  constructor(private readonly automatic: AutomaticRefunds) {}

  handle(events: RecordedEvent<GrantDeclined['payload']>[]): Promise<void> {
    return this.automatic.take(new Map(events.map(({ payload }) => [payload.order_id, payload.because === 'unacknowledged' ? { reason: `${payload.message} by the game`, reason_code: 'service_disruption' as const } : { reason: `Declined by the game: ${payload.message}`, reason_code: null }])));
  }
}

/** The buyer has withdrawn from the contract, and has the right to. Any refund of the order that counts is the answer to her, too. */
@Injectable()
@Subscribes(WithdrawalStated, 'sales/refunds.refund-withdrawal')
export class RefundWithdrawal implements Subscriber<WithdrawalStated> {
  constructor(private readonly automatic: AutomaticRefunds) {}

  async handle(events: RecordedEvent<WithdrawalStated['payload']>[]): Promise<void> {
    const grounds = events.flatMap(({ payload: { order_id, outcome, withdrawal_id } }) => (outcome === 'refund' && order_id ? [[order_id, { reason: `Withdrawal ${withdrawal_id}`, reason_code: 'withdrawal' as const }] as const] : []));
    // Of several statements about one order the first is the reason.
    if (grounds.length > 0) await this.automatic.take(new Map(grounds.reverse()));
  }
}

/** The refund that somebody else had asked for has failed: an automatic one may wait behind it. */
@Injectable()
@Subscribes(OrderRefundFailed, 'sales/refunds.after-failed-refund')
export class GoOnAfterFailedRefund implements Subscriber<OrderRefundFailed> {
  constructor(private readonly automatic: AutomaticRefunds) {}

  handle(events: RecordedEvent<OrderRefundFailed['payload']>[]): Promise<void> {
    return this.automatic.goOn(events.map(({ payload }) => payload.order_id));
  }
}

@Injectable()
@Subscribes(OrderDisputeWon, 'sales/refunds.after-won-dispute')
export class GoOnAfterWonDispute implements Subscriber<OrderDisputeWon> {
  constructor(private readonly automatic: AutomaticRefunds) {}

  handle(events: RecordedEvent<OrderDisputeWon['payload']>[]): Promise<void> {
    return this.automatic.goOn(events.map(({ payload }) => payload.order_id));
  }
}

/** The money went back by another way: nothing waits any more. */
@Injectable()
@Subscribes(OrderRefunded, 'sales/refunds.after-refund')
export class GoOnAfterRefund implements Subscriber<OrderRefunded> {
  constructor(private readonly automatic: AutomaticRefunds) {}

  handle(events: RecordedEvent<OrderRefunded['payload']>[]): Promise<void> {
    return this.automatic.goOn(events.map(({ payload }) => payload.order_id));
  }
}

@Injectable()
@Subscribes(OrderCanceled, 'sales/refunds.after-lost-dispute')
export class GoOnAfterLostDispute implements Subscriber<OrderCanceled> {
  constructor(private readonly automatic: AutomaticRefunds) {}

  handle(events: RecordedEvent<OrderCanceled['payload']>[]): Promise<void> {
    return this.automatic.goOn(events.map(({ payload }) => payload.order_id));
  }
}
