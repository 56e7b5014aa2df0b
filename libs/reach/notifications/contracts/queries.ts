import { Query } from '#platform/kernel/messages';
import type { RefundFigures } from '#sales/orders/queries';

/** `copy`: the receipt once more with its PDF, because somebody asked for it. `part_refund`: one per part of the order that has gone back. `dispute_…`: the bank has taken the money of the order, or has decided; one per dispute. `voucher`: how the buyer pays with the number of a voucher; one per payment. */
export const MAIL_KINDS = ['receipt', 'refund', 'copy', 'part_refund', 'dispute_opened', 'dispute_won', 'dispute_lost', 'voucher'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];
/** `skipped`: there is no mail server or no address, or the address is suppressed. `failed`: the server refused it for good, or was out of reach too often. */
export const MAIL_STATES = ['pending', 'sent', 'skipped', 'failed'] as const;
export type MailState = (typeof MAIL_STATES)[number];

/** What came back of a mail, each kind once. `source`: our mail server refused it (`smtp`), or a report came afterwards. Unix seconds. */
export interface CameBack {
  kind: 'hard_bounce' | 'soft_bounce' | 'blocked' | 'complaint';
  /** Of RFC 3463, `5.1.1`. */
  status_code: string | null;
  said: string | null;
  source: 'smtp' | 'report';
  reported_at: number;
}

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
  /** The provider's id of the dispute that a `dispute_…` is about; null of every other mail. */
  dispute_id: string | null;
  /** The payment that a `voucher` is about; null of every other mail. */
  payment_id: string | null;
  address: string;
  state: MailState;
  attempts: number;
  created_at: number;
  sent_at: number | null;
  last_error: string | null;
  came_back: CameBack[];
}

/** What was written to the player about an order, the oldest first, the first 100 unless told otherwise; `after` is the last id of the page before. */
export class ListMailsOfOrder extends Query<MailView[]> {
  constructor(readonly orderId: string, readonly page: { limit: number; after: string | null } = { limit: 100, after: null }) { super(); }
}
