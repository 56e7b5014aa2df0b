import { Body, Controller, Get, Post, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { ListSaleBlocks, PlaceSaleBlock } from '../app/sale-blocks.js';
import { SaleBlockPage, SaleBlockPlace, SaleBlockQuery, SaleBlockRead } from './sale-block.dto.js';

const LIMIT = 50;

/** Where nobody is sold to or paid, for all studios. */
@ApiTags('Operator tax')
@Controller('operator/v1/tax')
export class SaleBlocksController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Post('sale_blocks')
  @OperatorRoute('tax:write')
  @Operation('place_sale_block', 'Sell to nobody of a place, and pay nobody there, from its first day on. One person places it; a tax change of the kind `ending`, which takes two, ends it')
  @Answers201(SaleBlockRead)
  async place(@Body() { reason, source_url = null, ...told }: SaleBlockPlace, @Caller() scope: Scope): Promise<SaleBlockRead> {
    const { id } = await this.commands.execute(new PlaceSaleBlock(told, { reason, source_url }), scope);
    return (await this.queries.ask(new ListSaleBlocks({ id, limit: 1 }), scope)).data[0]!;
  }

  @Get('sale_blocks')
  @OperatorRoute('tax:read')
  @Operation('list_sale_blocks', 'Places that the operator has blocked, newest first')
  @Answers200(SaleBlockPage)
  async list(@Params() { limit = LIMIT, ...wish }: SaleBlockQuery, @Caller() scope: Scope): Promise<SaleBlockPage> {
    const { data, has_more } = await this.queries.ask(new ListSaleBlocks({ ...wish, limit }), scope);
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
