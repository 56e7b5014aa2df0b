import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { PlayerNotFound } from '#player/players/errors';
import { GetPlayer } from '#player/players/queries';
import { ListCustomAttributes } from '../app/attributes.js';
import { DeclareCustomAttribute, ForgetCustomAttribute } from '../contracts/commands.js';
import { CustomAttributeNameMalformed, CustomAttributeNotFound } from '../contracts/errors.js';
import { GetMemberships } from '../contracts/queries.js';
import { CustomAttributeRead, CustomAttributeWrite, SegmentMembership } from './segments.dto.js';

const PLAYER_ID = /^[^\p{Cc}\p{Cs}]{1,255}$/u;
const NAME = /^[A-Za-z0-9_]{1,100}$/;
/** Dots and dashes were taken once: what was declared with them can be taken back. */
const EVER_DECLARED = /^[A-Za-z0-9_.-]{1,100}$/;

@ApiTags('Segmentation')
@Controller('v1')
export class TargetingController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get('players/:player_id/segments')
  @StudioRoute('segments:read')
  @Operation('get_player_segments', 'In which segments a player is now, and why', 'A player whom nobody has told us of is in those that she was added to, and in those whose rules need nothing of her; where there is none, she is not found.')
  @Answers200([SegmentMembership])
  async memberships(@Param('player_id') playerId: string, @Caller() scope: Scope): Promise<SegmentMembership[]> {
    if (!PLAYER_ID.test(playerId)) throw new PlayerNotFound();
    const found = await this.queries.ask(new GetMemberships(playerId), scope);
    if (found.length === 0 && !(await this.queries.ask(new GetPlayer(playerId), scope))) throw new PlayerNotFound();
    return found;
  }

  @Get('custom_attributes')
  @StudioRoute('segments:read')
  @Operation('list_custom_attributes', 'Every custom attribute that expressions may read, by name')
  @Answers200([CustomAttributeRead])
  attributes(@Caller() scope: Scope): Promise<CustomAttributeRead[]> {
    return this.queries.ask(new ListCustomAttributes(), scope);
  }

  @Put('custom_attributes/:attribute_name')
  @StudioRoute('segments:write')
  @Operation('declare_custom_attribute', 'Say of which type a custom attribute is, so that expressions may read it', 'Its name has 1 to 100 letters of A to Z, digits and underscores, upper and lower case apart. What a game tells under other names is kept, and expressions do not read it.')
  @Answers200(CustomAttributeRead)
  async declare(@Param('attribute_name') name: string, @Body() { type, description = null }: CustomAttributeWrite, @Caller() scope: Scope): Promise<CustomAttributeRead> {
    if (!NAME.test(name)) throw new CustomAttributeNameMalformed();
    await this.commands.execute(new DeclareCustomAttribute(name, type as DeclareCustomAttribute['type'], description), scope);
    return (await this.queries.ask(new ListCustomAttributes(), scope)).find((attribute) => attribute.name === name)!;
  }

  @Delete('custom_attributes/:attribute_name')
  @StudioRoute('segments:write')
  @Operation('forget_custom_attribute', 'Take back the declaration of a custom attribute that no rules read')
  @Answers204()
  async forget(@Param('attribute_name') name: string, @Caller() scope: Scope): Promise<void> {
    if (!EVER_DECLARED.test(name)) throw new CustomAttributeNotFound();
    await this.commands.execute(new ForgetCustomAttribute(name), scope);
  }
}
