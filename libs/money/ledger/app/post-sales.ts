import { Injectable } from '@nestjs/common';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import type { RecordedEvent } from '#platform/kernel/messages';
import { OrderCanceled, OrderPaid, OrderPartlyRefunded, OrderRefunded } from '#sales/orders/events';
import { accountOf } from '#sales/payments/ids';
import { dayOf } from '#platform/kernel/calendar-date';
import { fromUnixSeconds } from '#platform/kernel/clock';
import type { SaleTold } from '../contracts/commands.js';
import { ownSaleEntry, reversalEntry, saleEntries, type JournalEntry, type OwnSaleFigures } from '../domain/entries.js';
import { isFeeEstimated } from '../domain/psp-fees.js';
import { taxLinesOf } from '../domain/tax-lines.js';
import { JournalRepository } from '../infra/journal.repository.js';
import { PspFees } from './psp-fees.js';
import { factsOf } from './tax-facts.js';

/** Sold by its studio, by an account of its own: none of that money is in these books. */
const isOwn = ({ provider }: { provider: string }): boolean => accountOf(provider) !== null;

/** The claim to a fee, or what of it is given back, on the day of its fact. It is in the books of whoever pays the studios: no entity of ours has sold to that buyer. */
function claim(sale: OwnSaleFigures, kind: Parameters<typeof ownSaleEntry>[1], cause: string, at: number | null): JournalEntry[] {
  const entry = ownSaleEntry(sale, kind, cause);
  return entry ? [{ ...entry, ...(at === null ? {} : { occurred_on: dayOf(fromUnixSeconds(at)) }) }] : [];
}

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
    const all = events.map((event) => event.payload);
    const sales = all.filter((sale) => !isOwn(sale));
    await post(this.journal, all, all.flatMap((sale) => (isOwn(sale) ? claim(sale, 'own_sale_fee', sale.order_id, sale.paid_at) : saleEntries(sale).map((entry) => told(entry, sale, sale.paid_at)))));
    await this.fees.estimated(all[0]!.studio_id, sales.filter((sale) => sale.total_minor !== 0 && isFeeEstimated(sale)).map((sale) => ({
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
    await post(this.journal, refunds, refunds.flatMap((refund) => (isOwn(refund) ? claim(refund, 'own_refund_fee', refund.refund_id, refund.refunded_at) : [told(reversalEntry(refund, 'refund', refund.refund_id), refund, refund.refunded_at)])));
  }
}

/** A part of a sale, by the figures that its order took from it: what is left is mirrored by whatever comes later. */
@Injectable()
@Subscribes(OrderPartlyRefunded, 'money/ledger.post-part-refund')
export class PostPartRefunds implements Subscriber<OrderPartlyRefunded> {
  constructor(private readonly journal: JournalRepository) {}
  async handle(events: RecordedEvent<OrderPartlyRefunded['payload']>[]): Promise<void> {
    const parts = events.map((event) => event.payload);
    await post(this.journal, parts, parts.flatMap((part) => {
      if (isOwn(part)) return claim(part, 'own_refund_fee', part.refund_id, part.refunded_at);
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
    await post(this.journal, reversals, reversals.flatMap((sale) => (isOwn(sale) ? claim(sale, 'own_chargeback_fee', sale.order_id, null) : [told(reversalEntry(sale, 'chargeback', sale.order_id), sale, null)])));
  }
}
