import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type TaxBooks } from '../domain/quote-tax.js';
import { type LocalRate } from '../domain/rate-table.js';
import { type Registration } from '../domain/registrations.js';
import { shippedTables } from './rate-files.js';

/** What a quote rests on: the shipped tables, and what the operator stored for the territory. */
@Injectable()
export class TaxBooksRepository {
  constructor(private readonly database: Database) {}

  /** One statement, two where local rates may add. */
  async forTerritory(territory: string): Promise<TaxBooks> {
    const tables = shippedTables();
    const registrations = await this.database.query<Registration>(
      'SELECT territory, region, scheme, valid_from::text, valid_to::text FROM tax.registration WHERE territory = $1',
      [territory],
    );
    const hasLocalRates = tables.rates.rowsOf(territory).some((row) => row.is_partial);
    return { ...tables, registrations, localRates: hasLocalRates ? await this.localRates(territory) : [] };
  }

  private localRates(territory: string): Promise<LocalRate[]> {
    return this.database.query<LocalRate>(
      'SELECT id, territory, region, postcode_prefix, name, rate, valid_from::text, valid_to::text FROM tax.local_rate WHERE territory = $1',
      [territory],
    );
  }
}
