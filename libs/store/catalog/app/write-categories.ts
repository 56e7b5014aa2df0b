import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/kernel/clock';
import { isId, newId } from '#platform/kernel/ids';
import { CreateCategory, DeleteCategories, UpdateCategories, type CategoryChanges } from '../contracts/commands.js';
import { CategoryHasChildren, CategoryNotFound, CategoryRefused } from '../contracts/errors.js';
import { changedCategory, checkTree, freshCategory, type Category } from '../domain/category.js';
import { CatalogVersion } from '../infra/catalog-version.js';
import { CategoriesRepository } from '../infra/categories.repository.js';

type Place = (string | number)[];

@Injectable()
export class CategoryWriter {
  constructor(private readonly categories: CategoriesRepository) {}

  /** Throws `catalog.category_refused`, `catalog.slug_taken`. */
  async write(entries: { before: Category; told: CategoryChanges; place: Place }[]): Promise<void> {
    const written = entries.map(({ before, told, place }) => changedCategory(before, told, place));
    const parents = await this.categories.parents();
    for (const category of written) parents.set(category.id, category.parent_id);
    for (const [index, category] of written.entries()) {
      if (category.parent_id !== null && !parents.has(category.parent_id)) throw new CategoryRefused([...entries[index]!.place, 'parent_id'], 'This game has no such category.', 'not_found');
    }
    checkTree(parents);
    await this.categories.save(written);
  }
}

@CommandHandler(CreateCategory)
export class CreateCategoryHandler implements ICommandHandler<CreateCategory> {
  constructor(private readonly writer: CategoryWriter, private readonly version: CatalogVersion, private readonly clock: Clock) {}

  async execute({ category }: CreateCategory): Promise<{ id: string }> {
    await this.version.next();
    const id = newId('cat');
    await this.writer.write([{ before: freshCategory(id, category.name, category.position, this.clock.now()), told: category, place: ['body'] }]);
    return { id };
  }
}

@CommandHandler(UpdateCategories)
export class UpdateCategoriesHandler implements ICommandHandler<UpdateCategories> {
  constructor(private readonly writer: CategoryWriter, private readonly categories: CategoriesRepository, private readonly version: CatalogVersion, private readonly clock: Clock) {}

  async execute({ categories, isOne }: UpdateCategories): Promise<{ ids: string[] }> {
    await this.version.next();
    const now = this.clock.now();
    const ids = categories.map(({ id }) => id);
    const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    if (twice >= 0) throw new CategoryRefused(['body', twice, 'id'], 'This category stands twice in the request.', 'unique');
    const known = new Map((await this.categories.byIds(ids.filter((id) => isId('cat', id)))).map((row) => [row.id, row]));
    await this.writer.write(categories.map(({ id, ...told }, index) => {
      const row = known.get(id);
      if (!row) throw new CategoryNotFound(isOne ? undefined : ['body', index, 'id']);
      return { before: { ...row, modified_at: now }, told, place: isOne ? ['body'] : ['body', index] };
    }));
    return { ids };
  }
}

@CommandHandler(DeleteCategories)
export class DeleteCategoriesHandler implements ICommandHandler<DeleteCategories> {
  constructor(private readonly categories: CategoriesRepository, private readonly version: CatalogVersion) {}

  async execute({ ids }: DeleteCategories): Promise<{ ids: string[] }> {
    await this.version.next();
    const known = await this.categories.existing(ids.filter((id) => isId('cat', id)));
    const missing = ids.findIndex((id) => !known.has(id));
    if (missing >= 0) throw new CategoryNotFound(ids.length === 1 ? undefined : ['body', missing, 'id']);
    const parent = await this.categories.withChild([...known]);
    if (parent) throw new CategoryHasChildren(parent.name);
    await this.categories.remove([...known]);
    return { ids: [...known] };
  }
}
