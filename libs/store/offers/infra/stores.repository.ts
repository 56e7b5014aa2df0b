import { Injectable } from '@nestjs/common';
import { Database, violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { StoreKeyTaken, StoreNotFound } from '../contracts/errors.js';
import { OffersVersion } from './offers-version.js';
import type { StoreRow } from './rows.js';

export type CountedStoreRow = StoreRow & { item_count: number };

export interface StoresPage {
  search?: string;
  limit: number;
  offset: number;
  after?: string;
}

@Injectable()
export class StoresRepository {
  constructor(private readonly database: Database, private readonly version: OffersVersion) {}

  async insert(row: Omit<StoreRow, 'game_id' | 'modified_at'>): Promise<void> {
    await this.keyed(row.key, () =>
      this.database.execute(
        'INSERT INTO offers.store (game_id, id, key, name, description, type, start_at, end_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        [currentScope().gameId, row.id, row.key, row.name, row.description, row.type, row.start_at, row.end_at, row.created_at],
      ));
    await this.version.raise();
  }

  async update(row: StoreRow): Promise<void> {
    await this.keyed(row.key, () =>
      this.database.execute(
        'UPDATE offers.store SET key = $3, name = $4, description = $5, type = $6, start_at = $7, end_at = $8, modified_at = $9 WHERE game_id = $1 AND id = $2',
        [currentScope().gameId, row.id, row.key, row.name, row.description, row.type, row.start_at, row.end_at, row.modified_at],
      ));
    await this.version.raise();
  }

  /** All or none. */
  async remove(ids: string[]): Promise<number> {
    const wanted = [...new Set(ids)];
    const removed = await this.database.execute('DELETE FROM offers.store WHERE game_id = $1 AND id = ANY ($2)', [currentScope().gameId, wanted]);
    if (removed < wanted.length) throw new StoreNotFound();
    await this.version.raise();
    return removed;
  }

  find(id: string): Promise<StoreRow | undefined> {
    return this.database.one<StoreRow>('SELECT * FROM offers.store WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  lock(id: string): Promise<StoreRow | undefined> {
    return this.database.one<StoreRow>('SELECT * FROM offers.store WHERE game_id = $1 AND id = $2 FOR UPDATE', [currentScope().gameId, id]);
  }

  ofStoreItem(storeItemId: string): Promise<StoreRow | undefined> {
    return this.database.one<StoreRow>(
      'SELECT s.* FROM offers.store_item i JOIN offers.store s ON s.game_id = i.game_id AND s.id = i.store_id WHERE i.game_id = $1 AND i.id = $2',
      [currentScope().gameId, storeItemId],
    );
  }

  page({ search, limit, offset, after }: StoresPage): Promise<CountedStoreRow[]> {
    return this.database.query<CountedStoreRow>(
      `SELECT s.*, (SELECT count(*)::int FROM offers.store_item i WHERE i.game_id = s.game_id AND i.store_id = s.id) AS item_count FROM offers.store s
        WHERE s.game_id = $1 AND ($2::text IS NULL OR position(lower($2) IN lower(s.name)) > 0 OR position(lower($2) IN lower(coalesce(s.key, ''))) > 0) AND ($3::text IS NULL OR s.id > $3)
        ORDER BY s.id LIMIT $4 OFFSET $5`,
      [currentScope().gameId, search ?? null, after ?? null, limit, offset],
    );
  }

  /** Every store that has not ended: the special ones first, then the plain ones, each in the order in which they were made. */
  shelves(now: Date): Promise<StoreRow[]> {
    return this.database.query<StoreRow>(
      `SELECT * FROM offers.store WHERE game_id = $1 AND (end_at IS NULL OR end_at > $2) ORDER BY type <> 'special', id`,
      [currentScope().gameId, now],
    );
  }

  private async keyed(key: string | null, write: () => Promise<number>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (violates(error, 'store_key_key')) throw new StoreKeyTaken(key ?? '');
      throw error;
    }
  }
}
