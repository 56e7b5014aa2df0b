import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { fromUnixSeconds, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import { isOfStudioSql } from '#sales/payments/ids';
import type { Answer, DisputeFilter, DisputeReason, DisputeStatus, DisputeView, Scheme } from '../contracts/queries.js';
import { ENDED, WAITING } from '../domain/dispute-states.js';

export interface DisputeRow {
  game_id: string;
  id: string;
  studio_id: string;
  environment: 'sandbox' | 'live';
  payment_id: string;
  order_id: string;
  provider: string;
  provider_dispute_id: string;
  status: DisputeStatus;
  is_inquiry: boolean;
  reason: DisputeReason;
  provider_reason: string | null;
  network_code: string | null;
  scheme: Scheme;
  amount_minor: bigint;
  currency: string;
  opened_at: Date;
  due_at: Date | null;
  closed_at: Date | null;
  counted_at: Date | null;
  answer: Answer;
  answer_asked_by: string | null;
  answered_at: Date | null;
  answered_by: string | null;
  answer_failure: string | null;
}

export type NewDispute = Pick<DisputeRow, 'id' | 'studio_id' | 'environment' | 'payment_id' | 'order_id' | 'provider' | 'provider_dispute_id' | 'status' | 'is_inquiry' | 'reason' | 'provider_reason' | 'network_code' | 'scheme' | 'amount_minor' | 'currency' | 'opened_at' | 'due_at'>;

const placeOf = (disputeId: string): string => `disputes.evidence|document_sealed|${disputeId}`;

export const EVIDENCE_SEALED: SealedColumn = { table: 'disputes.evidence', column: 'document_sealed', tenant: 'game_id', key: 'dispute_id', place: placeOf, form: 'bytes' };

export interface Frozen {
  sha256: string;
  built_at: Date;
  /** Null: the buyer was erased. */
  document: string | null;
}

/** Disputes and what they were answered with. Every change names what it starts from, so that of two that race one wins. */
@Injectable()
export class DisputeRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  find(id: string): Promise<DisputeRow | undefined> {
    return this.database.one<DisputeRow>('SELECT * FROM disputes.dispute WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  /** Holds the row of a dispute, by the provider's id of it, until the end of the transaction. */
  hold(paymentId: string, providerDisputeId: string): Promise<DisputeRow | undefined> {
    return this.database.one<DisputeRow>('SELECT * FROM disputes.dispute WHERE game_id = $1 AND payment_id = $2 AND provider_dispute_id = $3 FOR UPDATE', [currentScope().gameId, paymentId, providerDisputeId]);
  }

  /** Undefined when somebody else has written it meanwhile. */
  insert(row: NewDispute, now: Date): Promise<DisputeRow | undefined> {
    return this.database.one<DisputeRow>(
      `INSERT INTO disputes.dispute (game_id, id, studio_id, environment, payment_id, order_id, provider, provider_dispute_id, status, is_inquiry, reason, provider_reason, network_code, scheme, amount_minor, currency,
              opened_at, due_at, closed_at, created_at, modified_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20)
       ON CONFLICT ON CONSTRAINT dispute_provider_key DO NOTHING RETURNING *`,
      [currentScope().gameId, row.id, row.studio_id, row.environment, row.payment_id, row.order_id, row.provider, row.provider_dispute_id, row.status, row.is_inquiry, row.reason, row.provider_reason, row.network_code, row.scheme,
        row.amount_minor, row.currency, row.opened_at, row.due_at, ENDED.includes(row.status) ? now : null, now],
    );
  }

  /** How it stands now; of a row that is held. */
  async follow(row: DisputeRow, to: { status: DisputeStatus; is_inquiry: boolean; due_at: Date | null }, now: Date): Promise<DisputeRow> {
    return (await this.database.one<DisputeRow>(
      `UPDATE disputes.dispute SET status = $3, is_inquiry = $4, due_at = coalesce($5, due_at), closed_at = CASE WHEN NOT $6 THEN NULL WHEN closed_at IS NULL THEN $7::timestamptz ELSE closed_at END, modified_at = $7
        WHERE game_id = $1 AND id = $2 RETURNING *`,
      [row.game_id, row.id, to.status, to.is_inquiry, to.due_at, ENDED.includes(to.status), now]))!;
  }

  /** True once. */
  async count(id: string, now: Date): Promise<boolean> {
    return (await this.database.execute('UPDATE disputes.dispute SET counted_at = $3 WHERE game_id = $1 AND id = $2 AND counted_at IS NULL AND NOT is_inquiry', [currentScope().gameId, id, now])) > 0;
  }

  /** Begins an answer to what waits for one, where no other is under way. */
  async begin(id: string, to: 'sending' | 'accepting', by: string): Promise<boolean> {
    return (await this.database.execute(
      `UPDATE disputes.dispute SET answer = $3, answer_asked_by = $4, answer_failure = NULL WHERE game_id = $1 AND id = $2 AND status = ANY($5::text[]) AND answer IN ('none', 'by_hand', 'refused')`,
      [currentScope().gameId, id, to, by, WAITING])) > 0;
  }

  /** What became of it. An answer that is with the bank stays. */
  async answer(id: string, to: Answer, o: { by: string | null; failure: string | null; now: Date }): Promise<boolean> {
    return (await this.database.execute(
      `UPDATE disputes.dispute SET answer = $3::text, answered_at = CASE WHEN $3::text IN ('sent', 'accepted') THEN $4::timestamptz END, answered_by = CASE WHEN $3::text IN ('sent', 'accepted') THEN coalesce($5, answer_asked_by) END,
              answer_failure = $6, modified_at = $4::timestamptz
        WHERE game_id = $1 AND id = $2 AND answer NOT IN ('sent', 'accepted')`,
      [currentScope().gameId, id, to, o.now, o.by, o.failure])) > 0;
  }

  /** Keeps what the bank is shown; whoever came first stays. */
  async freeze(id: string, evidence: { sha256: string; document: string; built_at: Date }): Promise<void> {
    await this.database.execute(
      'INSERT INTO disputes.evidence (game_id, dispute_id, sha256, document_sealed, built_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT evidence_pkey DO NOTHING',
      [currentScope().gameId, id, evidence.sha256, this.envelope.seal(evidence.document, currentScope().gameId, placeOf(id)), evidence.built_at]);
  }

  async frozen(id: string): Promise<Frozen | null> {
    const row = await this.database.one<{ sha256: string; built_at: Date; document_sealed: Buffer | null }>('SELECT sha256, built_at, document_sealed FROM disputes.evidence WHERE game_id = $1 AND dispute_id = $2', [currentScope().gameId, id]);
    return row ? { sha256: row.sha256, built_at: row.built_at, document: row.document_sealed && this.envelope.open(row.document_sealed, currentScope().gameId, placeOf(id)) } : null;
  }

  list({ status, order_id, payment_id, limit, starting_after }: DisputeFilter): Promise<DisputeRow[]> {
    return this.database.query<DisputeRow>(
      `SELECT * FROM disputes.dispute WHERE game_id = $1 AND ($2::text[] IS NULL OR status = ANY($2)) AND ($3::text IS NULL OR order_id = $3) AND ($4::text IS NULL OR payment_id = $4) AND ($5::text IS NULL OR id < $5)
        ORDER BY id DESC LIMIT $6`, [currentScope().gameId, status ?? null, order_id ?? null, payment_id ?? null, starting_after ?? null, limit]);
  }

  /** Of all games, for staff: what waits longest first. Without a time comes last. What a studio's own account has is the studio's to answer. */
  open(o: { status: DisputeStatus[] | null; due_before: number | null; after: { due_at: number | null; id: string } | null; limit: number }): Promise<DisputeRow[]> {
    return this.database.acrossGames<DisputeRow>(
      `SELECT * FROM disputes.dispute
        WHERE closed_at IS NULL AND NOT ${isOfStudioSql('provider')} AND ($1::text[] IS NULL OR status = ANY($1)) AND ($2::timestamptz IS NULL OR due_at < $2)
          AND ($4::text IS NULL OR (coalesce(due_at, 'infinity'), id) > (coalesce($3::timestamptz, 'infinity'), $4::text COLLATE "C"))
        ORDER BY coalesce(due_at, 'infinity'), id LIMIT $5`,
      [o.status, o.due_before === null ? null : fromUnixSeconds(o.due_before), o.after?.due_at == null ? null : fromUnixSeconds(o.after.due_at), o.after?.id ?? null, o.limit]);
  }

  /** In whichever game it is, for staff. */
  async anywhere(id: string): Promise<DisputeRow | undefined> {
    return (await this.database.acrossGames<DisputeRow>('SELECT * FROM disputes.dispute WHERE id = $1', [id]))[0];
  }

  /** Which of these orders the bank asks about. */
  async areOpen(orderIds: readonly string[]): Promise<boolean> {
    return (await this.database.query('SELECT 1 FROM disputes.dispute WHERE game_id = $1 AND order_id = ANY($2::text[]) AND closed_at IS NULL LIMIT 1', [currentScope().gameId, orderIds])).length > 0;
  }

  /** Of these orders, with what the bank was shown. */
  ofOrders(orderIds: readonly string[]): Promise<DisputeRow[]> {
    return this.database.query<DisputeRow>('SELECT * FROM disputes.dispute WHERE game_id = $1 AND order_id = ANY($2::text[]) ORDER BY id', [currentScope().gameId, orderIds]);
  }

  /** What was sent about closed disputes of these orders goes; that it was, and its hash, stays. */
  erase(orderIds: readonly string[], now: Date): Promise<number> {
    return this.database.execute(
      `UPDATE disputes.evidence e SET document_sealed = NULL, erased_at = $3 FROM disputes.dispute d
        WHERE e.game_id = $1 AND d.game_id = $1 AND d.id = e.dispute_id AND d.order_id = ANY($2::text[]) AND d.closed_at IS NOT NULL AND e.document_sealed IS NOT NULL`,
      [currentScope().gameId, orderIds, now]);
  }
}

export function disputeView(row: DisputeRow): DisputeView {
  const { id, game_id, studio_id, environment, payment_id, order_id, provider, provider_dispute_id, status, is_inquiry, reason, provider_reason, network_code, scheme, currency, answer, answer_failure, answered_by } = row;
  return {
    id, game_id, studio_id, environment, payment_id, order_id, provider, provider_dispute_id, status, is_inquiry, reason, provider_reason, network_code, scheme, amount_minor: minorToNumber(row.amount_minor), currency,
    opened_at: unixSeconds(row.opened_at), due_at: unixSecondsOrNull(row.due_at), closed_at: unixSecondsOrNull(row.closed_at), answer, answer_failure, answered_at: unixSecondsOrNull(row.answered_at), answered_by,
  };
}
