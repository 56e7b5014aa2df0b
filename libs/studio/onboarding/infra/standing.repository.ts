import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import { newId } from '#platform/kernel/ids';
import type { KybStatus } from '../contracts/words.js';
import type { CompanyFacts } from '../domain/company.js';
import type { ScreeningAnswer } from '../domain/sanctions-screening.js';
import { CompanyRows, StandingRows, type CompanyRow, type StandingRow } from './rows.js';

const placeOf = (id: string): string => `onboarding.company|data_sealed|${id}`;
export const COMPANY_DATA_SEALED: SealedColumn = { table: 'onboarding.company', column: 'data_sealed', tenant: 'studio_id', key: 'id', place: placeOf, form: 'bytes' };

const READ = `studio_id, version, kyb_status, reason, changed_by, changed_at, approved_company_id, submitted_company_id, is_listed, self_billing_agreement_id, tax_form, tax_form_reference,
  to_char(tax_form_signed_on, 'YYYY-MM-DD') AS tax_form_signed_on, to_char(tax_form_valid_until, 'YYYY-MM-DD') AS tax_form_valid_until, tax_form_set_by, tax_form_set_at`;

/** How studios stand, and their company data. The scope is the studio's or the operator's: each statement names the studio. */
@Injectable()
export class StandingRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  find(studioId: string): Promise<StandingRow | undefined> {
    return this.database.one<StandingRow>(`SELECT ${READ} FROM onboarding.standing WHERE studio_id = $1`, [studioId]);
  }

  /** Held until the end of the transaction, so that what is decided of a studio at one moment is decided one after the other. Of one that nobody has begun with a row is made. */
  async hold(studioId: string, by: string, now: Date): Promise<StandingRow> {
    await this.database.execute(
      `INSERT INTO onboarding.standing (studio_id, version, kyb_status, changed_by, changed_at) VALUES ($1, 0, 'not_started', $2, $3) ON CONFLICT ON CONSTRAINT standing_pkey DO NOTHING`, [studioId, by, now]);
    return (await this.database.one<StandingRow>(`SELECT ${READ} FROM onboarding.standing WHERE studio_id = $1 FOR UPDATE`, [studioId]))!;
  }

  /** What has changed of a studio that is held; answers it as it is then. */
  async change(held: StandingRow, changes: Partial<Omit<StandingRow, 'studio_id' | 'version'>>): Promise<StandingRow> {
    const changed = { ...held, ...changes, version: held.version + 1 };
    await this.database.rows(StandingRows).update({ studio_id: held.studio_id }, changed);
    return changed;
  }

  /** Of all studios, by id; of one status where it is named. In the operator's scope. */
  list(status: KybStatus | null, after: string | null, limit: number): Promise<Pick<StandingRow, 'studio_id' | 'kyb_status' | 'changed_at' | 'is_listed' | 'submitted_company_id' | 'approved_company_id'>[]> {
    return this.database.query(
      `SELECT studio_id, kyb_status, changed_at, is_listed, submitted_company_id, approved_company_id FROM onboarding.standing WHERE ($1::text IS NULL OR kyb_status = $1) AND ($2::text IS NULL OR studio_id > $2) ORDER BY studio_id LIMIT $3`,
      [status, after, limit]);
  }

  /** Answers its id. */
  async addCompany(studioId: string, data: CompanyFacts, by: string, now: Date): Promise<string> {
    const id = newId('kyv');
    await this.database.rows(CompanyRows).insert({
      studio_id: studioId, id, data_sealed: this.envelope.seal(JSON.stringify(data), studioId, placeOf(id)), submitted_by: by, submitted_at: now, screening: 'pending', screening_provider: null, screening_list: null, screening_hits: [],
      screening_note: null, screened_at: null, cleared_hits: [],
    });
    return id;
  }

  company(studioId: string, id: string): Promise<CompanyRow | undefined> {
    return this.database.one<CompanyRow>('SELECT * FROM onboarding.company WHERE studio_id = $1 AND id = $2', [studioId, id]);
  }

  dataOf(row: CompanyRow): CompanyFacts {
    return JSON.parse(this.envelope.open(row.data_sealed, row.studio_id, placeOf(row.id))) as CompanyFacts;
  }

  /** The data that a studio was approved with; null where it was not. */
  async approved(standing: StandingRow | undefined): Promise<CompanyFacts | null> {
    const row = standing?.approved_company_id ? await this.company(standing.studio_id, standing.approved_company_id) : undefined;
    return row ? this.dataOf(row) : null;
  }

  /** An approval says of whatever was found that it is somebody else. */
  async clear(studioId: string, id: string): Promise<void> {
    await this.database.execute('UPDATE onboarding.company SET cleared_hits = cleared_hits || screening_hits WHERE studio_id = $1 AND id = $2', [studioId, id]);
  }

  async screened(studioId: string, id: string, provider: string, answer: ScreeningAnswer, now: Date): Promise<void> {
    const found = answer.outcome === 'unavailable' ? { list: null, hits: [], note: answer.why } : { list: answer.list, hits: answer.hits, note: null };
    await this.database.execute(
      `UPDATE onboarding.company SET screening = $3, screening_provider = $4, screening_list = $5, screening_hits = $6, screening_note = $7, screened_at = $8 WHERE studio_id = $1 AND id = $2`,
      [studioId, id, answer.outcome, provider, found.list, JSON.stringify(found.hits), found.note, now]);
  }
}
