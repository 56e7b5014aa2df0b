import { Query } from '#platform/kernel/messages';
import type { RefundFigures } from '#sales/orders/queries';

/** `copy`: the receipt once more with its PDF, because somebody asked for it. `part_refund`: one per part of the order that has gone back. */
export type MailKind = 'receipt' | 'refund' | 'copy' | 'part_refund';

/** A part of an order that has gone back, as its order announced it: amounts in minor units, Unix seconds. */
export interface RefundedPart extends Pick<RefundFigures, 'amount_minor' | 'net_minor' | 'tax_minor' | 'tax_components'> {
  /** `quantity` is 0 where an amount was asked for: the items stay. */
  lines: { line_id: string; quantity: number; amount_minor: number }[];
  refunded_at: number;
}

export interface MailView {
  id: string;
  kind: MailKind;
  order_id: string;
  /** The refund that a `part_refund` is about; null of every other mail. */
  refund_id: string | null;
  address: string;
  /** `skipped`: there is no mail server or no address. `failed`: the server refused it for good, or was out of reach too often. */
  state: 'pending' | 'sent' | 'skipped' | 'failed';
  attempts: number;
  created_at: number;
  sent_at: number | null;
  last_error: string | null;
}

/** What was written to the player about an order, the oldest first. */
export class ListMailsOfOrder extends Query<MailView[]> {
  constructor(readonly orderId: string) { super(); }
}
