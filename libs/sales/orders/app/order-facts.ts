import { Injectable, Logger } from '@nestjs/common';
import { Clock, fromUnixSeconds, unixSeconds } from '#platform/kernel/clock';
import { InvariantBroken } from '#platform/kernel/errors';
import { minorToNumber } from '#platform/kernel/money';
import { Outbox } from '#platform/outbox/outbox';
import { OrderOverpaid, OrderPaidBackAgain } from '../contracts/events.js';
import { sellerOf } from '../contracts/queries.js';
import { settle, type OrderFactTold, type Settled } from '../domain/settle.js';
import { OrdersRepository, type ChangedOrder } from '../infra/orders.repository.js';
import type { OrderRow } from '../infra/rows.js';
import { announcement, partAnnouncement, partlyRefunded, saleOf } from './announcements.js';
import { OrderSignals } from './order-signals.js';
import { SaleTerms } from './sale-terms.js';

export interface FactOfOrder {
  order_id: string;
  fact: OrderFactTold;
  /** The API request that led to it; without it that of the unit of work. */
  request_id?: string | null;
}

/**
 * Lets orders hear what happened to their payments and refunds, any number at once: one statement takes the orders, one writes what became of them.
 * Every change of status that is not the lock of an attempt goes through here.
 */
@Injectable()
export class OrderFacts {
  private readonly logger = new Logger(OrderFacts.name);

  constructor(
    private readonly orders: OrdersRepository,
    private readonly terms: SaleTerms,
    private readonly outbox: Outbox,
    private readonly signals: OrderSignals,
    private readonly clock: Clock,
  ) {}

  /** Answers what became of each order. Throws when an order does not exist: whoever told of it knows something that we have lost. */
  async tell(told: readonly FactOfOrder[]): Promise<Map<string, { row: OrderRow; settled: Settled }>> {
    const byOrder = new Map<string, OrderFactTold[]>();
    for (const { order_id, fact } of told) byOrder.set(order_id, [...(byOrder.get(order_id) ?? []), fact]);
    const ids = [...byOrder.keys()];
    const rows = told.some(({ fact }) => fact.kind === 'captured') ? await this.orders.takeAllWithReceipts(ids) : await this.orders.takeAll(ids);
    const lost = ids.find((id) => !rows.some((row) => row.id === id));
    if (lost) throw new InvariantBroken(`Facts were told of the order ${lost}, which does not exist`);
    const now = this.clock.now();
    const results = rows.map((row) => ({ row, settled: settle(standingOf(row), byOrder.get(row.id)!, unixSeconds(now)) }));
    const moved = results.filter(({ settled }) => settled.changed);
    const causes = new Map(told.map((each) => [each.order_id, each.request_id]));
    const changes: ChangedOrder[] = [];
    for (const { row, settled } of moved) changes.push(await this.become(row, settled, now, causes.get(row.id)));
    await this.orders.save(changes, now);
    for (const { row, settled } of moved) {
      this.announceOverpaid(row, settled, causes.get(row.id));
      this.announcePaidBackAgain(row, settled, causes.get(row.id));
    }
    return new Map(results.map((result) => [result.row.id, result]));
  }

  /** The row after its steps; each step is announced with the row as that step left it. */
  private async become(row: OrderRow & { fresh_receipt?: string }, settled: Settled, now: Date, requestId: string | null | undefined): Promise<ChangedOrder> {
    const steps: ChangedOrder['steps'] = [];
    row.facts = settled.facts;
    for (const step of settled.steps) {
      row.status = step.to;
      if (step.by === 'payment.ended') Object.assign(row, { payment_id: null, locked_at: null });
      if (step.by === 'payment.captured' && step.fact.kind === 'captured') {
        Object.assign(row, { payment_id: step.fact.payment_id, paid_at: fromUnixSeconds(step.fact.captured_at), receipt_number: row.fresh_receipt });
        row.sale = await this.terms.saleOf(row, step.fact);
      }
      if (step.to === 'refunded') row.refunded_at = now;
      steps.push({ from: step.from, to: step.to, by: step.by, cause_id: step.fact.ref });
      const event = announcement(row, step);
      if (event) this.outbox.record(event.causedBy(requestId));
    }
    // What the sale was announced with was an estimate: from now on it says what the provider has kept.
    for (const fact of settled.heard) if (fact.kind === 'fee_settled' && row.sale?.payment_id === fact.payment_id) row.sale = { ...row.sale, psp_fee_minor: fact.psp_fee_minor, fees_status: 'final' };
    // It may have been settled before the order heard that it was paid.
    for (const fact of settled.facts) if (fact.kind === 'exchanged' && row.sale?.payment_id === fact.payment_id) row.sale = { ...row.sale, settlement: fact.settlement };
    const told = [...settled.heard.map((fact) => partAnnouncement(row, fact)), ...settled.partly.map((part) => partlyRefunded(row, part, now))];
    for (const event of told) if (event) this.outbox.record(event.causedBy(requestId));
    if (steps.length + settled.partly.length > 0) this.signals.changed(row.id);
    return { row, steps };
  }

  private announcePaidBackAgain(row: OrderRow, settled: Settled, requestId: string | null | undefined): void {
    for (const fact of settled.paidBackAgain) {
      const { player_id, payment_id, provider, currency } = saleOf(row);
      this.logger.warn({ msg: 'the money of an order has gone back once more', order_id: row.id, payment_id, status: row.status, by: fact.kind, cause_id: fact.ref });
      this.outbox.record(new OrderPaidBackAgain('order', row.id, {
        order_id: row.id, player_id, status: row.status, payment_id, provider, amount_minor: fact.again_minor, currency, by: fact.kind === 'dispute_lost' ? 'dispute' : 'refund', cause_id: fact.ref, buyer_country: row.country,
      }).causedBy(requestId));
    }
  }

  private announceOverpaid(row: OrderRow, settled: Settled, requestId: string | null | undefined): void {
    for (const capture of settled.overpaid) {
      this.logger.warn({ msg: 'money came for an order that does not take it', order_id: row.id, payment_id: capture.payment_id, status: row.status });
      this.outbox.record(new OrderOverpaid('order', row.id, {
        order_id: row.id, player_id: row.player_id, payment_id: capture.payment_id, provider: capture.provider, amount_minor: capture.amount_minor,
        psp_fee_minor: capture.psp_fee_minor, ...(capture.fees_status ? { fees_status: capture.fees_status } : {}), currency: capture.currency, buyer_country: row.country,
      }).causedBy(requestId));
    }
  }
}

function standingOf(row: OrderRow): Parameters<typeof settle>[0] {
  return {
    status: row.status, payment_id: row.payment_id, facts: row.facts, amount_minor: minorToNumber(row.amount_minor), currency: row.currency, expires_at: unixSeconds(row.expires_at), seller: sellerOf(row.tax),
  };
}
