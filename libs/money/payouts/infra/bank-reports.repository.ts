import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { EntryOutcome } from '../contracts/words.js';
import type { ReportedTransfer } from '../domain/bank-orders.js';

export interface ReportRow {
  id: string;
  kind: string;
  /** Whose message it is; empty where it does not say. */
  about: string;
  message_id: string;
  sha256: string;
  entries: number;
  read_by: string;
  read_at: Date;
}

export interface EntryRow {
  report_id: string;
  number: number;
  reference: string | null;
  direction: ReportedTransfer['direction'];
  amount_minor: bigint | null;
  currency: string | null;
  reason_code: string | null;
  bank_reference: string | null;
  outcome: EntryOutcome;
}

const REPORT = 'id, kind, about, message_id, sha256, entries, read_by, read_at';
const ENTRY = 'report_id, number, reference, direction, amount_minor, currency, reason_code, bank_reference, outcome';

@Injectable()
export class BankReportsRepository {
  constructor(private readonly database: Database) {}

  /** Adds it, unless one of that message of that bank is there; of two at once the other waits. Answers whether it did. */
  async add(row: ReportRow): Promise<boolean> {
    return (await this.database.execute(
      'INSERT INTO payouts.bank_report (id, kind, about, message_id, sha256, entries, read_by, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT bank_report_message_key DO NOTHING',
      [row.id, row.kind, row.about, row.message_id, row.sha256, row.entries, row.read_by, row.read_at])) > 0;
  }

  of(kind: string, about: string, messageId: string): Promise<ReportRow | undefined> {
    return this.database.one<ReportRow>(`SELECT ${REPORT} FROM payouts.bank_report WHERE kind = $1 AND about = $2 AND message_id = $3`, [kind, about, messageId]);
  }

  find(id: string): Promise<ReportRow | undefined> {
    return this.database.one<ReportRow>(`SELECT ${REPORT} FROM payouts.bank_report WHERE id = $1`, [id]);
  }

  async addEntries(id: string, entries: readonly Omit<EntryRow, 'report_id' | 'number'>[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO payouts.bank_entry (report_id, number, reference, direction, amount_minor, currency, reason_code, bank_reference, outcome)
       SELECT $1, e.* FROM unnest($2::int[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[]) AS e`,
      [id, entries.map((_, n) => n + 1), entries.map((e) => e.reference), entries.map((e) => e.direction), entries.map((e) => e.amount_minor), entries.map((e) => e.currency), entries.map((e) => e.reason_code), entries.map((e) => e.bank_reference), entries.map((e) => e.outcome)]);
  }

  async outcomes(id: string): Promise<Partial<Record<EntryOutcome, number>>> {
    const rows = await this.database.query<{ outcome: EntryOutcome; count: number }>('SELECT outcome, count(*)::int AS count FROM payouts.bank_entry WHERE report_id = $1 GROUP BY outcome', [id]);
    return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
  }

  /** The newest report first, its entries in their order; behind the entry that the position names (`<report> <number>`). */
  list(outcomes: readonly EntryOutcome[], limit: number, after: { report_id: string; number: number } | null): Promise<EntryRow[]> {
    return this.database.query<EntryRow>(
      `SELECT ${ENTRY} FROM payouts.bank_entry WHERE outcome = ANY ($1::text[]) AND ($2::text IS NULL OR report_id < $2 OR (report_id = $2 AND number > $3)) ORDER BY report_id DESC, number LIMIT $4`,
      [outcomes, after?.report_id ?? null, after?.number ?? null, limit]);
  }

  /** Whether a bank has booked the money of a payout back after it was paid. A status report that refuses what was booked brings no money: a file that was sent twice is refused the second time. */
  async hasReturned(payoutId: string): Promise<boolean> {
    return (await this.database.one(`SELECT 1 AS one FROM payouts.bank_entry WHERE outcome = 'returned_after_paid' AND direction = 'credit' AND replace(lower(trim(reference)), '-', '_') = $1 LIMIT 1`, [payoutId])) !== undefined;
  }
}
