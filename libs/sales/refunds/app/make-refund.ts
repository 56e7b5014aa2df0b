import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { GetOrder, type OrderView } from '#sales/orders/queries';
import { RefundHeld, RefundRequested } from '../contracts/events.js';
import type { RefundView } from '../contracts/queries.js';
import { refundFact, RefundRepository, type Asker } from '../infra/refund.repository.js';
import type { RefundRow } from '../infra/rows.js';
import { FourEyes } from './four-eyes.js';

/** Writes the refund of an order that has been asked for, once. */
export class MakeOrderRefund extends Command<void> {
  static readonly context = 'sales/refunds';
  constructor(readonly input: Asker & { order_id: string; reason: string; source: RefundView['source'] }) { super(); }
}

/** What every refund begins with that may go to the provider, or waits for a second person to say so. */
@Injectable()
export class RefundStart {
  constructor(private readonly jobs: Jobs, private readonly outbox: Outbox) {}

  async send(row: RefundRow): Promise<void> {
    if (row.purpose !== 'overpaid') this.outbox.record(new RefundRequested('refund', row.id, refundFact(row)));
    await this.jobs.schedule({ type: 'refunds.send', key: row.id, payload: { refund_id: row.id } });
  }

  /** Of what waits for a second person, or for anybody because of its items. */
  hold(row: RefundRow): void {
    const { payment_id: _, ...fact } = refundFact(row);
    this.outbox.record(new RefundHeld('refund', row.id, { ...fact, held_for: row.held_for ?? 'four_eyes', refunds_last_hour: null, paid_last_hour: null }));
  }
}

/** Where a request for a refund may still wait for its answer. A `paid` order has had it: whoever comes late (a key that is repeated) asks anew. */
const ASKED: ReadonlySet<string> = new Set(['refund_requested', 'disputed']);
const EVER = new Date(0);

/** The refund of one order, from whoever asks: the request itself, or the announcement of it when the request died on its way. */
@Injectable()
export class OrderRefundMaker {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly start: RefundStart,
    private readonly fourEyes: FourEyes,
    private readonly queries: Queries,
    private readonly clock: Clock,
  ) {}

  async make(asked: MakeOrderRefund['input'], announcedAt: Date | null): Promise<void> {
    const order = await this.queries.ask(new GetOrder(asked.order_id));
    if (!order.payment_id || !ASKED.has(order.status)) return;
    const now = this.clock.now();
    // Once the bank has asked, any refund that was made may have been the answer.
    const since = order.status === 'disputed' ? EVER : announcedAt;
    const left = leftOf(order);
    const isHeld = await this.fourEyes.areNeededFor(order.id, left.amount_minor, order.currency);
    const made = await this.refunds.makeForOrder({ ...asked, payment_id: order.payment_id, player_id: order.player_id, ...left, currency: order.currency }, { now, announcedAt: since, isHeld });
    if (made) return isHeld ? this.start.hold(made) : this.start.send(made);
    // Somebody asks for what the breaker held back: that is the decision it waited for.
    const there = await this.refunds.ofOrder(asked.order_id);
    const approved = there?.state === 'held' && (there.held_for === null || there.held_for === 'breaker') ? await this.refunds.decide(there.id, 'requested', { by: currentScope().actor, reason: asked.reason, now }) : undefined;
    if (approved) await this.start.send(approved);
  }
}

/** What a refund of the whole order gives back: what no part of it has. */
export function leftOf({ amount_minor, tax, refunded }: Pick<OrderView, 'amount_minor' | 'tax' | 'refunded'>): { amount_minor: number; tax_minor: number } {
  return { amount_minor: amount_minor - refunded.amount_minor, tax_minor: (tax?.tax_minor ?? 0) - refunded.tax_minor };
}

@CommandHandler(MakeOrderRefund)
export class MakeOrderRefundHandler implements ICommandHandler<MakeOrderRefund> {
  constructor(private readonly maker: OrderRefundMaker) {}

  execute({ input }: MakeOrderRefund): Promise<void> {
    return this.maker.make(input, null);
  }
}
