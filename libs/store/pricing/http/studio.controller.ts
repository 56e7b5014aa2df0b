import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { CreatePriceTemplate, DeletePriceTemplate, UpdatePriceTemplate } from '../contracts/commands.js';
import { CursorAmbiguous } from '../contracts/errors.js';
import { GetPriceTemplate, type PriceTemplateView } from '../contracts/queries.js';
import { ListPricePoints } from '../app/list-price-points.js';
import { ListPriceTemplates } from '../app/read-price-templates.js';
import { PricePointsQuery, PricePointsResponse, PriceTemplateCreate, PriceTemplatePage, PriceTemplateRead, PriceTemplateShort, PriceTemplateUpdate, PriceTemplatesQuery } from './pricing.dto.js';

/** The contract has no null here: what is not there is left out. */
function read<T extends PriceTemplateView>({ key, modified_at, ...view }: T): PriceTemplateShort & Omit<T, 'key' | 'modified_at'> {
  return { ...view, ...(key === null ? {} : { key }), ...(modified_at === null ? {} : { modified_at }) };
}

@ApiTags('Price Templates')
@Controller('v1/price_templates')
export class PriceTemplatesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('price_templates:read')
  @Operation('get_price_templates', 'Price templates, the newest first')
  @Answers200(PriceTemplatePage)
  async list(@Query() query: PriceTemplatesQuery, @Caller() scope: Scope): Promise<PriceTemplatePage> {
    const { q, limit = 10, starting_after: after, ending_before: before } = query;
    if (after !== undefined && before !== undefined) throw new CursorAmbiguous();
    const page = await this.queries.ask(new ListPriceTemplates({ q, limit, after, before }), scope);
    const cursor = page.has_more ? (before === undefined ? page.data.at(-1) : page.data[0])?.id : undefined;
    return { data: page.data.map(read), has_more: page.has_more, ...(cursor ? { next_cursor: cursor } : {}) };
  }

  @Post()
  @StudioRoute('price_templates:write')
  @Operation('create_price_template', 'Make a price template')
  @Answers201(PriceTemplateRead)
  async create(@Body() body: PriceTemplateCreate, @Caller() scope: Scope): Promise<PriceTemplateRead> {
    const { id } = await this.commands.execute(new CreatePriceTemplate(body), scope);
    return this.readOne(id, scope);
  }

  @Get(':price_template_id')
  @StudioRoute('price_templates:read')
  @Operation('get_price_template', 'A price template with the price of every country')
  @Answers200(PriceTemplateRead)
  get(@Param('price_template_id') id: string, @Caller() scope: Scope): Promise<PriceTemplateRead> {
    return this.readOne(parseId('ptm', id), scope);
  }

  @Put(':price_template_id')
  @StudioRoute('price_templates:write')
  @Operation('update_price_template', 'Change what is told of a price template')
  @Answers200(PriceTemplateRead)
  async update(@Param('price_template_id') id: string, @Body() body: PriceTemplateUpdate, @Caller() scope: Scope): Promise<PriceTemplateRead> {
    await this.commands.execute(new UpdatePriceTemplate(parseId('ptm', id), body), scope);
    return this.readOne(id, scope);
  }

  @Delete(':price_template_id')
  @StudioRoute('price_templates:write')
  @Operation('delete_price_template', 'Delete a price template that no item names')
  @Answers204()
  async delete(@Param('price_template_id') id: string, @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeletePriceTemplate(parseId('ptm', id)), scope);
  }

  private async readOne(id: string, scope: Scope): Promise<PriceTemplateRead> {
    return read(await this.queries.ask(new GetPriceTemplate(id), scope)) as PriceTemplateRead;
  }
}

@ApiTags('Price Points')
@Controller('v1/price_points')
export class PricePointsController {
  constructor(private readonly queries: Queries) {}

  @Get()
  @StudioRoute('price_points:read')
  @Operation('get_price_points', 'Every price point with what it is in a country')
  @Answers200(PricePointsResponse)
  get(@Query() query: PricePointsQuery, @Caller() scope: Scope): Promise<PricePointsResponse> {
    return this.queries.ask(new ListPricePoints({ country: query.country, locale: query.locale ?? 'en', platform: query.platform ?? 'any' }), scope);
  }
}
