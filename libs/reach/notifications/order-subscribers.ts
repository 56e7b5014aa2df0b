import { Injectable, Logger } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import type { RecordedEvent } from '#platform/kernel/messages';
import { OrderPaid, OrderPartlyRefunded, OrderRefunded } from '#sales/orders/events';
import { GetOrderEmails } from '#sales/orders/queries';
import { ReceiptCopyRequested } from '#sales/receipts/events';
import type { MailKind } from './contracts/queries.js';
import { MailServer } from './mail-server.js';
import { Mails, type NewMail } from './mails.js';

/** Notes one mail per fact; sending is a job's work, so that a mail server that is down delays nothing but mails. */
@Injectable()
export class MailNotes {
  private readonly logger = new Logger('Notifications');

  constructor(private readonly mails: Mails, private readonly queries: Queries, private readonly server: MailServer) {}

  async noteCopies(orderIds: string[]): Promise<void> {
    await this.mails.forgetSentCopies(orderIds);
    await this.note('copy', orderIds.map((order_id) => ({ order_id })));
  }

  /** The address is asked for: announcements carry none, but for those that an earlier build has left. */
  async note(kind: MailKind, orders: (Pick<NewMail, 'order_id' | 'refund_id' | 'part' | 'dispute_id' | 'disputed_minor' | 'payment_id'> & { email?: string })[]): Promise<void> {
    const emails = await this.queries.ask(new GetOrderEmails(orders.map((order) => order.order_id)));
    const mails = orders.map(({ order_id, email, refund_id, part, dispute_id, disputed_minor, payment_id }): NewMail => ({ kind, order_id, address: emails[order_id] ?? email ?? '', ...(part ? { refund_id: refund_id!, part } : {}), ...(dispute_id ? { dispute_id, disputed_minor: disputed_minor! } : {}), ...(kind === 'voucher' ? { payment_id: payment_id! } : {}) }));
    const { skipped } = await this.mails.add(mails, this.server.isConfigured);
    if (skipped > 0) this.logger.warn({ msg: 'mails were skipped', kind, count: skipped, reason: this.server.isConfigured ? 'no address' : 'SMTP_URL is not set' });
  }
}

@Injectable()
@Subscribes(OrderPaid, 'reach/notifications.note-receipt')
export class NoteReceipts implements Subscriber<OrderPaid> {
  constructor(private readonly notes: MailNotes) {}
  async handle(events: RecordedEvent<OrderPaid['payload']>[]): Promise<void> {
    await this.notes.note('receipt', events.map((event) => event.payload));
  }
}

@Injectable()
@Subscribes(OrderRefunded, 'reach/notifications.note-refund')
export class NoteRefunds implements Subscriber<OrderRefunded> {
  constructor(private readonly notes: MailNotes) {}
  async handle(events: RecordedEvent<OrderRefunded['payload']>[]): Promise<void> {
    await this.notes.note('refund', events.map((event) => event.payload));
  }
}

/** One per part. The mail about the last of them is the one about the whole: by then everything is back. */
@Injectable()
@Subscribes(OrderPartlyRefunded, 'reach/notifications.note-part-refund')
export class NotePartRefunds implements Subscriber<OrderPartlyRefunded> {
  constructor(private readonly notes: MailNotes) {}
  async handle(events: RecordedEvent<OrderPartlyRefunded['payload']>[]): Promise<void> {
    await this.notes.note('part_refund', events.map(({ payload: { order_id, refund_id, amount_minor, net_minor, tax_minor, tax_components, lines, refunded_at } }) => ({
      order_id, refund_id,
      part: { amount_minor, net_minor, tax_minor, tax_components, refunded_at, lines: lines.map(({ line_id, quantity, amount_minor: of_line }) => ({ line_id, quantity, amount_minor: of_line })) },
    })));
  }
}

@Injectable()
@Subscribes(ReceiptCopyRequested, 'reach/notifications.note-copy')
export class NoteCopies implements Subscriber<ReceiptCopyRequested> {
  constructor(private readonly notes: MailNotes) {}
  async handle(events: RecordedEvent<ReceiptCopyRequested['payload']>[]): Promise<void> {
    await this.notes.noteCopies([...new Set(events.map((event) => event.payload.order_id))]);
  }
}
