import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { ForgetDeletedItems } from './app/forget-deleted-items.js';
import { ForgetVersions } from './app/forget-versions.js';
import { GetStorefrontHandler } from './app/get-storefront.js';
import { ListNoLongerSoldHandler } from './app/list-no-longer-sold.js';
import { PriceLinesHandler } from './app/price-lines.js';
import { ListStoreItemsHandler } from './app/read-store-items.js';
import { GetStoreHandler, ListStoresHandler } from './app/read-stores.js';
import { StoreItemMerge } from './app/store-item-merge.js';
import { CreateStoreItemsHandler, DeleteStoreItemsHandler, UpdateStoreItemsHandler } from './app/write-store-items.js';
import { CreateStoreHandler, DeleteStoresHandler, UpdateStoreHandler } from './app/write-stores.js';
import { StoreItemsController } from './http/store-items.controller.js';
import { StoresController } from './http/stores.controller.js';
import { OffersVersion } from './infra/offers-version.js';
import { OffersVersionRows, StoreItemRows, StoreRows } from './infra/rows.js';
import { Snapshots } from './infra/snapshots.js';
import { StoreItemsRepository } from './infra/store-items.repository.js';
import { StoresRepository } from './infra/stores.repository.js';

export const rows: EntitySchema[] = [StoreRows, StoreItemRows, OffersVersionRows];

@Module({
  controllers: [StoresController, StoreItemsController],
  providers: [
    OffersVersion, StoresRepository, StoreItemsRepository, Snapshots, StoreItemMerge, PriceLinesHandler, ListNoLongerSoldHandler, GetStorefrontHandler, GetStoreHandler, ListStoresHandler,
    ListStoreItemsHandler, CreateStoreHandler, UpdateStoreHandler, DeleteStoresHandler, CreateStoreItemsHandler, UpdateStoreItemsHandler, DeleteStoreItemsHandler, ForgetDeletedItems, ForgetVersions,
  ],
})
export class OffersModule {}
