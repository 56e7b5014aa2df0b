import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import type { InvoiceKind, InvoiceLack, InvoiceLanguage, VatSetting } from '../contracts/words.js';
import type { InvoiceData } from '../domain/invoice.js';
import { scopeStudio } from './books.repository.js';

const dataPlace = (id: string): string => `payouts.invoice|data_sealed|${id}`;
const filePlace = (id: string): string => `payouts.invoice_file|pdf_sealed|${id}`;
export const INVOICES_SEALED: SealedColumn = { table: 'payouts.invoice', column: 'data_sealed', tenant: 'studio_id', key: 'id', place: dataPlace, form: 'bytes' };
export const INVOICE_FILES_SEALED: SealedColumn = { table: 'payouts.invoice_file', column: 'pdf_sealed', tenant: 'studio_id', key: 'invoice_id', place: filePlace, form: 'bytes' };

export interface InvoiceRow {
  studio_id: string;
  id: string;
  kind: InvoiceKind;
  environment: 'sandbox' | 'live';
  payout_id: string;
  original_id: string | null;
  legal_entity_id: string;
  number: string;
  currency: string;
  net_minor: bigint;
  tax_minor: bigint;
  total_minor: bigint;
  issued_at: Date;
}
export interface WantedRow {
  studio_id: string;
  payout_id: string;
  kind: InvoiceKind;
  wanted_at: Date;
  missing: InvoiceLack | null;
  tried_at: Date | null;
}
export interface InvoiceTermsRow {
  version: number;
  language: InvoiceLanguage | null;
  vat: VatSetting;
  rate: string | null;
  law: string | null;
  reason: string;
  set_by: string;
  set_at: Date;
}
export interface InvoiceFilter {
  studioId: string | null;
  environment: 'sandbox' | 'live' | null;
  limit: number;
  starting_after?: string | undefined;
}

const INVOICE = 'studio_id, id, kind, environment, payout_id, original_id, legal_entity_id, number, currency, net_minor, tax_minor, total_minor, issued_at';
const WANTED = 'studio_id, payout_id, kind, wanted_at, missing, tried_at';

/** Self-billed invoices of a studio, in its own scope or the operator's, and what waits to be issued. */
@Injectable()
export class InvoicesRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  /** What waits at a game of the scope's studio, what was not tried for longest first, an invoice before what takes it back. */
  wanted(game: string, max: number): Promise<WantedRow[]> {
    return this.database.query<WantedRow & Record<string, unknown>>(
      `SELECT ${WANTED} FROM payouts.invoice_wanted WHERE studio_id = $1 AND runs_at = $2 ORDER BY tried_at NULLS FIRST, payout_id, kind DESC LIMIT $3`, [scopeStudio(), game, max]);
  }

  /** Over all studios, in the operator's scope, behind a payout; oldest payouts first, each once: a credit note waits for its invoice anyway. */
  waiting(after: string | null, limit: number): Promise<WantedRow[]> {
    return this.database.query<WantedRow & Record<string, unknown>>(
      `SELECT ${WANTED} FROM payouts.invoice_wanted w WHERE ($1::text IS NULL OR payout_id > $1)
          AND (kind = 'invoice' OR NOT EXISTS (SELECT FROM payouts.invoice_wanted i WHERE i.studio_id = w.studio_id AND i.payout_id = w.payout_id AND i.kind = 'invoice')) ORDER BY payout_id LIMIT $2`, [after, limit]);
  }

  /** Held to the end of the transaction: of two who issue the same, one finds nothing. */
  async hold(payoutId: string, kind: InvoiceKind): Promise<boolean> {
    return (await this.database.one('SELECT 1 AS one FROM payouts.invoice_wanted WHERE studio_id = $1 AND payout_id = $2 AND kind = $3 FOR UPDATE', [scopeStudio(), payoutId, kind])) !== undefined;
  }

  /** Nothing is to be issued any more. */
  async drop(payoutId: string, kind: InvoiceKind): Promise<void> {
    await this.database.execute('DELETE FROM payouts.invoice_wanted WHERE studio_id = $1 AND payout_id = $2 AND kind = $3', [scopeStudio(), payoutId, kind]);
  }

  async lacks(payoutId: string, kind: InvoiceKind, missing: InvoiceLack, now: Date): Promise<void> {
    await this.database.execute('UPDATE payouts.invoice_wanted SET missing = $4, tried_at = $5 WHERE studio_id = $1 AND payout_id = $2 AND kind = $3', [scopeStudio(), payoutId, kind, missing, now]);
  }

  /** The next number of a series, which is held until the end of the transaction. Its date never goes back. */
  async takeNumber(legalEntity: string, environment: string, year: number, now: Date): Promise<{ number: bigint; issued_at: Date }> {
    return (await this.database.one<{ number: bigint; issued_at: Date }>(
      `INSERT INTO payouts.invoice_series AS s (studio_id, legal_entity_id, environment, year, last_number, last_issued_at) VALUES ($1, $2, $3, $4, 1, $5)
       ON CONFLICT ON CONSTRAINT invoice_series_pkey DO UPDATE SET last_number = s.last_number + 1, last_issued_at = greatest(s.last_issued_at, excluded.last_issued_at) RETURNING last_number AS number, last_issued_at AS issued_at`,
      [scopeStudio(), legalEntity, environment, year, now]))!;
  }

  /** Writes it, and nothing waits for it any more. */
  async add(row: Omit<InvoiceRow, 'studio_id'> & { runs_at: string; series_year: number; series_number: bigint }, data: InvoiceData): Promise<void> {
    const studioId = scopeStudio();
    await this.database.execute(
      `INSERT INTO payouts.invoice (studio_id, id, kind, environment, payout_id, runs_at, original_id, legal_entity_id, series_year, series_number, number, currency, net_minor, tax_minor, total_minor, data_sealed, issued_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [studioId, row.id, row.kind, row.environment, row.payout_id, row.runs_at, row.original_id, row.legal_entity_id, row.series_year, row.series_number, row.number, row.currency, row.net_minor, row.tax_minor, row.total_minor,
        this.envelope.seal(JSON.stringify(data), studioId, dataPlace(row.id)), row.issued_at]);
    await this.drop(row.payout_id, row.kind);
  }

  async ofPayout(studioId: string, payoutId: string, kind: InvoiceKind): Promise<(InvoiceRow & { data: InvoiceData }) | undefined> {
    const row = await this.database.one<InvoiceRow & { data_sealed: Buffer }>(`SELECT ${INVOICE}, data_sealed FROM payouts.invoice WHERE studio_id = $1 AND payout_id = $2 AND kind = $3`, [studioId, payoutId, kind]);
    if (!row) return undefined;
    const { data_sealed, ...rest } = row;
    return { ...rest, data: JSON.parse(this.envelope.open(data_sealed, studioId, dataPlace(row.id))) as InvoiceData };
  }

  async missing(studioId: string, payoutId: string, kind: InvoiceKind): Promise<{ missing: InvoiceLack | null } | undefined> {
    return this.database.one('SELECT missing FROM payouts.invoice_wanted WHERE studio_id = $1 AND payout_id = $2 AND kind = $3', [studioId, payoutId, kind]);
  }

  /** Newest first. Of all studios only in the operator's scope. */
  list({ studioId, environment, limit, starting_after }: InvoiceFilter): Promise<InvoiceRow[]> {
    return this.database.query<InvoiceRow & Record<string, unknown>>(
      `SELECT ${INVOICE} FROM payouts.invoice WHERE ($1::text IS NULL OR studio_id = $1) AND ($2::text IS NULL OR environment = $2) AND ($3::text IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
      [studioId, environment, starting_after ?? null, limit]);
  }

  async file(studioId: string, id: string): Promise<{ pdf: Buffer; sha256: string } | null> {
    const row = await this.database.one<{ pdf_sealed: Buffer; sha256: string }>('SELECT pdf_sealed, sha256 FROM payouts.invoice_file WHERE studio_id = $1 AND invoice_id = $2', [studioId, id]);
    return row ? { pdf: Buffer.from(this.envelope.open(row.pdf_sealed, studioId, filePlace(id)), 'base64'), sha256: row.sha256 } : null;
  }

  /** Of two that were drawn at once the first stays. */
  async keepFile(studioId: string, id: string, pdf: Buffer, now: Date): Promise<void> {
    await this.database.execute('INSERT INTO payouts.invoice_file (studio_id, invoice_id, pdf_sealed, sha256, made_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT invoice_file_pkey DO NOTHING',
      [studioId, id, this.envelope.seal(pdf.toString('base64'), studioId, filePlace(id)), createHash('sha256').update(pdf).digest('hex'), now]);
  }

  /** Newest first, at most 100. */
  terms(studioId: string): Promise<InvoiceTermsRow[]> {
    return this.database.query<InvoiceTermsRow & Record<string, unknown>>('SELECT version, language, vat, rate, law, reason, set_by, set_at FROM payouts.invoice_terms WHERE studio_id = $1 ORDER BY version DESC LIMIT 100', [studioId]);
  }

  /** The next version; of two at once the second waits until the end of the transaction. */
  async setTerms(studioId: string, terms: Omit<InvoiceTermsRow, 'version'>): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('payouts.invoice_terms:' || $1, 0))`, [studioId]);
    await this.database.execute(
      `INSERT INTO payouts.invoice_terms (studio_id, version, language, vat, rate, law, reason, set_by, set_at)
       SELECT $1, 1 + coalesce(max(version), 0), $2, $3, $4, $5, $6, $7, $8 FROM payouts.invoice_terms WHERE studio_id = $1`,
      [studioId, terms.language, terms.vat, terms.rate, terms.law, terms.reason, terms.set_by, terms.set_at]);
  }
}
