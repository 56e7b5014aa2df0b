import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { BodyList } from '#platform/http/validation';
import { isId, parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { ListStoreItems } from '../app/read-store-items.js';
import { CreateStoreItems, DeleteStoreItems, UpdateStoreItems } from '../contracts/commands.js';
import { StoreItemNotFound } from '../contracts/errors.js';
import { refuseNotYet } from './not-yet.js';
import { membersOf, newStoreItem, readStoreItem } from './store-item-mapping.js';
import { ItemsCreate, StoreItemBulkDelete, StoreItemBulkUpdate, StoreItemCreate, StoreItemRead, StoreItemsQuery, StoreItemUpdate } from './store-items.dto.js';

const IDS_MAX = 500;
const ALL_MAX = 1_000;

@ApiTags('Stores')
@Controller('v1/store_items')
export class StoreItemsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('stores:read')
  @Operation('get_all_store_items', 'Store items by id; unknown ids are left out')
  @Answers200([StoreItemRead])
  async some(@Query() query: StoreItemsQuery, @Caller() scope: Scope): Promise<StoreItemRead[]> {
    const ids = query.ids?.split(',').map((id) => id.trim()).filter((id) => isId('sit', id)).slice(0, IDS_MAX);
    const views = await this.queries.ask(new ListStoreItems(ids ? { ids } : { first: ALL_MAX }), scope);
    return views.map(readStoreItem);
  }

  @Get(':store_id')
  @StudioRoute('stores:read')
  @Operation('get_store_items', 'What a store offers, in its order')
  @Answers200([StoreItemRead])
  async list(@Param('store_id') storeId: string, @Caller() scope: Scope): Promise<StoreItemRead[]> {
    return (await this.queries.ask(new ListStoreItems({ storeId: parseId('sto', storeId) }), scope)).map(readStoreItem);
  }

  @Post(':store_id')
  @StudioRoute('stores:write')
  @Operation('create_store_item', 'Offer an item in a store')
  @Answers201(StoreItemRead)
  async create(@Param('store_id') storeId: string, @Body() body: StoreItemCreate, @Caller() scope: Scope): Promise<StoreItemRead> {
    refuseNotYet('create_store_item', body);
    const { ids } = await this.commands.execute(new CreateStoreItems(parseId('sto', storeId), [newStoreItem(body)]), scope);
    return this.readOne(ids[0]!, scope);
  }

  @Post(':store_id/batch')
  @StudioRoute('stores:write')
  @Operation('batch_create_store_item', 'Offer up to 50 items in a store, all or none')
  @Answers204()
  async createMany(@Param('store_id') storeId: string, @Body() body: ItemsCreate, @Caller() scope: Scope): Promise<void> {
    for (const [index, item] of body.items.entries()) refuseNotYet('batch_create_store_item', item, `items.${index}.`);
    await this.commands.execute(new CreateStoreItems(parseId('sto', storeId), body.items.map((item, index) => newStoreItem(item, ['items', index])), true), scope);
  }

  @Patch(':store_id')
  @StudioRoute('stores:write')
  @Operation('bulk_update_store_items', 'Change offers of a store, all or none')
  @ApiBody({ type: [StoreItemBulkUpdate] })
  @Answers200([StoreItemRead])
  async updateMany(@Param('store_id') storeId: string, @Body(new BodyList(StoreItemBulkUpdate, IDS_MAX)) items: StoreItemBulkUpdate[], @Caller() scope: Scope): Promise<StoreItemRead[]> {
    for (const [index, item] of items.entries()) refuseNotYet('bulk_update_store_items', item, `${index}.`);
    const changes = items.map((item, index) => ({ ...membersOf(item, [index]), id: parseId('sit', item.id) }));
    const { ids } = await this.commands.execute(new UpdateStoreItems(parseId('sto', storeId), changes, true), scope);
    return (await this.queries.ask(new ListStoreItems({ ids }), scope)).map(readStoreItem);
  }

  @Delete(':store_id')
  @StudioRoute('stores:write')
  @Operation('bulk_delete_store_items', 'Remove offers of a store, all or none')
  @ApiBody({ type: [StoreItemBulkDelete] })
  @Answers204()
  async deleteMany(@Param('store_id') storeId: string, @Body(new BodyList(StoreItemBulkDelete, IDS_MAX)) items: StoreItemBulkDelete[], @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteStoreItems(parseId('sto', storeId), items.map(({ id }) => parseId('sit', id))), scope);
  }

  @Put(':store_id/:store_item_id')
  @StudioRoute('stores:write')
  @Operation('update_store_item', 'Change what is told of an offer')
  @Answers200(StoreItemRead)
  async update(@Param('store_id') storeId: string, @Param('store_item_id') id: string, @Body() body: StoreItemUpdate, @Caller() scope: Scope): Promise<StoreItemRead> {
    refuseNotYet('update_store_item', body);
    await this.commands.execute(new UpdateStoreItems(parseId('sto', storeId), [{ ...membersOf(body), id: parseId('sit', id) }]), scope);
    return this.readOne(id, scope);
  }

  @Delete(':store_id/:store_item_id')
  @StudioRoute('stores:write')
  @Operation('delete_store_item', 'Remove an offer')
  @Answers204()
  async delete(@Param('store_id') storeId: string, @Param('store_item_id') id: string, @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteStoreItems(parseId('sto', storeId), [parseId('sit', id)]), scope);
  }

  private async readOne(id: string, scope: Scope): Promise<StoreItemRead> {
    const [view] = await this.queries.ask(new ListStoreItems({ ids: [id] }), scope);
    if (!view) throw new StoreItemNotFound();
    return readStoreItem(view);
  }
}
