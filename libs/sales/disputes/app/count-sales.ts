import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Jobs } from '#platform/jobs/jobs';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PaymentCaptured, PaymentFraudReported } from '#sales/payments/events';
import { atOperator } from '#sales/payments/ids';
import { GetPayments, type PaymentView } from '#sales/payments/queries';
import { GetGame } from '#studio/games/queries';
import { monthOf } from '../domain/months.js';
import { schemeOf } from '../domain/words.js';
import { MonthCountsRepository, type Counted } from '../infra/month-counts.repository.js';

export const PREVENT_JOB = 'disputes.prevent';

/** Adds what happened to payments to their months: one statement for each scheme and month of a batch. */
@Injectable()
export class MonthCounter {
  constructor(private readonly counts: MonthCountsRepository, private readonly queries: Queries, private readonly clock: Clock) {}

  async add(happened: readonly { payment_id: string; at: number }[], what: (payment: PaymentView) => Omit<Counted, 'scheme' | 'month'>): Promise<void> {
    const game = await this.queries.ask(new GetGame());
    const payments = new Map((await this.queries.ask(new GetPayments(happened.map(({ payment_id }) => payment_id)))).map((payment) => [payment.id, payment]));
    const sums = new Map<string, Counted>();
    for (const { payment_id, at } of happened) {
      const payment = payments.get(payment_id);
      if (!payment) throw new Error(`${payment_id} was announced and cannot be found`);
      const [scheme, month] = [schemeOf(payment.card), monthOf(fromUnixSeconds(at))];
      const sum = sums.get(`${scheme} ${month}`) ?? { scheme, month };
      const { sales = 0, authenticated_sales = 0, fraud_reports = 0 } = what(payment);
      sums.set(`${scheme} ${month}`, { ...sum, sales: (sum.sales ?? 0) + sales, authenticated_sales: (sum.authenticated_sales ?? 0) + authenticated_sales, fraud_reports: (sum.fraud_reports ?? 0) + fraud_reports });
    }
    await this.counts.add(game, [...sums.values()], this.clock.now());
  }
}

@Injectable()
@Subscribes(PaymentCaptured, 'sales/disputes.count-sales')
export class CountSales implements Subscriber<PaymentCaptured> {
  constructor(private readonly counter: MonthCounter) {}
  handle(events: RecordedEvent<PaymentCaptured['payload']>[]): Promise<void> {
    return this.counter.add(atOperator(events).map(({ payload }) => ({ payment_id: payload.payment_id, at: payload.captured_at })), ({ three_ds }) => ({ sales: 1, authenticated_sales: three_ds?.result === 'authenticated' ? 1 : 0 }));
  }
}

/** A report of fraud counts, and may be a reason to give the money back before the bank asks for it. */
@Injectable()
@Subscribes(PaymentFraudReported, 'sales/disputes.count-fraud')
export class CountFraud implements Subscriber<PaymentFraudReported> {
  constructor(private readonly counter: MonthCounter, private readonly jobs: Jobs) {}
  async handle(events: RecordedEvent<PaymentFraudReported['payload']>[]): Promise<void> {
    await this.counter.add(atOperator(events).map(({ payload }) => ({ payment_id: payload.payment_id, at: payload.reported_at })), () => ({ fraud_reports: 1 }));
    for (const { payload, requestId } of atOperator(events)) await this.jobs.schedule({ type: PREVENT_JOB, key: payload.payment_id, payload: { payment_id: payload.payment_id, reported_at: payload.reported_at }, requestId });
  }
}
