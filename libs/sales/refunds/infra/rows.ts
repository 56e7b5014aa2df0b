import { EntitySchema } from 'typeorm';
import type { ClawbackView, Consumption, ConsumptionItem, RefundState, RefundView } from '../contracts/queries.js';

export interface RefundRow {
  game_id: string;
  id: string;
  order_id: string;
  payment_id: string;
  player_id: string;
  purpose: RefundView['purpose'];
  amount_minor: bigint;
  currency: string;
  reason: string;
  source: RefundView['source'];
  state: RefundState;
  held_for: RefundView['held_for'];
  asked_by: string | null;
  asked_by_member: string | null;
  failure: string | null;
  admitted_at: Date | null;
  refunds_last_hour: number | null;
  paid_last_hour: number | null;
  decided_by: string | null;
  decided_at: Date | null;
  decision_reason: string | null;
  requested_at: Date;
  ended_at: Date | null;
  made_at: Date;
  /** Null in rows of an older build, and so are the next two. */
  reason_code: RefundView['reason_code'];
  tax_minor: bigint | null;
  /** What a part takes from its sale; null for whatever is no part. */
  part: RefundView['part'];
  /** When the end of a part was announced. */
  told_at: Date | null;
  consumption: Consumption | null;
  /** Who agreed as the second person, of a refund that was held for its items after that. */
  four_eyes_by: string | null;
  /** How often the game was asked about it and did not answer. */
  silences: number;
}

export interface ClawbackRow {
  game_id: string;
  id: string;
  refund_id: string;
  order_id: string;
  player_id: string;
  amount_minor: bigint;
  currency: string;
  items: ConsumptionItem[];
  state: ClawbackView['state'];
  recorded_at: Date;
  closed_by: string | null;
  closed_at: Date | null;
  close_reason: string | null;
}

const text = { type: 'text' } as const;
const maybeText = { type: 'text', nullable: true } as const;
const maybeInstant = { type: 'timestamptz', nullable: true } as const;
const maybeCount = { type: 'int', nullable: true } as const;

export const RefundRows = new EntitySchema<RefundRow>({
  name: 'RefundRow', schema: 'refunds', tableName: 'refund',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, order_id: text, payment_id: text, player_id: text, purpose: { type: 'text', default: 'order' },
    amount_minor: { type: 'bigint' }, currency: text, reason: text, source: text, state: text, failure: maybeText, held_for: maybeText, asked_by: maybeText, asked_by_member: maybeText, admitted_at: maybeInstant, refunds_last_hour: maybeCount,
    paid_last_hour: maybeCount, decided_by: maybeText, decided_at: maybeInstant, decision_reason: maybeText, requested_at: { type: 'timestamptz' }, ended_at: maybeInstant,
    made_at: { type: 'timestamptz', createDate: true }, reason_code: maybeText, tax_minor: { type: 'bigint', nullable: true }, part: { type: 'jsonb', nullable: true }, told_at: maybeInstant, consumption: { type: 'jsonb', nullable: true }, four_eyes_by: maybeText, silences: { type: 'int', default: 0 },
  },
});

export const ClawbackRows = new EntitySchema<ClawbackRow>({
  name: 'ClawbackRow', schema: 'refunds', tableName: 'clawback',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, refund_id: text, order_id: text, player_id: text, amount_minor: { type: 'bigint' }, currency: text, items: { type: 'jsonb' },
    state: { type: 'text', default: 'open' }, recorded_at: { type: 'timestamptz' }, closed_by: maybeText, closed_at: maybeInstant, close_reason: maybeText,
  },
});
