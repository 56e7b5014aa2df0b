import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { GetCatalogItemsHandler, GetCatalogVersionHandler, GetItemStatesHandler } from './app/get-catalog-items.js';
import { ItemContents } from './app/item-contents.js';
import { GetCatalogCategoriesHandler, GetCategoriesHandler, ListCategoriesHandler } from './app/read-categories.js';
import { BasePrices, GetItemReadsHandler, ItemReader, ListItemsHandler } from './app/read-items.js';
import { DeleteItemsHandler, TranslateItemHandler } from './app/remove-items.js';
import { CategoryWriter, CreateCategoryHandler, DeleteCategoriesHandler, UpdateCategoriesHandler } from './app/write-categories.js';
import { CreateItemHandler, ItemWriter, UpdateItemsHandler, UpsertItemsHandler } from './app/write-items.js';
import { CategoriesController } from './http/categories.controller.js';
import { ItemsController } from './http/items.controller.js';
import { CatalogVersion } from './infra/catalog-version.js';
import { CategoriesRepository } from './infra/categories.repository.js';
import { ItemsRepository } from './infra/items.repository.js';
import { CatalogVersionRows, CategoryRows, ItemCategoryRows, ItemRows, NestedItemRows } from './infra/rows.js';

export const rows: EntitySchema[] = [ItemRows, NestedItemRows, CategoryRows, ItemCategoryRows, CatalogVersionRows];

@Module({
  controllers: [ItemsController, CategoriesController],
  providers: [
    CatalogVersion, ItemsRepository, CategoriesRepository, ItemContents, ItemWriter, CreateItemHandler, UpsertItemsHandler, UpdateItemsHandler,
    DeleteItemsHandler, TranslateItemHandler, BasePrices, ItemReader, GetItemReadsHandler, ListItemsHandler, GetCatalogItemsHandler, GetItemStatesHandler, GetCatalogVersionHandler,
    CategoryWriter, CreateCategoryHandler, UpdateCategoriesHandler, DeleteCategoriesHandler, GetCategoriesHandler, ListCategoriesHandler, GetCatalogCategoriesHandler,
  ],
})
export class CatalogModule {}
