import { Injectable, Logger } from '@nestjs/common';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import type { RecordedEvent } from '#platform/kernel/messages';
import { OrderPaid, OrderRefunded } from '#sales/orders/events';
import type { MailKind } from './contracts/queries.js';
import { MailServer } from './mail-server.js';
import { Mails } from './mails.js';

/** Notes one mail per fact; sending is a job's work, so that a mail server that is down delays nothing but mails. */
@Injectable()
export class MailNotes {
  private readonly logger = new Logger('Notifications');

  constructor(private readonly mails: Mails, private readonly server: MailServer) {}

  async note(kind: MailKind, orders: { order_id: string; email: string | null }[]): Promise<void> {
    const { skipped } = await this.mails.add(orders.map((order) => ({ kind, order_id: order.order_id, address: order.email ?? '' })), this.server.isConfigured);
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
