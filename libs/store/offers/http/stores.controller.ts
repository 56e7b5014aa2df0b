import { Body, Controller, Delete, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { BodyList } from '#platform/http/validation';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetStore, ListStores, type StoreView } from '../app/read-stores.js';
import { CreateStore, DeleteStores, UpdateStore, type NewStore } from '../contracts/commands.js';
import { refuseNotYet } from './not-yet.js';
import { StoreBulkDelete, StoreCreate, StoreRead, StoreReadStat, StoresQuery, StoreUpdate } from './stores.dto.js';

function read<T extends StoreView>(view: T): T & Pick<StoreRead, 'rotation_settings' | 'limited_stock_settings' | 'settings'> {
  return { ...view, rotation_settings: null, limited_stock_settings: null, settings: null };
}

function nextLink(reply: FastifyReply, lastId: string): string {
  const url = new URL(reply.request.url, 'http://localhost');
  url.searchParams.delete('offset');
  url.searchParams.set('starting_after', lastId);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

@ApiTags('Stores')
@Controller('v1/stores')
export class StoresController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get('store/:store_item_id')
  @StudioRoute('stores:read')
  @Operation('get_store_by_store_item', 'The store that offers this store item')
  @Answers200(StoreRead)
  async getByStoreItem(@Param('store_item_id') id: string, @Caller() scope: Scope): Promise<StoreRead> {
    return read(await this.queries.ask(new GetStore({ storeItemId: parseId('sit', id) }), scope));
  }

  @Get()
  @StudioRoute('stores:read')
  @Operation('get_stores', 'Stores in the order in which they were made')
  @Answers200([StoreReadStat])
  async list(@Query() query: StoresQuery, @Caller() scope: Scope, @Res({ passthrough: true }) reply: FastifyReply): Promise<StoreReadStat[]> {
    const { search_string: search, limit = 10, offset = 0, starting_after: after } = query;
    const stores = await this.queries.ask(new ListStores({ search: search || undefined, limit, offset, after }), scope);
    if (stores.length === limit) void reply.header('Link', nextLink(reply, stores.at(-1)!.id));
    return stores.map(read);
  }

  @Post()
  @StudioRoute('stores:write')
  @Operation('create_store', 'Make a store')
  @Answers201(StoreRead)
  async create(@Body() body: StoreCreate, @Caller() scope: Scope): Promise<StoreRead> {
    refuseNotYet('create_store', body);
    const { rotation_settings: _rotation, limited_stock_settings: _stock, settings: _settings, ...store } = body;
    const { id } = await this.commands.execute(new CreateStore(store as NewStore), scope);
    return this.readOne(id, scope);
  }

  @Delete()
  @StudioRoute('stores:write')
  @Operation('bulk_delete_stores', 'Delete stores with what they offer, all or none')
  @ApiBody({ type: [StoreBulkDelete] })
  @Answers204()
  async deleteMany(@Body(new BodyList(StoreBulkDelete, 500)) stores: StoreBulkDelete[], @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteStores(stores.map(({ id }) => parseId('sto', id))), scope);
  }

  @Get(':store_id')
  @StudioRoute('stores:read')
  @Operation('get_store', 'A store')
  @Answers200(StoreRead)
  get(@Param('store_id') id: string, @Caller() scope: Scope): Promise<StoreRead> {
    return this.readOne(parseId('sto', id), scope);
  }

  @Put(':store_id')
  @StudioRoute('stores:write')
  @Operation('update_store', 'Change what is told of a store')
  @Answers200(StoreRead)
  async update(@Param('store_id') id: string, @Body() body: StoreUpdate, @Caller() scope: Scope): Promise<StoreRead> {
    refuseNotYet('update_store', body);
    const { rotation_settings: _rotation, limited_stock_settings: _stock, settings: _settings, name, description, type, ...rest } = body;
    // Null where there can be none leaves the member as it is.
    const kept = { name: name ?? undefined, description: description ?? undefined, type: (type ?? undefined) as NewStore['type'] | undefined };
    await this.commands.execute(new UpdateStore(parseId('sto', id), { ...rest, ...kept } as Partial<NewStore>), scope);
    return this.readOne(id, scope);
  }

  @Delete(':store_id')
  @StudioRoute('stores:write')
  @Operation('delete_store', 'Delete a store with what it offers')
  @Answers204()
  async delete(@Param('store_id') id: string, @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteStores([parseId('sto', id)]), scope);
  }

  private async readOne(id: string, scope: Scope): Promise<StoreRead> {
    return read(await this.queries.ask(new GetStore({ id }), scope));
  }
}
