import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers200OneOf, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { BodyList } from '#platform/http/validation';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { CreateItem, DeleteItems, TranslateItem, UpdateItems, UpsertItems, type ItemChanges, type NewItem } from '../contracts/commands.js';
import { ItemNotFound } from '../contracts/errors.js';
import { GetItemReads } from '../contracts/queries.js';
import { ListItems } from '../app/read-items.js';
import { ItemBulkCreateOrUpdate, ItemBulkDelete, ItemBulkUpdate, ItemCreate, ItemTranslate, ItemUpdate, ItemsQuery } from './item.dto.js';
import { ItemRead, LootboxRead, SubscriptionItemRead, VirtualCurrencyRead } from './item-read.dto.js';
import { refuseNotYet } from './not-yet.js';
import { nextLink } from './next-link.js';

const AT_ONCE_MAX = 500;
const LIMIT = 10;

/** Fields of NOT_YET that hold nothing once they have been looked at. */
const LATER = new Set(['reward_points_price', 'enable_reward_points_redemption', 'rarity_id', 'discount_percent', 'bonus_percent']);

const told = <T>(body: object): T => Object.fromEntries(Object.entries(body).filter(([field]) => !LATER.has(field))) as T;

@ApiTags('Items')
@Controller('v1/items')
export class ItemsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('items:read')
  @Operation('get_items', 'Search the catalog')
  @Answers200OneOf([ItemRead, LootboxRead, SubscriptionItemRead, VirtualCurrencyRead], true)
  async list(@Query() query: ItemsQuery, @Caller() scope: Scope, @Res({ passthrough: true }) reply: FastifyReply): Promise<object[]> {
    // No item has a rarity, and none is sold for anything but money: those filters leave nothing over.
    if (query.rarity_id !== undefined || (query.item_price_type !== undefined && query.item_price_type !== 'fiat')) return [];
    const limit = query.limit ?? LIMIT;
    const items = await this.queries.ask(new ListItems({
      limit, offset: query.offset ?? 0, starting_after: query.starting_after, state: query.state, search: query.search_string,
      category_id: query.category_id === 'unset' ? null : query.category_id, types: query.types, ids: query.ids,
      stackable: query.item_stackable_type === undefined ? undefined : query.item_stackable_type === 'stackable',
      with_price: query.with_price, sold_for_money: query.item_price_type === 'fiat', order_by: query.order_by ?? 'created_at', sort_order: query.sort_order ?? 'desc',
    }), scope);
    if (items.length === limit) reply.header('Link', nextLink(reply, items.at(-1)!.id));
    return items;
  }

  @Post()
  @StudioRoute('items:write')
  @Operation('create_item', 'Make an item, a bundle or a pack of currency')
  @Answers201(ItemRead)
  async create(@Body() body: ItemCreate, @Caller() scope: Scope): Promise<object> {
    refuseNotYet('create_item', body);
    const { id } = await this.commands.execute(new CreateItem(told<NewItem>(body)), scope);
    return this.read(id, scope);
  }

  @Put()
  @StudioRoute('items:write')
  @Operation('bulk_create_or_update_items', 'Make or change items by sku, all or none')
  @ApiBody({ type: ItemBulkCreateOrUpdate, isArray: true })
  @Answers204()
  async upsert(@Body(new BodyList(ItemBulkCreateOrUpdate, AT_ONCE_MAX)) items: ItemBulkCreateOrUpdate[], @Caller() scope: Scope): Promise<void> {
    refuseNotYet('bulk_create_or_update_items', ...items);
    await this.commands.execute(new UpsertItems(items.map((item) => told<NewItem>(item))), scope);
  }

  @Patch()
  @StudioRoute('items:write')
  @Operation('bulk_update_items', 'Change items by id, all or none')
  @ApiBody({ type: ItemBulkUpdate, isArray: true })
  @Answers200([ItemRead])
  async updateMany(@Body(new BodyList(ItemBulkUpdate, AT_ONCE_MAX)) items: ItemBulkUpdate[], @Caller() scope: Scope): Promise<object[]> {
    refuseNotYet('bulk_update_items', ...items);
    const { ids } = await this.commands.execute(new UpdateItems(items.map((item) => told<ItemChanges & { id: string }>(item))), scope);
    return this.queries.ask(new GetItemReads(ids), scope);
  }

  @Delete()
  @StudioRoute('items:write')
  @Operation('bulk_delete_items', 'Delete items, all or none')
  @ApiBody({ type: ItemBulkDelete, isArray: true })
  @Answers204()
  async removeMany(@Body(new BodyList(ItemBulkDelete, AT_ONCE_MAX)) items: ItemBulkDelete[], @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteItems(items.map(({ id }) => id)), scope);
  }

  @Get(':item_id')
  @StudioRoute('items:read')
  @Operation('get_item', 'One item')
  @Answers200(ItemRead)
  get(@Param('item_id') id: string, @Caller() scope: Scope): Promise<object> {
    return this.read(parseId('itm', id), scope);
  }

  @Put(':item_id')
  @StudioRoute('items:write')
  @Operation('update_item', 'Change what is told of an item')
  @Answers200(ItemRead)
  async update(@Param('item_id') id: string, @Body() body: ItemUpdate, @Caller() scope: Scope): Promise<object> {
    refuseNotYet('update_item', body);
    await this.commands.execute(new UpdateItems([{ ...told<ItemChanges>(body), id: parseId('itm', id) }], true), scope);
    return this.read(id, scope);
  }

  @Delete(':item_id')
  @StudioRoute('items:write')
  @Operation('delete_item', 'Delete an item; orders keep what they have of it')
  @Answers204()
  async remove(@Param('item_id') id: string, @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteItems([parseId('itm', id)]), scope);
  }

  @Post(':item_id/translate')
  @StudioRoute('items:write')
  @Operation('translate_item', 'Set the texts of an item per locale')
  @Answers200(ItemRead)
  async translate(@Param('item_id') id: string, @Body() body: ItemTranslate, @Caller() scope: Scope): Promise<object> {
    await this.commands.execute(new TranslateItem(parseId('itm', id), { name: { ...body.name }, description: { ...body.description } }), scope);
    return this.read(id, scope);
  }

  private async read(id: string, scope: Scope): Promise<object> {
    const [item] = await this.queries.ask(new GetItemReads([id]), scope);
    if (!item) throw new ItemNotFound();
    return item;
  }
}
