import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { isId } from '#platform/kernel/ids';
import { Query } from '#platform/kernel/messages';
import { CursorUnknown } from '../contracts/errors.js';
import { GetCatalogCategories, type CatalogCategory } from '../contracts/queries.js';
import type { Category } from '../domain/category.js';
import { CategoriesRepository } from '../infra/categories.repository.js';
import type { CategoryRow } from '../infra/rows.js';

/** A category as the contract answers it; what is not there is left out. */
export type CategoryView = Pick<Category, 'id' | 'name' | 'position'> & Partial<Omit<Category, 'created_at' | 'modified_at'>>;

function viewOf({ id, name, position, ...row }: CategoryRow): CategoryView {
  const own = new Set(['game_id', 'created_at', 'modified_at']);
  return { id, name, position, ...Object.fromEntries(Object.entries(row).filter(([field, value]) => value !== null && !own.has(field))) };
}

/** Categories by id, in the order asked for; what does not exist is left out. */
export class GetCategories extends Query<CategoryView[]> {
  constructor(readonly ids: string[]) { super(); }
}

@QueryHandler(GetCategories)
export class GetCategoriesHandler implements IQueryHandler<GetCategories> {
  constructor(private readonly categories: CategoriesRepository) {}

  async execute({ ids }: GetCategories): Promise<CategoryView[]> {
    const known = new Map((await this.categories.byIds(ids.filter((id) => isId('cat', id)))).map((row) => [row.id, row]));
    return ids.flatMap((id) => (known.has(id) ? [viewOf(known.get(id)!)] : []));
  }
}

/** By position. Throws `catalog.cursor_unknown`. */
export class ListCategories extends Query<CategoryView[]> {
  constructor(readonly page: { limit: number; offset: number; starting_after?: string }) { super(); }
}

@QueryHandler(ListCategories)
export class ListCategoriesHandler implements IQueryHandler<ListCategories> {
  constructor(private readonly categories: CategoriesRepository) {}

  async execute({ page: { limit, offset, starting_after } }: ListCategories): Promise<CategoryView[]> {
    if (starting_after !== undefined && (await this.categories.byIds([starting_after])).length === 0) throw new CursorUnknown();
    return (await this.categories.page(limit, offset, starting_after)).map(viewOf);
  }
}

const SHOWN_MAX = 1_000;

@QueryHandler(GetCatalogCategories)
export class GetCatalogCategoriesHandler implements IQueryHandler<GetCatalogCategories> {
  constructor(private readonly categories: CategoriesRepository) {}

  async execute(): Promise<CatalogCategory[]> {
    return (await this.categories.page(SHOWN_MAX, 0)).map(({ id, name, position }) => ({ id, name, position }));
  }
}
