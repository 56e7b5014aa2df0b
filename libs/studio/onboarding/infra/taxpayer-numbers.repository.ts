import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';

const placeOf = (form: string): string => `onboarding.taxpayer_number|number_sealed|${form}`;
export const TAXPAYER_NUMBERS_SEALED: SealedColumn = { table: 'onboarding.taxpayer_number', column: 'number_sealed', tenant: 'studio_id', key: 'form', place: placeOf, form: 'bytes' };
const FORM = 'w9';

/** The numbers on forms W-9. Each statement names the studio. */
@Injectable()
export class TaxpayerNumbersRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  async set(studioId: string, number: string, by: string, now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO onboarding.taxpayer_number (studio_id, form, number_sealed, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT taxpayer_number_pkey DO UPDATE SET number_sealed = excluded.number_sealed, set_by = excluded.set_by, set_at = excluded.set_at`,
      [studioId, FORM, this.envelope.seal(number, studioId, placeOf(FORM)), by, now]);
  }

  async forget(studioId: string): Promise<void> {
    await this.database.execute('DELETE FROM onboarding.taxpayer_number WHERE studio_id = $1', [studioId]);
  }

  async has(studioId: string): Promise<boolean> {
    return (await this.database.one('SELECT 1 AS one FROM onboarding.taxpayer_number WHERE studio_id = $1 AND form = $2', [studioId, FORM])) !== undefined;
  }

  /** Nine digits; null where none is known. */
  async find(studioId: string): Promise<string | null> {
    const row = await this.database.one<{ number_sealed: Buffer }>('SELECT number_sealed FROM onboarding.taxpayer_number WHERE studio_id = $1 AND form = $2', [studioId, FORM]);
    return row ? this.envelope.open(row.number_sealed, studioId, placeOf(FORM)) : null;
  }
}
