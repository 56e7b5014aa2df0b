import { Injectable } from '@nestjs/common';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import type { RecordedEvent } from '#platform/kernel/messages';
import { OrderCanceled, OrderPaid, OrderPartlyRefunded, OrderRefunded } from '#sales/orders/events';
import { dayOf } from '#platform/kernel/calendar-date';
import { fromUnixSeconds } from '#platform/kernel/clock';
import type { SaleTold } from '../contracts/commands.js';
import { reversalEntry, saleEntries, type JournalEntry } from '../domain/entries.js';
import { isFeeEstimated } from '../domain/psp-fees.js';
import { taxLinesOf } from '../domain/tax-lines.js';
import { JournalRepository } from '../infra/journal.repository.js';
import { PspFees } from './psp-fees.js';
import { factsOf } from './tax-facts.js';

/** Posts entries of one game; all its sales belong to one studio. */
async function post(journal: JournalRepository, facts: { studio_id: string }[], entries: JournalEntry[]): Promise<void> {
  await journal.append(facts[0]!.studio_id, entries);
}

/** The entry on the day of its fact, with the country of its buyer and its tax lines. */
function told(entry: JournalEntry, sale: SaleTold, at: number | null): JournalEntry {
  return { ...entry, buyer_country: sale.country, ...(at === null ? {} : { occurred_on: dayOf(fromUnixSeconds(at)) }), ...(entry.kind === 'psp_fee' ? {} : { tax_lines: taxLinesOf(entry, factsOf(sale)) }) };
}

@Injectable()
@Subscribes(OrderPaid, 'money/ledger.post-sale')
export class PostSales implements Subscriber<OrderPaid> {
  constructor(private readonly journal: JournalRepository, private readonly fees: PspFees) {}
  async handle(events: RecordedEvent<OrderPaid['payload']>[]): Promise<void> {
    const sales = events.map((event) => event.payload);
    await post(this.journal, sales, sales.flatMap((sale) => saleEntries(sale).map((entry) => told(entry, sale, sale.paid_at))));
    await this.fees.estimated(sales[0]!.studio_id, sales.filter((sale) => sale.total_minor !== 0 && isFeeEstimated(sale)).map((sale) => ({
      payment_id: sale.payment_id, order_id: sale.order_id, provider: sale.provider, currency: sale.currency, is_of_sale: true, bearer: sale.psp_fee_bearer, estimated_minor: BigInt(sale.psp_fee_minor),
      occurred_on: dayOf(fromUnixSeconds(sale.paid_at)),
    })));
  }
}

@Injectable()
@Subscribes(OrderRefunded, 'money/ledger.post-refund')
export class PostRefunds implements Subscriber<OrderRefunded> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderRefunded['payload']>[]): Promise<void> {
    const refunds = events.map((event) => event.payload);
    await post(this.journal, refunds, refunds.map((refund) => told(reversalEntry(refund, 'refund', refund.refund_id), refund, refund.refunded_at)));
  }
}

/** A part of a sale, by the figures that its order took from it: what is left is mirrored by whatever comes later. */
@Injectable()
@Subscribes(OrderPartlyRefunded, 'money/ledger.post-part-refund')
export class PostPartRefunds implements Subscriber<OrderPartlyRefunded> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderPartlyRefunded['payload']>[]): Promise<void> {
    const parts = events.map((event) => event.payload);
    await post(this.journal, parts, parts.map((part) => {
      const entry = reversalEntry({ ...part, total_minor: part.amount_minor, tax: { components: part.tax_components } }, 'refund', part.refund_id);
      // An earlier build announced no sale: its lines are told later.
      if (!part.sale) return { ...entry, occurred_on: dayOf(fromUnixSeconds(part.refunded_at)) };
      return told(entry, { ...part.sale, order_id: part.order_id, tax: { ...part.sale.tax, components: part.tax_components } }, part.refunded_at);
    }));
  }
}

@Injectable()
@Subscribes(OrderCanceled, 'money/ledger.post-chargeback')
export class PostChargebacks implements Subscriber<OrderCanceled> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderCanceled['payload']>[]): Promise<void> {
    const reversals = events.map((event) => event.payload);
    await post(this.journal, reversals, reversals.map((sale) => told(reversalEntry(sale, 'chargeback', sale.order_id), sale, null)));
  }
}
