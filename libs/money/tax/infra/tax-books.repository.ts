import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type TaxBooks } from '../domain/quote-tax.js';
import { type LocalRate, type RateChange } from '../domain/rate-table.js';
import { type EngineUse } from '../domain/engine-uses.js';
import { type SaleBlock } from '../domain/sale-blocks.js';
import { type Registration } from '../domain/registrations.js';
import { shippedTables } from './rate-files.js';

interface StoredForQuote {
  registrations: Registration[];
  rateChanges: RateChange[];
  saleBlocks: SaleBlock[];
  engineUses: EngineUse[];
}

const ENDED = (row: string): string => `least(${row}, (SELECT min(e.last_day) FROM tax.ending e WHERE e.row_id = r.id))::text`;

const BLOCKS = `SELECT r.id, r.territory, r.region, r.postcode_prefixes, r.reason_code, r.valid_from::text, ${ENDED('NULL::date')} AS valid_to FROM tax.sale_block r`;

const ENGINE_USES = `SELECT r.id, r.entity, r.territory, r.when_silent, r.filed_by, r.valid_from::text, ${ENDED('NULL::date')} AS valid_to FROM tax.engine_use r`;

/** What a quote rests on: the shipped tables, and what the operator stored for the territory. */
@Injectable()
export class TaxBooksRepository {
  constructor(private readonly database: Database) {}

  /** One statement, two where local rates may add. */
  async forTerritory(territory: string): Promise<TaxBooks & { engineUses: EngineUse[] }> {
    const tables = shippedTables();
    const stored = await this.database.one<StoredForQuote>(
      `SELECT (SELECT coalesce(json_agg(t), '[]') FROM (SELECT r.territory, r.region, r.scheme, r.valid_from::text, ${ENDED('r.valid_to')} AS valid_to FROM tax.registration r WHERE r.territory = $1) t) AS registrations,
              (SELECT coalesce(json_agg(t), '[]') FROM (SELECT r.id, r.territory, r.region, r.category, r.rate, r.valid_from::text, ${ENDED('NULL::date')} AS valid_to FROM tax.rate r WHERE r.territory = $1) t) AS "rateChanges",
              (SELECT coalesce(json_agg(t), '[]') FROM (${BLOCKS} WHERE r.territory = $1) t) AS "saleBlocks",
              (SELECT coalesce(json_agg(t), '[]') FROM (${ENGINE_USES} WHERE r.territory = $1) t) AS "engineUses"`,
      [territory],
    );
    const hasLocalRates = tables.rates.rowsOf(territory).some((row) => row.is_partial);
    return { ...tables, registrations: stored!.registrations, rateChanges: stored!.rateChanges, saleBlocks: stored!.saleBlocks, engineUses: stored!.engineUses, localRates: hasLocalRates ? await this.localRates(territory) : [] };
  }

  /** Of one territory, or of all where none is named; ended ones too. */
  saleBlocks(territory: string | null): Promise<SaleBlock[]> {
    return this.database.query<SaleBlock>(`${BLOCKS} WHERE $1::text IS NULL OR r.territory = $1 ORDER BY r.id LIMIT 10000`, [territory]);
  }

  /** Of one territory, ended ones too. */
  engineUses(territory: string): Promise<EngineUse[]> {
    return this.database.query<EngineUse>(`${ENGINE_USES} WHERE r.territory = $1 ORDER BY r.id LIMIT 1000`, [territory]);
  }

  async isRegisteredAnywhere(date: string): Promise<boolean> {
    const row = await this.database.one<{ is: boolean }>(
      `SELECT EXISTS (SELECT FROM tax.registration r WHERE (r.valid_from IS NULL OR r.valid_from <= $1::date) AND ($1::date <= least(r.valid_to, (SELECT min(e.last_day) FROM tax.ending e WHERE e.row_id = r.id))) IS NOT FALSE) AS is`, [date]);
    return row!.is;
  }

  private localRates(territory: string): Promise<LocalRate[]> {
    return this.database.query<LocalRate>(
      `SELECT r.id, r.territory, r.region, r.postcode_prefix, r.name, r.rate, r.valid_from::text, ${ENDED('r.valid_to')} AS valid_to FROM tax.local_rate r WHERE r.territory = $1`,
      [territory],
    );
  }
}
