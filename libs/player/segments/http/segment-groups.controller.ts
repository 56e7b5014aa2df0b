import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetSegmentGraph, GetSegmentGroup, ListSegmentGroups } from '../app/read-segments.js';
import { CreateSegmentGroup, DeleteSegmentGroup, UpdateSegmentGroup } from '../contracts/commands.js';
import { SegmentGraph, SegmentGroupCreate, SegmentGroupRead, SegmentGroupReadStat, SegmentGroupUpdate } from './segment-groups.dto.js';

@ApiTags('Segmentation')
@Controller('v1/segment_groups')
export class SegmentGroupsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('segments:read')
  @Operation('get_segment_groups', 'Every segment group with how many segments it has')
  @Answers200([SegmentGroupReadStat])
  list(@Caller() scope: Scope): Promise<SegmentGroupReadStat[]> {
    return this.queries.ask(new ListSegmentGroups(), scope);
  }

  @Post()
  @StudioRoute('segments:write')
  @Operation('create_segment_group', 'Make a segment group; a dynamic one decides nothing until it has a graph')
  @Answers201(SegmentGroupRead)
  async create(@Body() { name, type, enabled, is_template }: SegmentGroupCreate, @Caller() scope: Scope): Promise<SegmentGroupRead> {
    const { id } = await this.commands.execute(new CreateSegmentGroup({ name, type, enabled, is_template }), scope);
    return this.queries.ask(new GetSegmentGroup(id), scope);
  }

  @Get(':segment_group_id')
  @StudioRoute('segments:read')
  @Operation('get_segment_group', 'A segment group')
  @Answers200(SegmentGroupRead)
  get(@Param('segment_group_id') id: string, @Caller() scope: Scope): Promise<SegmentGroupRead> {
    return this.queries.ask(new GetSegmentGroup(parseId('sgg', id)), scope);
  }

  @Put(':segment_group_id')
  @StudioRoute('segments:write')
  @Operation('update_segment_group', 'Change what is told of a segment group, its rule graph as a whole')
  @Answers200(SegmentGroupRead)
  async update(@Param('segment_group_id') id: string, @Body() { name, type, enabled, is_template, graph }: SegmentGroupUpdate, @Caller() scope: Scope): Promise<SegmentGroupRead> {
    // Null where there can be none leaves the member as it is.
    const told = { ...(name != null ? { name } : {}), ...(type != null ? { type } : {}), ...(enabled != null ? { enabled } : {}), ...(is_template != null ? { is_template } : {}) };
    await this.commands.execute(new UpdateSegmentGroup(parseId('sgg', id), told, graph), scope);
    return this.queries.ask(new GetSegmentGroup(id), scope);
  }

  @Delete(':segment_group_id')
  @StudioRoute('segments:write')
  @Operation('delete_segment_group', 'Delete a segment group that has no segments')
  @Answers204()
  async delete(@Param('segment_group_id') id: string, @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteSegmentGroup(parseId('sgg', id)), scope);
  }

  @Get(':segment_group_id/graph')
  @StudioRoute('segments:read')
  @Operation('get_segment_group_graph', 'The rule graph of a dynamic group, as it was sent')
  @Answers200(SegmentGraph)
  async graph(@Param('segment_group_id') id: string, @Caller() scope: Scope): Promise<SegmentGraph> {
    return (await this.queries.ask(new GetSegmentGraph(parseId('sgg', id)), scope)) as SegmentGraph;
  }
}
