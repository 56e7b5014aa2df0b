import { Injectable } from '@nestjs/common';
import { Database, violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { SkuTaken } from '../contracts/errors.js';
import type { Item } from '../domain/item.js';
import { ItemRows, type ItemRow, type NestedItemRow } from './rows.js';

export interface NestedLine extends NestedItemRow {
  sku: string;
  quantity: bigint;
  is_system: boolean;
}

/** What templates cost at their base, in US cents. */
export type TemplatePrices = ReadonlyMap<string, number>;

export interface ItemFilter {
  limit: number;
  offset: number;
  starting_after?: string;
  state?: 'active' | 'archived' | 'all';
  search?: string;
  /** `null` for items of no category. */
  category_id?: string | null;
  stackable?: boolean;
  with_price?: boolean;
  types?: string[];
  ids?: string[];
  order_by: 'created_at' | 'modified_at' | 'name' | 'position' | 'price';
  sort_order: 'asc' | 'desc';
}

const COLUMNS = Object.keys(ItemRows.options.columns);
const SAVE = `INSERT INTO catalog.item (${COLUMNS.join(', ')}) SELECT ${COLUMNS.join(', ')} FROM jsonb_populate_recordset(NULL::catalog.item, $1::jsonb)
  ON CONFLICT ON CONSTRAINT item_pkey DO UPDATE SET ${COLUMNS.filter((name) => !['game_id', 'id', 'created_at'].includes(name)).map((name) => `${name} = excluded.${name}`).join(', ')}`;

/** Prices of templates are not the catalog's: whoever orders by price brings them along. */
const TEMPLATES = 'WITH template (id, minor) AS (SELECT * FROM unnest($2::text[], $3::bigint[]))';
const OF_TEMPLATE = '(SELECT t.minor FROM template t WHERE t.id = i.price_template_id)';

/** Items that have no value of the order's own stand last in both directions; equal ones are told apart by id. */
const ORDERS: Record<ItemFilter['order_by'], { asc: string; desc: string }> = {
  created_at: { asc: 'i.created_at', desc: 'i.created_at' },
  modified_at: { asc: 'coalesce(i.modified_at, i.created_at)', desc: 'coalesce(i.modified_at, i.created_at)' },
  name: { asc: 'lower(i.name)', desc: 'lower(i.name)' },
  position: { asc: 'coalesce(i.position::bigint, 9223372036854775807)', desc: 'coalesce(i.position::bigint, -9223372036854775808)' },
  price: { asc: `coalesce(i.price_minor, ${OF_TEMPLATE}, 9223372036854775807)`, desc: `coalesce(i.price_minor, ${OF_TEMPLATE}, -1)` },
};

const PRICED = '(i.price_minor IS NOT NULL OR i.price_template_id IS NOT NULL)';

/** Bigints and instants as PostgreSQL reads them from JSON. */
export const asRecords = (rows: object[]): string => JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

@Injectable()
export class ItemsRepository {
  constructor(private readonly database: Database) {}

  byIds(ids: string[]): Promise<ItemRow[]> {
    return this.database.query<ItemRow>('SELECT * FROM catalog.item WHERE game_id = $1 AND id = ANY ($2)', [currentScope().gameId, ids]);
  }

  bySkus(skus: string[]): Promise<ItemRow[]> {
    return this.database.query<ItemRow>('SELECT * FROM catalog.item WHERE game_id = $1 AND sku = ANY ($2)', [currentScope().gameId, skus]);
  }

  /** Without what a picture weighs. */
  states(ids: string[]): Promise<(Pick<ItemRow, 'id' | 'sku' | 'type'> & { archived: boolean })[]> {
    return this.database.query('SELECT id, sku, type, archived_at IS NOT NULL AS archived FROM catalog.item WHERE game_id = $1 AND id = ANY ($2)', [currentScope().gameId, ids]);
  }

  /** Inserts or changes, in one statement. Throws `catalog.sku_taken`. */
  async save(items: Item[]): Promise<void> {
    if (items.length === 0) return;
    const { gameId } = currentScope();
    try {
      await this.database.execute(SAVE, [asRecords(items.map((item) => ({ ...item, game_id: gameId })))]);
    } catch (error) {
      if (violates(error, 'item_sku_key')) throw new SkuTaken(/, ([^=]*)\) already exists/.exec(String((error as { detail?: string }).detail))?.[1] ?? '');
      throw error;
    }
  }

  async remove(ids: string[]): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute('DELETE FROM catalog.nested_item WHERE game_id = $1 AND bundle_id = ANY ($2)', [gameId, ids]);
    await this.database.execute('DELETE FROM catalog.item WHERE game_id = $1 AND id = ANY ($2)', [gameId, ids]);
  }

  /** One item outside of `ids` that needs one of them, if there is any. */
  usedBy(ids: string[]): Promise<{ sku: string; by: string; how: 'holds' | 'falls back to' } | undefined> {
    return this.database.one(
      `SELECT used.sku, i.sku AS by, 'holds' AS how FROM catalog.nested_item n
         JOIN catalog.item i ON i.game_id = n.game_id AND i.id = n.bundle_id JOIN catalog.item used ON used.game_id = n.game_id AND used.id = n.item_id
        WHERE n.game_id = $1 AND n.item_id = ANY ($2) AND NOT n.bundle_id = ANY ($2)
       UNION ALL
       SELECT used.sku, i.sku, 'falls back to' FROM catalog.item i JOIN catalog.item used ON used.game_id = i.game_id AND used.id = i.fallback_item_id
        WHERE i.game_id = $1 AND i.fallback_item_id = ANY ($2) AND NOT i.id = ANY ($2) LIMIT 1`,
      [currentScope().gameId, ids],
    );
  }

  /** Replaces the categories of items. */
  async setCategories(of: { item_id: string; category_ids: string[] }[]): Promise<void> {
    if (of.length === 0) return;
    const { gameId } = currentScope();
    await this.database.execute('DELETE FROM catalog.item_category WHERE game_id = $1 AND item_id = ANY ($2)', [gameId, of.map(({ item_id }) => item_id)]);
    const rows = of.flatMap(({ item_id, category_ids }) => category_ids.map((category_id, position) => ({ item_id, category_id, position })));
    await this.database.execute(
      'INSERT INTO catalog.item_category (game_id, item_id, category_id, position) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::int[])',
      [gameId, rows.map((row) => row.item_id), rows.map((row) => row.category_id), rows.map((row) => row.position)],
    );
  }

  /** Replaces what bundles hold. */
  async setNested(bundleIds: string[], lines: Omit<NestedItemRow, 'game_id'>[]): Promise<void> {
    if (bundleIds.length === 0) return;
    const { gameId } = currentScope();
    await this.database.execute('DELETE FROM catalog.nested_item WHERE game_id = $1 AND bundle_id = ANY ($2)', [gameId, bundleIds]);
    await this.database.execute('INSERT INTO catalog.nested_item SELECT * FROM jsonb_populate_recordset(NULL::catalog.nested_item, $1::jsonb)', [asRecords(lines.map((line) => ({ ...line, game_id: gameId })))]);
  }

  /** What these items hold, in order. */
  nestedOf(bundleIds: string[]): Promise<NestedLine[]> {
    return this.database.query<NestedLine>(
      `SELECT n.*, i.sku, i.quantity, coalesce(i.is_system, false) AS is_system FROM catalog.nested_item n JOIN catalog.item i ON i.game_id = n.game_id AND i.id = n.item_id
        WHERE n.game_id = $1 AND n.bundle_id = ANY ($2) ORDER BY n.bundle_id, n.position`,
      [currentScope().gameId, bundleIds],
    );
  }

  /** Every line of every bundle that holds one of these items at any depth (`above`), or that they hold at any depth. */
  familyOf(ids: string[], above: boolean): Promise<NestedLine[]> {
    return this.database.query<NestedLine>(
      `WITH RECURSIVE up (id) AS (
         SELECT unnest($2::text[]) COLLATE "C" UNION
         SELECT n.bundle_id FROM catalog.nested_item n JOIN up ON n.item_id = up.id WHERE n.game_id = $1 AND $3::boolean
       ), down (id) AS (
         SELECT id FROM up UNION
         SELECT n.item_id FROM catalog.nested_item n JOIN down ON n.bundle_id = down.id WHERE n.game_id = $1
       )
       SELECT n.*, i.sku, i.quantity, coalesce(i.is_system, false) AS is_system FROM catalog.nested_item n JOIN catalog.item i ON i.game_id = n.game_id AND i.id = n.item_id
        WHERE n.game_id = $1 AND n.bundle_id IN (SELECT id FROM down) ORDER BY n.bundle_id, n.position`,
      [currentScope().gameId, ids, above],
    );
  }

  async categoriesOf(itemIds: string[]): Promise<Map<string, string[]>> {
    const rows = await this.database.query<{ item_id: string; category_ids: string[] }>(
      'SELECT item_id, array_agg(category_id ORDER BY position) AS category_ids FROM catalog.item_category WHERE game_id = $1 AND item_id = ANY ($2) GROUP BY item_id',
      [currentScope().gameId, itemIds],
    );
    return new Map(rows.map((row) => [row.item_id, row.category_ids]));
  }

  /** Every template that an item of the game names. */
  async templatesInUse(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>('SELECT DISTINCT price_template_id AS id FROM catalog.item WHERE game_id = $1 AND price_template_id IS NOT NULL', [currentScope().gameId]);
    return rows.map(({ id }) => id);
  }

  /** `prices` is looked at where items are ordered by price. */
  async page(filter: ItemFilter, prices: TemplatePrices): Promise<ItemRow[]> {
    const values: unknown[] = [currentScope().gameId, ...(filter.order_by === 'price' ? [[...prices.keys()], [...prices.values()]] : [])];
    const bind = (value: unknown): string => `$${values.push(value)}`;
    const wanted = ['i.game_id = $1'];
    if (filter.state === 'active' || filter.state === 'archived') wanted.push(`i.archived_at IS ${filter.state === 'active' ? '' : 'NOT '}NULL`);
    if (filter.search) {
      const at = bind(`%${filter.search.replace(/[\\%_]/g, '\\$&')}%`);
      wanted.push(`(i.name ILIKE ${at} OR i.sku ILIKE ${at} OR i.description ILIKE ${at} OR i.id = ${bind(filter.search)})`);
    }
    if (filter.category_id !== undefined) {
      const own = 'SELECT FROM catalog.item_category c WHERE c.game_id = i.game_id AND c.item_id = i.id';
      wanted.push(filter.category_id === null ? `NOT EXISTS (${own})` : `EXISTS (${own} AND c.category_id = ${bind(filter.category_id)})`);
    }
    if (filter.stackable !== undefined) wanted.push(`i.is_stackable = ${bind(filter.stackable)}`);
    if (filter.with_price !== undefined) wanted.push(`${PRICED} = ${bind(filter.with_price)}`);
    if (filter.types) wanted.push(`i.type = ANY (${bind(filter.types)}::text[])`);
    if (filter.ids) wanted.push(`i.id = ANY (${bind(filter.ids)}::text[])`);
    const by = ORDERS[filter.order_by][filter.sort_order];
    if (filter.starting_after !== undefined) {
      const last = bind(filter.starting_after);
      const of = by.replaceAll('i.', 'l.');
      wanted.push(`(${by}, i.id) ${filter.sort_order === 'asc' ? '>' : '<'} (SELECT ${of}, l.id FROM catalog.item l WHERE l.game_id = $1 AND l.id = ${last})`);
    }
    return this.database.query<ItemRow>(
      `${filter.order_by === 'price' ? TEMPLATES : ''} SELECT i.* FROM catalog.item i WHERE ${wanted.join(' AND ')} ORDER BY ${by} ${filter.sort_order}, i.id ${filter.sort_order} LIMIT ${bind(filter.limit)} OFFSET ${bind(filter.offset)}`,
      values,
    );
  }
}
