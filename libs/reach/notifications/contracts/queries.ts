import { Query } from '#platform/kernel/messages';

/** `copy`: the receipt once more with its PDF, because somebody asked for it. */
export type MailKind = 'receipt' | 'refund' | 'copy';

export interface MailView {
  id: string;
  kind: MailKind;
  order_id: string;
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
