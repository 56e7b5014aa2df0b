import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { BodyList } from '#platform/http/validation';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { CreateCategory, DeleteCategories, UpdateCategories, type CategoryChanges } from '../contracts/commands.js';
import { CategoryNotFound } from '../contracts/errors.js';
import { GetCategories, ListCategories, type CategoryView } from '../app/read-categories.js';
import { ItemCategoriesQuery, ItemCategoryBulkDelete, ItemCategoryBulkUpdate, ItemCategoryCreate, ItemCategoryRead, ItemCategoryUpdate } from './category.dto.js';
import { nextLink } from './next-link.js';

const AT_ONCE_MAX = 500;
const LIMIT = 10;

/** Nested DTOs become plain objects, as they are kept. */
const told = <T>(body: object): T => JSON.parse(JSON.stringify(body)) as T;

@ApiTags('Item Categories')
@Controller('v1/item_categories')
export class CategoriesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('items:read')
  @Operation('get_item_categories', 'Categories by position')
  @Answers200([ItemCategoryRead])
  async list(@Query() { limit = LIMIT, offset = 0, starting_after }: ItemCategoriesQuery, @Caller() scope: Scope, @Res({ passthrough: true }) reply: FastifyReply): Promise<CategoryView[]> {
    const categories = await this.queries.ask(new ListCategories({ limit, offset, starting_after }), scope);
    if (categories.length === limit) reply.header('Link', nextLink(reply, categories.at(-1)!.id));
    return categories;
  }

  @Post()
  @StudioRoute('items:write')
  @Operation('create_item_category', 'Make a category')
  @Answers201(ItemCategoryRead)
  async create(@Body() body: ItemCategoryCreate, @Caller() scope: Scope): Promise<CategoryView> {
    const { id } = await this.commands.execute(new CreateCategory(told<CategoryChanges & { name: string; position: number }>(body)), scope);
    return this.read(id, scope);
  }

  @Patch()
  @StudioRoute('items:write')
  @Operation('bulk_update_item_categories', 'Change categories, all or none')
  @ApiBody({ type: ItemCategoryBulkUpdate, isArray: true })
  @Answers200([ItemCategoryRead])
  async updateMany(@Body(new BodyList(ItemCategoryBulkUpdate, AT_ONCE_MAX)) categories: ItemCategoryBulkUpdate[], @Caller() scope: Scope): Promise<CategoryView[]> {
    const { ids } = await this.commands.execute(new UpdateCategories(categories.map((category) => told<CategoryChanges & { id: string }>(category))), scope);
    return this.queries.ask(new GetCategories(ids), scope);
  }

  @Delete()
  @StudioRoute('items:write')
  @Operation('bulk_delete_item_categories', 'Delete categories, all or none; their items stay')
  @ApiBody({ type: ItemCategoryBulkDelete, isArray: true })
  @Answers204()
  async removeMany(@Body(new BodyList(ItemCategoryBulkDelete, AT_ONCE_MAX)) categories: ItemCategoryBulkDelete[], @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteCategories(categories.map(({ id }) => id)), scope);
  }

  @Get(':item_category_id')
  @StudioRoute('items:read')
  @Operation('get_item_category', 'One category')
  @Answers200(ItemCategoryRead)
  get(@Param('item_category_id') id: string, @Caller() scope: Scope): Promise<CategoryView> {
    return this.read(parseId('cat', id), scope);
  }

  @Put(':item_category_id')
  @StudioRoute('items:write')
  @Operation('update_item_category', 'Change what is told of a category')
  @Answers200(ItemCategoryRead)
  async update(@Param('item_category_id') id: string, @Body() body: ItemCategoryUpdate, @Caller() scope: Scope): Promise<CategoryView> {
    await this.commands.execute(new UpdateCategories([{ ...told<CategoryChanges>(body), id: parseId('cat', id) }], true), scope);
    return this.read(id, scope);
  }

  @Delete(':item_category_id')
  @StudioRoute('items:write')
  @Operation('delete_item_category', 'Delete a category; its items stay')
  @Answers204()
  async remove(@Param('item_category_id') id: string, @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteCategories([parseId('cat', id)]), scope);
  }

  private async read(id: string, scope: Scope): Promise<CategoryView> {
    const [category] = await this.queries.ask(new GetCategories([id]), scope);
    if (!category) throw new CategoryNotFound();
    return category;
  }
}
