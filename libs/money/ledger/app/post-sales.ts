import { Injectable } from '@nestjs/common';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import type { RecordedEvent } from '#platform/kernel/messages';
import { OrderCanceled, OrderPaid, OrderPartlyRefunded, OrderRefunded } from '#sales/orders/events';
import { reversalEntry, saleEntries, type JournalEntry } from '../domain/entries.js';
import { JournalRepository } from '../infra/journal.repository.js';

/** Posts entries of one game; all its sales belong to one studio. */
async function post(journal: JournalRepository, facts: { studio_id: string }[], entries: JournalEntry[]): Promise<void> {
  await journal.append(facts[0]!.studio_id, entries);
}

@Injectable()
@Subscribes(OrderPaid, 'money/ledger.post-sale')
export class PostSales implements Subscriber<OrderPaid> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderPaid['payload']>[]): Promise<void> {
    const sales = events.map((event) => event.payload);
    await post(this.journal, sales, sales.flatMap(saleEntries));
  }
}

@Injectable()
@Subscribes(OrderRefunded, 'money/ledger.post-refund')
export class PostRefunds implements Subscriber<OrderRefunded> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderRefunded['payload']>[]): Promise<void> {
    const refunds = events.map((event) => event.payload);
    await post(this.journal, refunds, refunds.map((refund) => reversalEntry(refund, 'refund', refund.refund_id)));
  }
}

/** A part of a sale, by the figures that its order took from it: what is left is mirrored by whatever comes later. */
@Injectable()
@Subscribes(OrderPartlyRefunded, 'money/ledger.post-part-refund')
export class PostPartRefunds implements Subscriber<OrderPartlyRefunded> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderPartlyRefunded['payload']>[]): Promise<void> {
    const parts = events.map((event) => event.payload);
    await post(this.journal, parts, parts.map((part) => reversalEntry({ ...part, total_minor: part.amount_minor, tax: { components: part.tax_components } }, 'refund', part.refund_id)));
  }
}

@Injectable()
@Subscribes(OrderCanceled, 'money/ledger.post-chargeback')
export class PostChargebacks implements Subscriber<OrderCanceled> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderCanceled['payload']>[]): Promise<void> {
    const reversals = events.map((event) => event.payload);
    await post(this.journal, reversals, reversals.map((sale) => reversalEntry(sale, 'chargeback', sale.order_id)));
  }
}
