import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { ChooseFulfillmentMode, GetFulfillmentSetting } from '../app/fulfillment-mode.js';
import { FulfillmentChoice, FulfillmentRead } from './fulfillment.dto.js';

@ApiTags('Fulfillment')
@Controller('v1/fulfillment')
export class FulfillmentController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('fulfillment:read')
  @Operation('get_fulfillment', 'How this environment is given what was paid for')
  @Answers200(FulfillmentRead)
  get(@Caller() scope: Scope): Promise<FulfillmentRead> {
    return this.queries.ask(new GetFulfillmentSetting(), scope);
  }

  @Put()
  @StudioRoute('fulfillment:write')
  @Operation('update_fulfillment', 'Choose how orders that are made from now on are fulfilled')
  @Answers200(FulfillmentRead)
  async choose(@Body() { mode }: FulfillmentChoice, @Caller() scope: Scope): Promise<FulfillmentRead> {
    await this.commands.execute(new ChooseFulfillmentMode(mode), scope);
    return this.queries.ask(new GetFulfillmentSetting(), scope);
  }
}
