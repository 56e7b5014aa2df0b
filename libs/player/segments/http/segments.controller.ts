import { Body, Controller, Delete, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NotAuditedForKeys } from '#platform/audit/audit.interceptor';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { BodyList } from '#platform/http/validation';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { ListSegmentMembers } from '../app/members.js';
import { GetSegment, ListSegments } from '../app/read-segments.js';
import { AddSegmentMembers, CreateSegment, DeleteSegment, RemoveSegmentMembers, UpdateSegment, type NewSegment } from '../contracts/commands.js';
import { SegmentCreate, SegmentMemberPage, SegmentMemberResult, SegmentMemberWrite, SegmentMembersQuery, SegmentRead, SegmentUpdate, SegmentsQuery } from './segments.dto.js';

const MEMBERS_MAX = 1_000;

function nextLink(reply: FastifyReply, lastId: string): string {
  const url = new URL(reply.request.url, 'http://localhost');
  url.searchParams.delete('offset');
  url.searchParams.set('starting_after', lastId);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

/** Null where there can be none leaves the member as it is. */
const told = ({ slug, name, ...rest }: SegmentUpdate): Partial<NewSegment> => ({ ...rest, ...(slug != null ? { slug } : {}), ...(name != null ? { name } : {}) });

@ApiTags('Segmentation')
@Controller('v1/segments')
export class SegmentsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('segments:read')
  @Operation('get_segments', 'Segments in the order in which they were made')
  @Answers200([SegmentRead])
  async list(@Query() { segment_group_id, limit = 10, offset = 0, starting_after }: SegmentsQuery, @Caller() scope: Scope, @Res({ passthrough: true }) reply: FastifyReply): Promise<SegmentRead[]> {
    const segments = await this.queries.ask(new ListSegments({ groupId: segment_group_id ?? null, limit, offset, after: starting_after ?? null }), scope);
    if (segments.length === limit) void reply.header('Link', nextLink(reply, segments.at(-1)!.id));
    return segments;
  }

  @Post()
  @StudioRoute('segments:write')
  @Operation('create_segment', 'Make a segment')
  @Answers201(SegmentRead)
  async create(@Body() body: SegmentCreate, @Caller() scope: Scope): Promise<SegmentRead> {
    const { id } = await this.commands.execute(new CreateSegment({ ...body }), scope);
    return this.queries.ask(new GetSegment(id), scope);
  }

  @Get(':segment_id')
  @StudioRoute('segments:read')
  @Operation('get_segment', 'A segment')
  @Answers200(SegmentRead)
  get(@Param('segment_id') id: string, @Caller() scope: Scope): Promise<SegmentRead> {
    return this.queries.ask(new GetSegment(parseId('seg', id)), scope);
  }

  @Put(':segment_id')
  @StudioRoute('segments:write')
  @Operation('update_segment', 'Change what is told of a segment')
  @Answers200(SegmentRead)
  async update(@Param('segment_id') id: string, @Body() body: SegmentUpdate, @Caller() scope: Scope): Promise<SegmentRead> {
    await this.commands.execute(new UpdateSegment(parseId('seg', id), told(body)), scope);
    return this.queries.ask(new GetSegment(id), scope);
  }

  @Delete(':segment_id')
  @StudioRoute('segments:write')
  @Operation('delete_segment', 'Delete a segment that no rules name, with its members')
  @Answers204()
  async delete(@Param('segment_id') id: string, @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteSegment(parseId('seg', id)), scope);
  }

  @Get(':segment_id/members')
  @StudioRoute('segments:read')
  @Operation('list_segment_members', 'Who was added to a segment', 'Players that the game tells of stand in `list_players?segment=`; whom rules put into it, in `get_player_segments` of each.')
  @Answers200(SegmentMemberPage)
  async members(@Param('segment_id') id: string, @Query() { limit = 100, starting_after }: SegmentMembersQuery, @Caller() scope: Scope): Promise<SegmentMemberPage> {
    return this.queries.ask(new ListSegmentMembers(parseId('seg', id), limit, starting_after ?? null), scope);
  }

  @Post(':segment_id/members')
  @StudioRoute('segments:write')
  @NotAuditedForKeys('what a game decides of players while they play')
  @Operation('add_segment_members', 'Add players to a static segment, a row each')
  @ApiBody({ type: [SegmentMemberWrite] })
  @Answers200([SegmentMemberResult])
  add(@Param('segment_id') id: string, @Body(new BodyList(SegmentMemberWrite, MEMBERS_MAX)) members: SegmentMemberWrite[], @Caller() scope: Scope): Promise<SegmentMemberResult[]> {
    return this.commands.execute(new AddSegmentMembers(parseId('seg', id), members.map(({ player_id }) => player_id)), scope);
  }

  @Delete(':segment_id/members')
  @StudioRoute('segments:write')
  @NotAuditedForKeys('what a game decides of players while they play')
  @Operation('remove_segment_members', 'Take back that players were added to a static segment, a row each')
  @ApiBody({ type: [SegmentMemberWrite] })
  @Answers200([SegmentMemberResult])
  remove(@Param('segment_id') id: string, @Body(new BodyList(SegmentMemberWrite, MEMBERS_MAX)) members: SegmentMemberWrite[], @Caller() scope: Scope): Promise<SegmentMemberResult[]> {
    return this.commands.execute(new RemoveSegmentMembers(parseId('seg', id), members.map(({ player_id }) => player_id)), scope);
  }
}
