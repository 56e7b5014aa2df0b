import { Injectable } from '@nestjs/common';
import { Jobs } from '#platform/jobs/jobs';
import { dayOf } from '#platform/kernel/calendar-date';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { OrderCanceled, OrderPaid, OrderPartlyRefunded, OrderRefunded, type OrderPaidFact } from '#sales/orders/events';
import type { EngineBasis } from '../contracts/queries.js';
import type { EngineStep, StepTold } from '../domain/engine-steps.js';
import { EngineStepsRepository } from '../infra/engine-steps.repository.js';
import { ENGINE_JOB } from './engine-steps.job.js';

interface Noted {
  order_id: string;
  kind: EngineStep['kind'];
  ref: string;
  told: StepTold;
}

type Figures = Pick<OrderPaidFact, 'currency' | 'net_minor' | 'tax_minor' | 'total_minor'> & { components: OrderPaidFact['tax']['components'] };

function told({ quote_id, legal_entity }: EngineBasis, { currency, net_minor, tax_minor, total_minor, components }: Figures, at: number): StepTold {
  return {
    quote_id, legal_entity, date: dayOf(fromUnixSeconds(at)), currency, net: net_minor, tax: tax_minor, total: total_minor,
    components: components.map((each) => ({ name: each.name, rate: each.rate, jurisdiction: each.jurisdiction, tax: each.tax_minor })),
  };
}

/** The engine knows the sales that it has taxed; what bears our own rates is ours. */
const ofEngine = (basis: EngineBasis | undefined): basis is EngineBasis => basis?.basis === 'engine';

/** Notes what the outside engine is to be told, in the transaction that hears of it, and wakes whoever tells it. */
@Injectable()
export class EngineNotes {
  constructor(private readonly steps: EngineStepsRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async of<P extends object>(events: RecordedEvent<P>[], read: (payload: P) => Noted | null): Promise<void> {
    const noted = events.flatMap((event) => {
      const step = read(event.payload);
      return step ? [{ step, requestId: event.requestId }] : [];
    });
    if (noted.length === 0) return;
    await this.steps.note(noted.map(({ step }) => step), this.clock.now());
    for (const { step: { order_id }, requestId } of noted) await this.jobs.schedule({ type: ENGINE_JOB, key: order_id, payload: { order_id }, requestId });
  }
}

@Injectable()
@Subscribes(OrderPaid, 'money/tax.commit-sale')
export class CommitSales implements Subscriber<OrderPaid> {
  constructor(private readonly notes: EngineNotes) {}
  handle(events: RecordedEvent<OrderPaid['payload']>[]): Promise<void> {
    return this.notes.of(events, ({ order_id, payment_id, paid_at, tax, ...sale }) => (ofEngine(tax.engine) ? { order_id, kind: 'commit', ref: payment_id, told: told(tax.engine, { ...sale, components: tax.components }, paid_at) } : null));
  }
}

@Injectable()
@Subscribes(OrderRefunded, 'money/tax.reverse-refund')
export class ReverseRefunds implements Subscriber<OrderRefunded> {
  constructor(private readonly notes: EngineNotes) {}
  handle(events: RecordedEvent<OrderRefunded['payload']>[]): Promise<void> {
    return this.notes.of(events, ({ order_id, refund_id, refunded_at, tax, ...sale }) => (ofEngine(tax.engine) ? { order_id, kind: 'reverse', ref: refund_id, told: told(tax.engine, { ...sale, components: tax.components }, refunded_at) } : null));
  }
}

@Injectable()
@Subscribes(OrderPartlyRefunded, 'money/tax.reverse-part')
export class ReverseParts implements Subscriber<OrderPartlyRefunded> {
  constructor(private readonly notes: EngineNotes) {}
  handle(events: RecordedEvent<OrderPartlyRefunded['payload']>[]): Promise<void> {
    return this.notes.of(events, ({ order_id, refund_id, refunded_at, amount_minor, tax_components, sale, ...part }) =>
      (ofEngine(sale?.tax.engine) ? { order_id, kind: 'reverse', ref: refund_id, told: told(sale.tax.engine, { ...part, total_minor: amount_minor, components: tax_components }, refunded_at) } : null));
  }
}

@Injectable()
@Subscribes(OrderCanceled, 'money/tax.reverse-chargeback')
export class ReverseChargebacks implements Subscriber<OrderCanceled> {
  constructor(private readonly notes: EngineNotes, private readonly clock: Clock) {}
  handle(events: RecordedEvent<OrderCanceled['payload']>[]): Promise<void> {
    return this.notes.of(events, ({ order_id, payment_id, tax, ...sale }) => (ofEngine(tax.engine) ? { order_id, kind: 'reverse', ref: payment_id, told: told(tax.engine, { ...sale, components: tax.components }, this.clock.nowSeconds()) } : null));
  }
}
