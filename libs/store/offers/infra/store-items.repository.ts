import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSecondsOrNull } from '#platform/kernel/clock';
import { StoreItemNotFound } from '../contracts/errors.js';
import type { Offer } from '../domain/offer.js';
import { OffersVersion } from './offers-version.js';
import type { StoreItemRow } from './rows.js';

type SellableRow = StoreItemRow & { store_key: string | null; store_start_at: Date | null; store_end_at: Date | null };

const SELLABLE = `SELECT i.*, s.key AS store_key, s.start_at AS store_start_at, s.end_at AS store_end_at FROM offers.store_item i JOIN offers.store s ON s.game_id = i.game_id AND s.id = i.store_id`;

/** The columns that are written after an offer was made; their order is the order of the parameters. */
const WRITTEN = [
  'position', 'name', 'description', 'image_url', 'discount_percent', 'bonus_percent', 'bonus_fixed', 'custom_badge', 'bonus_badge', 'start_at', 'end_at', 'price_minor', 'price_template_id',
  'quantity', 'requirements_mismatch_behavior', 'card_type', 'show_first_on_category_list', 'show_disabled_by_max_purchases',
] as const satisfies (keyof StoreItemRow)[];

function offerOf(row: SellableRow): Offer {
  return {
    id: row.id, storeId: row.store_id, itemId: row.item_id, position: row.position, name: row.name, description: row.description, imageUrl: row.image_url, badge: row.custom_badge,
    discountPercent: row.discount_percent, bonusPercent: row.bonus_percent, bonusFixed: row.bonus_fixed, priceMinor: row.price_minor, priceTemplateId: row.price_template_id, quantity: row.quantity,
    window: { starts: unixSecondsOrNull(row.start_at), ends: unixSecondsOrNull(row.end_at) },
    store: { key: row.store_key, window: { starts: unixSecondsOrNull(row.store_start_at), ends: unixSecondsOrNull(row.store_end_at) } },
  };
}

@Injectable()
export class StoreItemsRepository {
  constructor(private readonly database: Database, private readonly version: OffersVersion) {}

  async insert(rows: Omit<StoreItemRow, 'game_id' | 'modified_at'>[]): Promise<void> {
    const columns = ['game_id', 'id', 'store_id', 'item_id', 'created_at', ...WRITTEN];
    const sql = `INSERT INTO offers.store_item (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`;
    const { gameId } = currentScope();
    for (const row of rows) await this.database.execute(sql, [gameId, row.id, row.store_id, row.item_id, row.created_at, ...WRITTEN.map((column) => row[column])]);
    await this.version.raise();
  }

  async update(rows: StoreItemRow[]): Promise<void> {
    const sql = `UPDATE offers.store_item SET modified_at = $3, ${WRITTEN.map((column, index) => `${column} = $${index + 4}`).join(', ')} WHERE game_id = $1 AND id = $2`;
    const { gameId } = currentScope();
    for (const row of rows) await this.database.execute(sql, [gameId, row.id, row.modified_at, ...WRITTEN.map((column) => row[column])]);
    await this.version.raise();
  }

  /** All or none. */
  async remove(storeId: string, ids: string[]): Promise<number> {
    const wanted = [...new Set(ids)];
    const removed = await this.database.execute('DELETE FROM offers.store_item WHERE game_id = $1 AND store_id = $2 AND id = ANY ($3)', [currentScope().gameId, storeId, wanted]);
    if (removed < wanted.length) throw new StoreItemNotFound();
    await this.version.raise();
    return removed;
  }

  async removeOfItems(itemIds: string[]): Promise<void> {
    const removed = await this.database.execute('DELETE FROM offers.store_item WHERE game_id = $1 AND item_id = ANY ($2)', [currentScope().gameId, itemIds]);
    if (removed > 0) await this.version.raise();
  }

  lock(storeId: string, ids: string[]): Promise<StoreItemRow[]> {
    return this.database.query<StoreItemRow>('SELECT * FROM offers.store_item WHERE game_id = $1 AND store_id = $2 AND id = ANY ($3) ORDER BY id FOR UPDATE', [currentScope().gameId, storeId, ids]);
  }

  async countIn(storeId: string): Promise<number> {
    const row = await this.database.one<{ count: number }>('SELECT count(*)::int AS count FROM offers.store_item WHERE game_id = $1 AND store_id = $2', [currentScope().gameId, storeId]);
    return row!.count;
  }

  ofStore(storeId: string): Promise<StoreItemRow[]> {
    return this.database.query<StoreItemRow>('SELECT * FROM offers.store_item WHERE game_id = $1 AND store_id = $2 ORDER BY position, id', [currentScope().gameId, storeId]);
  }

  /** By id, or the first ones of the game without ids. */
  some(ids: string[] | null, limit: number): Promise<StoreItemRow[]> {
    return this.database.query<StoreItemRow>('SELECT * FROM offers.store_item WHERE game_id = $1 AND ($2::text[] IS NULL OR id = ANY ($2)) ORDER BY id LIMIT $3', [currentScope().gameId, ids, limit]);
  }

  /** The offers with these ids, and those of these items in the stores with these keys. */
  async named(ids: string[], keys: string[], itemIds: string[]): Promise<Offer[]> {
    const rows = await this.database.query<SellableRow>(
      `${SELLABLE} WHERE i.game_id = $1 AND (i.id = ANY ($2) OR (s.key = ANY ($3) AND i.item_id = ANY ($4))) ORDER BY i.position, i.id`,
      [currentScope().gameId, ids, keys, itemIds],
    );
    return rows.map(offerOf);
  }

  /** Every offer that has not ended, in the order in which stores show them. */
  async onShelves(storeIds: string[], now: Date): Promise<Offer[]> {
    const rows = await this.database.query<SellableRow>(
      `${SELLABLE} WHERE i.game_id = $1 AND i.store_id = ANY ($2) AND (i.end_at IS NULL OR i.end_at > $3) ORDER BY i.position, i.id`,
      [currentScope().gameId, storeIds, now],
    );
    return rows.map(offerOf);
  }
}
