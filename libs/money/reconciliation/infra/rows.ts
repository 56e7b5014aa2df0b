import { EntitySchema } from 'typeorm';
import type { ExpectedMovement } from '../domain/match-line.js';
import type { LineKind } from '../contracts/commands.js';
import type { BreakReason } from '../contracts/queries.js';

export interface ExpectedMovementRow extends ExpectedMovement {
  game_id: string;
  provider: string;
  order_id: string | null;
  expected_at: Date;
}

export interface SettlementLineRow {
  game_id: string;
  provider: string;
  line_id: string;
  studio_id: string | null;
  batch_id: string;
  kind: LineKind;
  reference: string;
  payment_id: string | null;
  provider_payment_id: string;
  currency: string;
  gross_minor: bigint;
  fee_minor: bigint;
  net_minor: bigint;
  settled_at: Date;
  state: 'matched' | 'break' | 'of_account';
  reason: BreakReason | null;
  imported_at: Date;
  matched_at: Date | null;
  posted_at: Date | null;
  break_owner: string | null;
  resolution: string | null;
  resolved_by: string | null;
  resolved_at: Date | null;
  presentment_currency: string | null;
  presentment_minor: bigint | null;
  exchange_rate: string | null;
}

export const ExpectedMovementRows = new EntitySchema<ExpectedMovementRow>({
  name: 'ExpectedMovementRow', schema: 'reconciliation', tableName: 'expected_movement',
  columns: {
    game_id: { type: 'text', primary: true }, fact: { type: 'text', primary: true }, provider: { type: 'text' }, kind: { type: 'text' }, payment_id: { type: 'text' }, refund_id: { type: 'text', nullable: true },
    currency: { type: 'text' }, gross_minor: { type: 'bigint' }, fee_minor: { type: 'bigint', nullable: true }, fees_status: { type: 'text', nullable: true }, provider_refund_id: { type: 'text', nullable: true }, line_id: { type: 'text', nullable: true }, order_id: { type: 'text', nullable: true }, expected_at: { type: 'timestamptz', default: () => 'clock_timestamp()' },
  },
});

export const SettlementLineRows = new EntitySchema<SettlementLineRow>({
  name: 'SettlementLineRow', schema: 'reconciliation', tableName: 'settlement_line',
  columns: {
    game_id: { type: 'text', primary: true }, provider: { type: 'text', primary: true }, line_id: { type: 'text', primary: true }, studio_id: { type: 'text', nullable: true }, batch_id: { type: 'text' }, kind: { type: 'text' },
    reference: { type: 'text' }, payment_id: { type: 'text', nullable: true }, provider_payment_id: { type: 'text' }, currency: { type: 'text' }, gross_minor: { type: 'bigint' }, fee_minor: { type: 'bigint' }, net_minor: { type: 'bigint' },
    settled_at: { type: 'timestamptz' }, state: { type: 'text' }, reason: { type: 'text', nullable: true }, imported_at: { type: 'timestamptz', default: () => 'clock_timestamp()' }, matched_at: { type: 'timestamptz', nullable: true },
    posted_at: { type: 'timestamptz', nullable: true }, break_owner: { type: 'text', nullable: true }, resolution: { type: 'text', nullable: true }, resolved_by: { type: 'text', nullable: true }, resolved_at: { type: 'timestamptz', nullable: true },
    presentment_currency: { type: 'text', nullable: true }, presentment_minor: { type: 'bigint', nullable: true }, exchange_rate: { type: 'text', nullable: true },
  },
});
