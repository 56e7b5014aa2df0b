import { Injectable } from '@nestjs/common';
import { Database, violates } from '#platform/database/database';
import { TaxRowStands } from '../contracts/errors.js';
import { newEngineUseId, newLocalRateId, newRegistrationId, newTaxRateId, type TaxChangeId } from '../contracts/ids.js';
import { type TaxChange } from '../domain/tax-changes.js';

export interface TaxChangeRow {
  id: string;
  kind: TaxChange['kind'];
  told: TaxChange;
  reason: string;
  source_url: string | null;
  state: 'open' | 'approved' | 'rejected' | 'withdrawn';
  proposed_by: string;
  proposed_at: Date;
  dies_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  decided_why: string | null;
  row_id: string | null;
}

const STANDS = ['registration_place_key', 'local_rate_place_key', 'rate_place_key', 'engine_use_place_key'];

/** The changes that the operator's staff propose, and the rows that an approved one makes. */
@Injectable()
export class TaxChangesRepository {
  constructor(private readonly database: Database) {}

  async insert(change: Pick<TaxChangeRow, 'id' | 'kind' | 'told' | 'reason' | 'source_url' | 'proposed_by' | 'proposed_at' | 'dies_at'>): Promise<void> {
    await this.database.execute(
      'INSERT INTO tax.change (id, kind, told, reason, source_url, proposed_by, proposed_at, dies_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [change.id, change.kind, JSON.stringify(change.told), change.reason, change.source_url, change.proposed_by, change.proposed_at, change.dies_at],
    );
  }

  find(id: string): Promise<TaxChangeRow | undefined> {
    return this.database.one<TaxChangeRow>('SELECT * FROM tax.change WHERE id = $1', [id]);
  }

  /** Held until the end of the transaction, so that of two who decide at once one is the later. */
  hold(id: string): Promise<TaxChangeRow | undefined> {
    return this.database.one<TaxChangeRow>('SELECT * FROM tax.change WHERE id = $1 FOR UPDATE', [id]);
  }

  async decide(id: string, decided: Pick<TaxChangeRow, 'state' | 'decided_by' | 'decided_at' | 'decided_why' | 'row_id'>): Promise<void> {
    await this.database.execute('UPDATE tax.change SET state = $2, decided_by = $3, decided_at = $4, decided_why = $5, row_id = $6 WHERE id = $1', [
      id, decided.state, decided.decided_by, decided.decided_at, decided.decided_why, decided.row_id,
    ]);
  }

  /** The first day of a registration, a local rate or a rate; null where it has none, undefined where there is no such row. */
  async firstDayOf(rowId: string): Promise<string | null | undefined> {
    const row = await this.database.one<{ valid_from: string | null }>(
      `SELECT valid_from::text FROM tax.registration WHERE id = $1 UNION ALL SELECT valid_from::text FROM tax.local_rate WHERE id = $1 UNION ALL SELECT valid_from::text FROM tax.rate WHERE id = $1
       UNION ALL SELECT valid_from::text FROM tax.sale_block WHERE id = $1 UNION ALL SELECT valid_from::text FROM tax.engine_use WHERE id = $1`,
      [rowId],
    );
    return row && row.valid_from;
  }

  /** Adds what was approved; answers the id of the row that was made or ended. @throws TaxRowStands */
  async store(change: TaxChange, changeId: TaxChangeId): Promise<string> {
    try {
      return await this.add(change, changeId);
    } catch (error) {
      if (STANDS.some((constraint) => violates(error, constraint))) throw new TaxRowStands();
      throw error;
    }
  }

  private async add(change: TaxChange, changeId: TaxChangeId): Promise<string> {
    switch (change.kind) {
      case 'registration': {
        const id = newRegistrationId();
        await this.database.execute('INSERT INTO tax.registration (id, entity, territory, region, scheme, valid_from, valid_to, change_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
          id, change.entity, change.territory, change.region, change.scheme, change.valid_from, change.valid_to, changeId,
        ]);
        return id;
      }
      case 'local_rate':
        return this.addLocalRate(change, changeId);
      case 'rate': {
        const id = newTaxRateId();
        await this.database.execute('INSERT INTO tax.rate (id, territory, region, category, rate, valid_from, change_id) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
          id, change.territory, change.region, change.category, change.rate, change.valid_from, changeId,
        ]);
        return id;
      }
      case 'engine': {
        const id = newEngineUseId();
        await this.database.execute('INSERT INTO tax.engine_use (id, entity, territory, when_silent, filed_by, valid_from, change_id) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
          id, change.entity, change.territory, change.when_silent, change.filed_by, change.valid_from, changeId,
        ]);
        return id;
      }
      case 'ending':
        await this.database.execute('INSERT INTO tax.ending (row_id, last_day, change_id) VALUES ($1, $2, $3)', [change.row_id, change.last_day, changeId]);
        return change.row_id;
    }
  }

  /** The rate of the same tax and postcodes that holds until then ends the day before: two of one name would be a choice by chance. */
  private async addLocalRate(change: TaxChange & { kind: 'local_rate' }, changeId: TaxChangeId): Promise<string> {
    const id = newLocalRateId();
    await this.database.execute(
      'INSERT INTO tax.local_rate (id, territory, region, postcode_prefix, name, rate, valid_from, valid_to, change_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [id, change.territory, change.region, change.postcode_prefix, change.name, change.rate, change.valid_from, change.valid_to, changeId],
    );
    await this.database.execute(
      `INSERT INTO tax.ending (row_id, last_day, change_id)
       SELECT r.id, $5::date - 1, $6 FROM tax.local_rate r
        WHERE r.territory = $1 AND r.region = $2 AND r.postcode_prefix = $3 AND r.name = $4 AND coalesce(r.valid_from < $5::date, true) AND coalesce(r.valid_to >= $5::date, true)`,
      [change.territory, change.region, change.postcode_prefix, change.name, change.valid_from, changeId],
    );
    return id;
  }
}
