import { Injectable } from '@nestjs/common';
import { Database, violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { SlugTaken } from '../contracts/errors.js';
import type { Category } from '../domain/category.js';
import { asRecords } from './items.repository.js';
import { CategoryRows, type CategoryRow } from './rows.js';

const COLUMNS = Object.keys(CategoryRows.options.columns);
const SAVE = `INSERT INTO catalog.category (${COLUMNS.join(', ')}) SELECT ${COLUMNS.join(', ')} FROM jsonb_populate_recordset(NULL::catalog.category, $1::jsonb)
  ON CONFLICT ON CONSTRAINT category_pkey DO UPDATE SET ${COLUMNS.filter((name) => !['game_id', 'id', 'created_at'].includes(name)).map((name) => `${name} = excluded.${name}`).join(', ')}`;

@Injectable()
export class CategoriesRepository {
  constructor(private readonly database: Database) {}

  byIds(ids: string[]): Promise<CategoryRow[]> {
    return this.database.query<CategoryRow>('SELECT * FROM catalog.category WHERE game_id = $1 AND id = ANY ($2)', [currentScope().gameId, ids]);
  }

  async existing(ids: string[]): Promise<Set<string>> {
    return new Set((await this.byIds(ids)).map(({ id }) => id));
  }

  /** The whole tree: the parent of each category. */
  async parents(): Promise<Map<string, string | null>> {
    const rows = await this.database.query<{ id: string; parent_id: string | null }>('SELECT id, parent_id FROM catalog.category WHERE game_id = $1', [currentScope().gameId]);
    return new Map(rows.map((row) => [row.id, row.parent_id]));
  }

  /** By position; equal ones by age. */
  page(limit: number, offset: number, startingAfter?: string): Promise<CategoryRow[]> {
    return this.database.query<CategoryRow>(
      `SELECT * FROM catalog.category WHERE game_id = $1
         AND ($4::text IS NULL OR (position, id) > (SELECT l.position, l.id FROM catalog.category l WHERE l.game_id = $1 AND l.id = $4))
       ORDER BY position, id LIMIT $2 OFFSET $3`,
      [currentScope().gameId, limit, offset, startingAfter ?? null],
    );
  }

  /** Throws `catalog.slug_taken`. */
  async save(categories: Category[]): Promise<void> {
    const { gameId } = currentScope();
    try {
      await this.database.execute(SAVE, [asRecords(categories.map((category) => ({ ...category, game_id: gameId })))]);
    } catch (error) {
      if (violates(error, 'category_slug_key')) throw new SlugTaken();
      throw error;
    }
  }

  /** A category of `ids` that has a child outside of them. */
  withChild(ids: string[]): Promise<{ name: string } | undefined> {
    return this.database.one(
      `SELECT p.name FROM catalog.category c JOIN catalog.category p ON p.game_id = c.game_id AND p.id = c.parent_id
        WHERE c.game_id = $1 AND c.parent_id = ANY ($2) AND NOT c.id = ANY ($2) LIMIT 1`,
      [currentScope().gameId, ids],
    );
  }

  async remove(ids: string[]): Promise<void> {
    await this.database.execute('DELETE FROM catalog.category WHERE game_id = $1 AND id = ANY ($2)', [currentScope().gameId, ids]);
  }
}
