import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import type { HeldFor, PaymentFact } from '../contracts/events.js';
import type { PaymentView } from '../contracts/queries.js';
import type { Attempt } from '../domain/decide.js';
import type { PaymentRow } from './rows.js';

export function paymentView(row: PaymentRow): PaymentView {
  return {
    id: row.id, order_id: row.order_id, player_id: row.player_id, provider: row.provider, provider_reference: row.provider_reference, method: row.method, saved_method_id: row.saved_method_id, status: row.status,
    amount_minor: minorToNumber(row.amount_minor), currency: row.currency, psp_fee_minor: row.psp_fee_minor === null ? null : minorToNumber(row.psp_fee_minor),
    country: row.country, ip_address: row.ip_address,
    card: row.card_brand === null ? null : { brand: row.card_brand, last4: row.card_last4 ?? '', country: row.card_country, fingerprint: row.card_fingerprint },
    three_ds: row.three_ds_flow === null ? null : { flow: row.three_ds_flow, result: row.three_ds_result ?? 'not_attempted' },
    fail_reason: row.fail_reason, fail_code: row.fail_code, action_url: row.action_url, refund_id: row.refund_id, refund_reason: row.refund_reason, platform: row.platform,
    expires_at: unixSeconds(row.expires_at), captured_at: unixSecondsOrNull(row.captured_at),
    created_at: unixSeconds(row.created_at), modified_at: unixSeconds(row.modified_at), status_updated_at: unixSeconds(row.status_updated_at),
  };
}

export function paymentFact(row: PaymentRow): PaymentFact {
  return {
    payment_id: row.id, order_id: row.order_id, player_id: row.player_id, provider: row.provider, status: row.status, amount_minor: minorToNumber(row.amount_minor), currency: row.currency, buyer_country: row.country,
  };
}

/** What an announcement says of a fee: one that the provider has not told is nothing until its settlement report says what it is. */
export function announcedFee(minor: bigint | number | null): { psp_fee_minor: number; fees_status: 'estimated' | 'final' } {
  return { psp_fee_minor: Number(minor ?? 0), fees_status: minor === null ? 'estimated' : 'final' };
}

export function attemptOf(row: PaymentRow): Attempt {
  return {
    status: row.status, amount_minor: minorToNumber(row.amount_minor), currency: row.currency, provider_state: row.provider_state, action_url: row.action_url, has_instructions: row.instructions_sealed !== null,
    dispute_id: row.dispute_id, dispute_stage: row.dispute_stage, is_mismatched: row.mismatched_at !== null, is_to_review: isToReview(row), is_refunding: row.refunding_minor > row.refunded_minor,
  };
}

export function isToReview({ risk_decision, reviewed_at }: PaymentRow): boolean {
  return risk_decision === 'review' && reviewed_at === null;
}

/** What a payment is held for: a review where exactly what was asked for was captured, or that was confirmed. */
export function heldFor(row: PaymentRow): HeldFor {
  return row.amount_confirmed_at !== null || (row.reported_minor === row.amount_minor && row.reported_currency === row.currency) ? 'review' : 'amount';
}

/** What a call needs of a row: plain values, so that it can be a command's result. */
export interface AttemptForCharge {
  id: string;
  order_id: string;
  provider: string;
  provider_reference: string | null;
  method: string;
  status: PaymentRow['status'];
  amount_minor: number;
  currency: string;
  return_url: string;
  fail_code: string | null;
  action_url: string | null;
  provider_state: string | null;
  is_mismatched: boolean;
  /** It is held, and whatever was reported, what was asked for was taken. */
  is_amount_confirmed: boolean;
  is_late: boolean;
  /** Charges that were begun, this one included. */
  charge_count: number;
  charging_at: number | null;
  risk_decision: PaymentRow['risk_decision'];
  player_id: string;
  country: string | null;
  saved_method_id: string | null;
  initiator: 'buyer' | 'merchant';
  save_consent_version: string | null;
  save_consent_locale: string | null;
  created_at: number;
  captured_at: number | null;
  expires_at: number;
}

export function attemptForCharge(row: PaymentRow): AttemptForCharge {
  return {
    id: row.id, order_id: row.order_id, provider: row.provider, provider_reference: row.provider_reference, method: row.method, status: row.status,
    amount_minor: minorToNumber(row.amount_minor), currency: row.currency, return_url: row.return_url, fail_code: row.fail_code, action_url: row.action_url,
    provider_state: row.provider_state, is_mismatched: row.mismatched_at !== null, is_amount_confirmed: row.amount_confirmed_at !== null, is_late: row.late_captured_at !== null, charge_count: row.charge_count,
    charging_at: unixSecondsOrNull(row.charging_at), risk_decision: row.risk_decision, player_id: row.player_id, country: row.country, saved_method_id: row.saved_method_id, initiator: row.initiator ?? 'buyer',
    save_consent_version: row.save_consent_version, save_consent_locale: row.save_consent_locale, created_at: unixSeconds(row.created_at), captured_at: unixSecondsOrNull(row.captured_at), expires_at: unixSeconds(row.expires_at),
  };
}
