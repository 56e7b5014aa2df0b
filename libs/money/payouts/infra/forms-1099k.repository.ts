import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import { OPERATOR } from '#platform/kernel/scope';
import type { FormExport } from '../domain/form-1099k.js';

const placeOf = (id: string): string => `payouts.form_1099k|data_sealed|${id}`;
export const FORMS_1099K_SEALED: SealedColumn = { table: 'payouts.form_1099k', column: 'data_sealed', tenant: OPERATOR, key: 'id', place: placeOf, form: 'bytes' };

export interface FormRecord {
  id: string;
  legal_entity: string;
  year: number;
  version: number;
  reportable: number;
  below_threshold: number;
  missing: number;
  changed: number;
  made_by: string;
  made_at: Date;
}
const RECORD = 'id, legal_entity, year, version, reportable, below_threshold, missing, changed, made_by, made_at';

/** Exports of forms 1099-K: the operator's own, under her scope. */
@Injectable()
export class Forms1099kRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  /** The newest of a year; whoever else makes one of it waits until the end of the transaction. */
  async newest(legalEntity: string, year: number): Promise<{ version: number; data: FormExport } | null> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('payouts.1099k:' || $1 || ':' || $2, 0))`, [legalEntity, String(year)]);
    const row = await this.database.one<{ id: string; version: number; data_sealed: Buffer }>('SELECT id, version, data_sealed FROM payouts.form_1099k WHERE legal_entity = $1 AND year = $2 ORDER BY version DESC LIMIT 1', [legalEntity, year]);
    return row ? { version: row.version, data: this.opened(row) } : null;
  }

  async add(row: FormRecord, data: FormExport): Promise<void> {
    await this.database.execute(
      `INSERT INTO payouts.form_1099k (id, legal_entity, year, version, data_sealed, reportable, below_threshold, missing, changed, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [row.id, row.legal_entity, row.year, row.version, this.envelope.seal(JSON.stringify(data), OPERATOR, placeOf(row.id)), row.reportable, row.below_threshold, row.missing, row.changed, row.made_by, row.made_at]);
  }

  list(limit: number, before: string | null): Promise<FormRecord[]> {
    return this.database.query<FormRecord & Record<string, unknown>>(`SELECT ${RECORD} FROM payouts.form_1099k WHERE ($1::text IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`, [before, limit]);
  }

  async find(id: string): Promise<(FormRecord & { data: FormExport }) | null> {
    const row = await this.database.one<FormRecord & { data_sealed: Buffer }>(`SELECT ${RECORD}, data_sealed FROM payouts.form_1099k WHERE id = $1`, [id]);
    if (!row) return null;
    const { data_sealed, ...rest } = row;
    return { ...rest, data: this.opened({ id, data_sealed }) };
  }

  private opened({ id, data_sealed }: { id: string; data_sealed: Buffer }): FormExport {
    return JSON.parse(this.envelope.open(data_sealed, OPERATOR, placeOf(id))) as FormExport;
  }
}
