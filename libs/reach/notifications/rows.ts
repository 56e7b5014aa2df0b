import { EntitySchema } from 'typeorm';
import type { MailKind, MailView, RefundedPart } from './contracts/queries.js';

export interface MailRow {
  game_id: string;
  id: string;
  kind: MailKind;
  order_id: string;
  /** Empty but for a part. */
  refund_id: string;
  part: RefundedPart | null;
  /** Empty but for a dispute. */
  dispute_id: string;
  disputed_minor: bigint | null;
  /** Empty but for a voucher. */
  payment_id: string;
  address: string;
  state: MailView['state'];
  attempts: number;
  /** Of a voucher null: it has `due_at`. */
  next_at: Date | null;
  due_at: Date | null;
  created_at: Date;
  sent_at: Date | null;
  last_error: string | null;
}

export const MailRows = new EntitySchema<MailRow>({
  name: 'MailRow', schema: 'notifications', tableName: 'mail',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, kind: { type: 'text' }, order_id: { type: 'text' }, refund_id: { type: 'text', default: '' }, part: { type: 'jsonb', nullable: true }, dispute_id: { type: 'text', default: '' }, disputed_minor: { type: 'bigint', nullable: true }, payment_id: { type: 'text', default: '' }, address: { type: 'text' }, state: { type: 'text' }, attempts: { type: 'int', default: 0 },
    next_at: { type: 'timestamptz', nullable: true, default: () => 'clock_timestamp()' }, due_at: { type: 'timestamptz', nullable: true }, created_at: { type: 'timestamptz', default: () => 'clock_timestamp()' }, sent_at: { type: 'timestamptz', nullable: true }, last_error: { type: 'text', nullable: true },
  },
});
