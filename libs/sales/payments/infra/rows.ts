import { EntitySchema } from 'typeorm';
import type { RefundPurpose } from '../contracts/events.js';
import type { RiskDecision } from '../contracts/commands.js';
import type { AccountCheck, AccountProvider, PaymentStatus } from '../contracts/queries.js';

export interface PaymentRow {
  game_id: string;
  id: string;
  order_id: string;
  player_id: string;
  provider: string;
  provider_reference: string | null;
  method: string;
  status: PaymentStatus;
  amount_minor: bigint;
  currency: string;
  captured_minor: bigint;
  refunding_minor: bigint;
  refunded_minor: bigint;
  psp_fee_minor: bigint | null;
  country: string | null;
  ip_address: string | null;
  user_agent: string | null;
  platform: string | null;
  /** Sealed. */
  return_url: string;
  card_brand: string | null;
  card_last4: string | null;
  card_country: string | null;
  card_fingerprint: string | null;
  three_ds_flow: 'none' | 'challenge' | 'frictionless' | null;
  three_ds_result: 'not_attempted' | 'authenticated' | 'failed' | null;
  fail_reason: string | null;
  fail_code: string | null;
  action_url: string | null;
  /** How she pays it elsewhere, while it is open. */
  instructions_sealed: Buffer | null;
  provider_state: string | null;
  refund_id: string | null;
  refund_reason: string | null;
  dispute_id: string | null;
  dispute_stage: 'opened' | 'won' | 'lost' | null;
  /** What the bank took when the dispute was opened; null where an earlier build has heard of it: the whole payment. */
  dispute_minor: bigint | null;
  charged_back_at: Date | null;
  reported_minor: bigint | null;
  reported_currency: string | null;
  mismatched_at: Date | null;
  /** A person has found out that what was asked for was taken, whatever was reported; it waits for its review. */
  amount_confirmed_at: Date | null;
  /** Its review has ended, whichever way. */
  reviewed_at: Date | null;
  resolution: string | null;
  resolved_by: string | null;
  resolved_at: Date | null;
  charging_at: Date | null;
  charge_count: number;
  /** Of the span that began it: what the provider tells of it belongs to the same trace. */
  traceparent: string | null;
  /** What `sales/risk` said before it was sent; null where it was not asked. The reason is for staff. */
  risk_decision: RiskDecision | null;
  risk_reason: string | null;
  saved_method_id: string | null;
  /** Null of attempts of earlier builds, which buyers have made. */
  initiator: 'buyer' | 'merchant' | null;
  /** It was declined for want of the bank's question, and sent once more with it. */
  is_sca_retried: boolean | null;
  /** The words by which its payer has agreed to have the method kept. */
  save_consent_version: string | null;
  save_consent_locale: string | null;
  captured_at: Date | null;
  late_captured_at: Date | null;
  expires_at: Date;
  created_at: Date;
  modified_at: Date;
  status_updated_at: Date;
}

export interface PaymentRefundRow {
  game_id: string;
  id: string;
  payment_id: string;
  purpose: RefundPurpose;
  amount_minor: bigint;
  currency: string;
  reason: string;
  state: 'requested' | 'pending' | 'succeeded' | 'failed';
  provider_reference: string | null;
  failure: string | null;
  requested_at: Date;
  ended_at: Date | null;
}

export interface NotificationRow {
  game_id: string;
  psp: string;
  event_id: string;
  kind: string;
  payment_id: string | null;
  refund_id: string | null;
  body: Buffer;
  state: 'stored' | 'processed' | 'ignored';
  received_at: Date;
  processed_at: Date | null;
}

export interface FraudReportRow {
  game_id: string;
  payment_id: string;
  reason: string | null;
  reported_at: Date;
}

export interface SavedMethodRow {
  game_id: string;
  id: string;
  player_id: string;
  provider: string;
  method: string;
  payment_id: string;
  /** `{ token, customer }`; null once it is removed at the provider. */
  token_sealed: Buffer | null;
  brand: string | null;
  last4: string | null;
  exp_month: number | null;
  exp_year: number | null;
  card_country: string | null;
  fingerprint: string | null;
  network_reference: string | null;
  usage: 'on_session' | 'off_session';
  consent_version: string;
  consent_locale: string;
  consented_at: Date;
  is_default: boolean;
  /** `leaving`: nobody can pay by it, and the provider has it still. */
  state: 'active' | 'leaving' | 'gone';
  left_because: 'player' | 'replaced' | 'too_many' | 'erased' | null;
  created_at: Date;
  last_used_at: Date | null;
  left_at: Date | null;
}

export interface AccountRow {
  game_id: string;
  id: string;
  provider: AccountProvider;
  /** `{ secret_key, webhook_secret }`; null once it is removed. */
  credentials_sealed: Buffer | null;
  secret_key_ends: string;
  webhook_secret_ends: string;
  publishable_key: string | null;
  methods: string[];
  takes_real_money: boolean;
  /** `in_use`: new attempts are made with it; `retired`: it keeps what was begun with it. */
  state: 'in_use' | 'retired' | 'removed';
  checked_at: Date;
  check_outcome: AccountCheck;
  added_by: string;
  added_at: Date;
  changed_by: string;
  changed_at: Date;
}

export interface SavedMethodExportRow {
  id: string;
  provider: string;
  reason: string;
  asked_by: string;
  asked_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
}

const text = { type: 'text' } as const;
const maybeText = { type: 'text', nullable: true } as const;
const minor = { type: 'bigint', default: 0 } as const;
const maybeMinor = { type: 'bigint', nullable: true } as const;
const instant = { type: 'timestamptz' } as const;
const maybeInstant = { type: 'timestamptz', nullable: true } as const;
const key = { type: 'text', primary: true } as const;

export const PaymentRows = new EntitySchema<PaymentRow>({
  name: 'PaymentRow', schema: 'payments', tableName: 'payment',
  columns: {
    game_id: key, id: key, order_id: text, player_id: text, provider: text, provider_reference: maybeText, method: text, status: text,
    amount_minor: { type: 'bigint' }, currency: text, captured_minor: minor, refunding_minor: minor, refunded_minor: minor, psp_fee_minor: maybeMinor,
    country: maybeText, ip_address: maybeText, user_agent: maybeText, platform: maybeText, return_url: text,
    card_brand: maybeText, card_last4: maybeText, card_country: maybeText, card_fingerprint: maybeText, three_ds_flow: maybeText, three_ds_result: maybeText,
    fail_reason: maybeText, fail_code: maybeText, action_url: maybeText, instructions_sealed: { type: 'bytea', nullable: true }, provider_state: maybeText, refund_id: maybeText, refund_reason: maybeText, dispute_id: maybeText, dispute_stage: maybeText, dispute_minor: maybeMinor, charged_back_at: maybeInstant,
    reported_minor: maybeMinor, reported_currency: maybeText, mismatched_at: maybeInstant, amount_confirmed_at: maybeInstant, reviewed_at: maybeInstant, resolution: maybeText, resolved_by: maybeText, resolved_at: maybeInstant, charging_at: maybeInstant, charge_count: { type: 'int', default: 0 }, traceparent: maybeText, risk_decision: maybeText, risk_reason: maybeText, saved_method_id: maybeText, initiator: maybeText, is_sca_retried: { type: 'boolean', nullable: true }, save_consent_version: maybeText, save_consent_locale: maybeText,
    captured_at: maybeInstant, late_captured_at: maybeInstant, expires_at: instant, created_at: instant, modified_at: instant, status_updated_at: instant,
  },
});

export const PaymentRefundRows = new EntitySchema<PaymentRefundRow>({
  name: 'PaymentRefundRow', schema: 'payments', tableName: 'refund',
  columns: {
    game_id: key, id: key, payment_id: text, purpose: text, amount_minor: { type: 'bigint' }, currency: text, reason: text, state: { type: 'text', default: 'requested' },
    provider_reference: maybeText, failure: maybeText, requested_at: instant, ended_at: maybeInstant,
  },
});

export const NotificationRows = new EntitySchema<NotificationRow>({
  name: 'PspNotificationRow', schema: 'payments', tableName: 'psp_notification',
  columns: {
    game_id: key, psp: key, event_id: key, kind: text, payment_id: maybeText, refund_id: maybeText, body: { type: 'bytea' }, state: text, received_at: instant, processed_at: maybeInstant,
  },
});

export const FraudReportRows = new EntitySchema<FraudReportRow>({
  name: 'FraudReportRow', schema: 'payments', tableName: 'fraud_report',
  columns: { game_id: key, payment_id: key, reason: maybeText, reported_at: instant },
});

export const SavedMethodRows = new EntitySchema<SavedMethodRow>({
  name: 'SavedMethodRow', schema: 'payments', tableName: 'saved_method',
  columns: {
    game_id: key, id: key, player_id: text, provider: text, method: text, payment_id: text, token_sealed: { type: 'bytea', nullable: true }, brand: maybeText, last4: maybeText, exp_month: { type: 'int', nullable: true }, exp_year: { type: 'int', nullable: true },
    card_country: maybeText, fingerprint: maybeText, network_reference: maybeText, usage: text, consent_version: text, consent_locale: text, consented_at: instant, is_default: { type: 'boolean' }, state: text, left_because: maybeText,
    created_at: instant, last_used_at: maybeInstant, left_at: maybeInstant,
  },
});

export const AccountRows = new EntitySchema<AccountRow>({
  name: 'PaymentAccountRow', schema: 'payments', tableName: 'account',
  columns: {
    game_id: key, id: key, provider: text, credentials_sealed: { type: 'bytea', nullable: true }, secret_key_ends: text, webhook_secret_ends: text, publishable_key: maybeText, methods: { type: 'text', array: true }, takes_real_money: { type: 'boolean' },
    state: text, checked_at: instant, check_outcome: text, added_by: text, added_at: instant, changed_by: text, changed_at: instant,
  },
});

export const SavedMethodExportRows = new EntitySchema<SavedMethodExportRow>({
  name: 'SavedMethodExportRow', schema: 'payments', tableName: 'saved_method_export',
  columns: { id: key, provider: text, reason: text, asked_by: text, asked_at: instant, approved_by: maybeText, approved_at: maybeInstant },
});
