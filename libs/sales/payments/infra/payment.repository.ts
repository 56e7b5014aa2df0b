import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { invariant } from '#platform/kernel/errors';
import { isErased } from '#platform/personal-data/erased';
import { currentTraceparent } from '#platform/tracing/spans';
import type { PayInstructions, PaymentStatus } from '../contracts/queries.js';
import type { DisputeStage } from '../domain/decide.js';
import { AUTHENTICATION_REQUIRED } from '../domain/declines.js';
import type { SeenPayment } from '../domain/payment-gateway.js';
import { mayBecome } from '../domain/payment-states.js';
import type { PaymentRow } from './rows.js';

/** What a new attempt is written with. */
export interface NewAttempt {
  id: string; order_id: string; player_id: string; provider: string; method: string; amount_minor: number; currency: string; country: string | null;
  ip_address: string | null; user_agent: string | null; platform: string | null; return_url: string; now: Date; expires_at: Date;
  status: 'created' | 'rejected' | 'failed'; fail_reason: string | null; fail_code: string | null;
  risk_decision: PaymentRow['risk_decision']; risk_reason: string | null;
  saved_method_id: string | null; initiator: 'buyer' | 'merchant'; save_consent_version: string | null; save_consent_locale: string | null;
}

const SEALED = 'sealed:';
const placeOf = (id: string): string => `payments.payment|return_url|${id}`;

const placeOfInstructions = (id: string): string => `payments.payment|instructions_sealed|${id}`;

export const INSTRUCTIONS_SEALED: SealedColumn = { table: 'payments.payment', column: 'instructions_sealed', tenant: 'game_id', key: 'id', place: placeOfInstructions, form: 'bytes' };
export const WAYS_BACK_SEALED: SealedColumn = { table: 'payments.payment', column: 'return_url', tenant: 'game_id', key: 'id', place: placeOf, form: 'text', prefix: SEALED };

/** Attempts as rows. Every change names the state that it starts from, so that of two that race one wins. */
@Injectable()
export class PaymentRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  /** Writes the attempt and the way from the provider's reference to its game, in one statement. False when the id is known already. */
  async insert(attempt: NewAttempt): Promise<boolean> {
    return (await this.database.execute(
      `WITH made AS (
         INSERT INTO payments.payment (game_id, id, order_id, player_id, provider, method, amount_minor, currency, country, ip_address, user_agent, platform,
                return_url, status, fail_reason, fail_code, expires_at, created_at, modified_at, status_updated_at, traceparent, risk_decision, risk_reason, saved_method_id, initiator, save_consent_version, save_consent_locale)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $18, $19, $20, $21, $22, $23, $24, $25)
         ON CONFLICT ON CONSTRAINT payment_pkey DO NOTHING RETURNING id)
       INSERT INTO platform.route (kind, handle, game_id, target_id) SELECT 'psp:' || $5, id, $1, id FROM made`,
      [
        currentScope().gameId, attempt.id, attempt.order_id, attempt.player_id, attempt.provider, attempt.method, attempt.amount_minor, attempt.currency, attempt.country,
        attempt.ip_address, attempt.user_agent, attempt.platform, this.sealed(attempt), attempt.status, attempt.fail_reason, attempt.fail_code, attempt.expires_at, attempt.now, currentTraceparent(), attempt.risk_decision, attempt.risk_reason,
        attempt.saved_method_id, attempt.initiator, attempt.save_consent_version, attempt.save_consent_locale,
      ],
    )) > 0;
  }

  find(id: string): Promise<PaymentRow | undefined> {
    return this.database.one<PaymentRow>('SELECT * FROM payments.payment WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  /** Holds the row until the end of the transaction, so that what is decided by it is still true when it is written. */
  hold(id: string): Promise<PaymentRow | undefined> {
    return this.database.one<PaymentRow>('SELECT * FROM payments.payment WHERE game_id = $1 AND id = $2 FOR UPDATE', [currentScope().gameId, id]);
  }

  /** Makes the caller the one that charges; nobody gets the row while another one may still be at it. `wants_question`: the bank has declined an earlier attempt of the order for want of its question. */
  async beginCharge(id: string, now: Date, takeoverBefore: Date): Promise<(PaymentRow & { wants_question: boolean }) | undefined> {
    const row = await this.database.one<PaymentRow & { wants_question: boolean }>(
      `UPDATE payments.payment p SET charging_at = $3, charge_count = charge_count + 1, modified_at = $3
        WHERE game_id = $1 AND id = $2 AND status = 'created' AND mismatched_at IS NULL AND provider_state IS NULL AND expires_at > $3
          AND (charging_at IS NULL OR charging_at < $4)
        RETURNING *, EXISTS (SELECT FROM payments.payment e WHERE e.game_id = $1 AND e.order_id = p.order_id AND e.id <> p.id AND e.fail_code = $5) AS wants_question`,
      [currentScope().gameId, id, now, takeoverBefore, AUTHENTICATION_REQUIRED],
    );
    return row && { ...row, return_url: this.opened(row) };
  }

  /** The same charge is sent once more, with the bank asking; false when it was before, or the attempt is over. */
  async retryWithChallenge(id: string, now: Date): Promise<boolean> {
    return (await this.database.execute(
      `UPDATE payments.payment SET is_sca_retried = true, charging_at = $3, modified_at = $3 WHERE game_id = $1 AND id = $2 AND status = 'created' AND mismatched_at IS NULL AND is_sca_retried IS NULL`, [currentScope().gameId, id, now])) > 0;
  }

  /** The way back in clear; null: no such attempt. */
  async wayBack(id: string): Promise<string | null> {
    const row = await this.find(id);
    return row ? this.opened(row) : null;
  }

  /** The way back of a checkout names its secret, of which nothing but the hash stands anywhere else. */
  private sealed({ id, return_url }: Pick<NewAttempt, 'id' | 'return_url'>): string {
    return `${SEALED}${this.envelope.seal(return_url, currentScope().gameId, placeOf(id)).toString('base64')}`;
  }

  private sealedInstructions({ game_id, id }: PaymentRow, { instructions }: SeenPayment): Buffer | null {
    return instructions ? this.envelope.seal(JSON.stringify(instructions), game_id, placeOfInstructions(id)) : null;
  }

  /** An attempt of an earlier build has it in clear. */
  private opened({ id, return_url }: PaymentRow): string {
    return return_url.startsWith(SEALED) ? this.envelope.open(Buffer.from(return_url.slice(SEALED.length), 'base64'), currentScope().gameId, placeOf(id)) : return_url;
  }

  /** Null where there is nothing to show, or not any more. */
  instructionsOf({ game_id, id, instructions_sealed }: PaymentRow): PayInstructions | null {
    return instructions_sealed === null ? null : (JSON.parse(this.envelope.open(instructions_sealed, game_id, placeOfInstructions(id))) as PayInstructions);
  }

  /** What the provider tells of card, 3-D Secure and waiting, while the state stays. How she pays it is told once. */
  async waits(row: PaymentRow, seen: SeenPayment, now: Date): Promise<PaymentRow> {
    return this.changed(await this.database.one<PaymentRow>(
      `UPDATE payments.payment SET provider_state = $3, action_url = $4, provider_reference = $5, card_brand = $6, card_last4 = $7, card_country = $8, card_fingerprint = $9,
              three_ds_flow = $10, three_ds_result = $11, modified_at = $12, instructions_sealed = coalesce($13, instructions_sealed)
        WHERE game_id = $1 AND id = $2 AND status = 'created' RETURNING *`,
      [row.game_id, row.id, seen.state, seen.action_url, ...details(seen), now, this.sealedInstructions(row, seen)],
    ));
  }

  /**
   * `done` from `created`, or `refund_requested` from an end; undefined when the attempt is in another state, has to be looked at first, or what was taken is not what it asked for:
   * the statement compares again what was decided on. Of a player who was erased meanwhile nothing of her card is kept.
   */
  async captured(payment: { id: string; status: PaymentStatus }, seen: SeenPayment, now: Date, late: { refundId: string } | null): Promise<PaymentRow | undefined> {
    const to: PaymentStatus = late ? 'refund_requested' : 'done';
    this.allowed(payment, to);
    return this.database.one<PaymentRow>(
      `UPDATE payments.payment SET status = $3, action_url = NULL, instructions_sealed = NULL, provider_state = NULL, captured_minor = amount_minor, psp_fee_minor = $4,
              provider_reference = $5, card_brand = $6, card_country = $8, three_ds_flow = $10, three_ds_result = $11,
              card_last4 = CASE WHEN NOT ${isErased('player_id')} THEN $7 END, card_fingerprint = CASE WHEN NOT ${isErased('player_id')} THEN $9 END,
              captured_at = $12::timestamptz, modified_at = $12::timestamptz, status_updated_at = $12::timestamptz,
              late_captured_at = CASE WHEN $13::text IS NULL THEN NULL ELSE $12::timestamptz END, refund_id = $13, refunding_minor = CASE WHEN $13::text IS NULL THEN 0 ELSE amount_minor END
        WHERE game_id = $1 AND id = $2 AND status = $14 AND amount_minor = $15 AND currency = $16 AND mismatched_at IS NULL
          AND ($13::text IS NOT NULL OR risk_decision IS DISTINCT FROM 'review' OR reviewed_at IS NOT NULL) RETURNING *`,
      [currentScope().gameId, payment.id, to, seen.fee_minor, ...details(seen), now, late?.refundId ?? null, payment.status, seen.captured_minor, seen.currency],
    );
  }

  /** Notifications that wait to tell of the capture of this payment have been heard; answers which. */
  captureIsKnown(paymentId: string, now: Date): Promise<{ psp: string; event_id: string }[]> {
    return this.database.query(
      `UPDATE payments.psp_notification SET state = 'processed', processed_at = $3 WHERE game_id = $1 AND payment_id = $2 AND kind = 'payment.captured' AND state = 'stored' RETURNING psp, event_id`,
      [currentScope().gameId, paymentId, now],
    );
  }

  async mismatched(row: PaymentRow, seen: SeenPayment, now: Date): Promise<PaymentRow> {
    return this.changed(await this.database.one<PaymentRow>(
      `UPDATE payments.payment SET mismatched_at = $3, reported_minor = $4, reported_currency = $5, provider_reference = $6, provider_state = NULL, action_url = NULL, instructions_sealed = NULL, modified_at = $3
        WHERE game_id = $1 AND id = $2 AND status = $7 RETURNING *`,
      [row.game_id, row.id, now, seen.captured_minor, seen.currency, seen.provider_reference, row.status],
    ));
  }

  /** Those of another amount that nobody has confirmed, of all games, by id; `after` is the last id of the page before. */
  heldAnywhere(after: string | null, limit: number): Promise<PaymentRow[]> {
    return this.database.acrossGames<PaymentRow & Record<string, unknown>>('SELECT * FROM payments.payment WHERE mismatched_at IS NOT NULL AND (reported_minor, reported_currency) IS DISTINCT FROM (amount_minor, currency) AND amount_confirmed_at IS NULL AND ($1::text IS NULL OR id > $1) ORDER BY id LIMIT $2', [after, limit]);
  }

  /** It is no more held: what a person has found out is what counts. What was reported stays to be read. */
  async resolve(row: PaymentRow, { resolution, by, isReviewed }: { resolution: string; by: string; isReviewed: boolean }, now: Date): Promise<PaymentRow> {
    return this.changed(await this.database.one<PaymentRow>(
      `UPDATE payments.payment SET mismatched_at = NULL, resolution = $3, resolved_by = $4, resolved_at = $5, modified_at = $5, reviewed_at = CASE WHEN $6 THEN $5::timestamptz ELSE reviewed_at END
        WHERE game_id = $1 AND id = $2 AND mismatched_at IS NOT NULL RETURNING *`,
      [row.game_id, row.id, resolution, by, now, isReviewed],
    ));
  }

  /** What was asked for was taken; it stays held, for its review. */
  async confirmAmount(row: PaymentRow, now: Date): Promise<PaymentRow> {
    return this.changed(await this.database.one<PaymentRow>(
      `UPDATE payments.payment SET amount_confirmed_at = $3, modified_at = $3 WHERE game_id = $1 AND id = $2 AND mismatched_at IS NOT NULL AND amount_confirmed_at IS NULL RETURNING *`, [row.game_id, row.id, now]));
  }

  /** Ends an attempt that is open; undefined when it no longer is, or somebody may be charging it (`notChargedSince`). */
  async end(id: string, to: PaymentStatus, fail: { reason: string; code: string }, now: Date, o: { seen?: SeenPayment; notChargedSince?: Date } = {}): Promise<PaymentRow | undefined> {
    invariant(mayBecome('created', to), `A payment that is open cannot become ${to}`);
    return this.database.one<PaymentRow>(
      `UPDATE payments.payment SET status = $3, fail_reason = $4, fail_code = $5, action_url = NULL, instructions_sealed = NULL, provider_state = NULL, modified_at = $6, status_updated_at = $6,
              provider_reference = coalesce($7, provider_reference), card_brand = coalesce($8, card_brand), card_last4 = coalesce($9, card_last4),
              card_country = coalesce($10, card_country), card_fingerprint = coalesce($11, card_fingerprint), three_ds_flow = coalesce($12, three_ds_flow),
              three_ds_result = coalesce($13, three_ds_result)
        WHERE game_id = $1 AND id = $2 AND status = 'created' AND mismatched_at IS NULL AND ($14::timestamptz IS NULL OR charging_at IS NULL OR charging_at < $14) RETURNING *`,
      [currentScope().gameId, id, to, fail.reason, fail.code, now, ...(o.seen ? details(o.seen) : [null, null, null, null, null, null, null]), o.notChargedSince ?? null],
    );
  }

  /** The dispute's own course, and the state of the payment where that follows it (`to`). */
  async disputed(row: PaymentRow, to: PaymentStatus, dispute: { id: string; stage: DisputeStage; minor: bigint }, now: Date): Promise<PaymentRow> {
    if (to !== row.status) this.allowed(row, to);
    return this.changed(await this.database.one<PaymentRow>(
      `UPDATE payments.payment SET status = $3, dispute_id = $4, dispute_stage = $5, dispute_minor = $9, modified_at = $6, status_updated_at = CASE WHEN status = $3 THEN status_updated_at ELSE $6 END,
              charged_back_at = CASE WHEN $5 = 'lost' THEN coalesce(charged_back_at, $6) ELSE charged_back_at END
        WHERE game_id = $1 AND id = $2 AND status = $7 AND dispute_stage IS NOT DISTINCT FROM $8 RETURNING *`,
      [row.game_id, row.id, to, dispute.id, dispute.stage, now, row.status, row.dispute_stage, dispute.minor],
    ));
  }

  private allowed(payment: { status: PaymentStatus }, to: PaymentStatus): void {
    invariant(mayBecome(payment.status, to), `A payment cannot go from ${payment.status} to ${to}`);
  }

  private changed(row: PaymentRow | undefined): PaymentRow {
    invariant(row, 'A payment changed while its row was held');
    return row;
  }
}

/** In the order of the statements: reference, card, 3-D Secure. */
function details(seen: SeenPayment): (string | null)[] {
  const { card, three_ds } = seen;
  return [seen.provider_reference, card?.brand ?? null, card?.last4 ?? null, card?.country ?? null, card?.fingerprint ?? null, three_ds?.flow ?? null, three_ds?.result ?? null];
}
