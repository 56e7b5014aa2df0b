import { DomainEvent } from '#platform/kernel/messages';

/** Somebody who knows the line on her card has asked for the receipt. It goes to the address of the order, whoever asked. */
export class ReceiptCopyRequested extends DomainEvent<{ order_id: string }> {
  static readonly type = 'receipts.copy.requested.v1';
}
