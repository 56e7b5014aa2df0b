import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { SaveHub } from './contracts/commands.js';
import { NoHub } from './contracts/errors.js';
import { GetHub } from './contracts/queries.js';
import { HubRead, HubUpdate } from './hubs.dto.js';

@ApiTags('Hub')
@Controller('v1/hub')
export class HubsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly config: Config) {}

  @Get()
  @StudioRoute('games:read')
  @Operation('get_hub', 'The hub of this environment')
  @Answers200(HubRead)
  async get(@Caller() scope: Scope): Promise<HubRead> {
    const hub = await this.queries.ask(new GetHub(), scope);
    if (!hub) throw new NoHub();
    const { game_id: _game, ...view } = hub;
    return { ...view, url: `${this.config.publicUrl}/h/${hub.slug}` };
  }

  @Put()
  @StudioRoute('games:write')
  @Operation('save_hub', 'Make the hub of this environment, or change it')
  @Answers200(HubRead)
  async save(@Body() body: HubUpdate, @Caller() scope: Scope): Promise<HubRead> {
    await this.commands.execute(new SaveHub(body), scope);
    return this.get(scope);
  }
}
