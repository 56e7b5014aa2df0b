import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Housekeeps, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { AddSegmentMembers, RemoveSegmentMembers, type MemberResult } from '../contracts/commands.js';
import { SegmentIsDynamic, SegmentNotFound } from '../contracts/errors.js';
import { SegmentsRepository } from '../infra/segments.repository.js';

async function requireStatic(segments: SegmentsRepository, id: string): Promise<void> {
  const segment = await segments.hold(id);
  if (!segment) throw new SegmentNotFound();
  if (segment.segment_group?.type === 'dynamic') throw new SegmentIsDynamic();
}

/** A row for each that was named, in their order; of one who was named twice, the second row says that nothing was left to do. */
function rowsOf(playerIds: readonly string[], changed: ReadonlySet<string>, done: MemberResult['status'], not: MemberResult['status']): MemberResult[] {
  return playerIds.map((player_id, index) => ({ player_id, status: changed.has(player_id) && playerIds.indexOf(player_id) === index ? done : not }));
}

@CommandHandler(AddSegmentMembers)
export class AddSegmentMembersHandler implements ICommandHandler<AddSegmentMembers> {
  constructor(private readonly segments: SegmentsRepository, private readonly clock: Clock) {}

  async execute({ segmentId, playerIds }: AddSegmentMembers): Promise<MemberResult[]> {
    await requireStatic(this.segments, segmentId);
    return rowsOf(playerIds, await this.segments.add(segmentId, playerIds, this.clock.now()), 'added', 'already_member');
  }
}

@CommandHandler(RemoveSegmentMembers)
export class RemoveSegmentMembersHandler implements ICommandHandler<RemoveSegmentMembers> {
  constructor(private readonly segments: SegmentsRepository) {}

  async execute({ segmentId, playerIds }: RemoveSegmentMembers): Promise<MemberResult[]> {
    await requireStatic(this.segments, segmentId);
    return rowsOf(playerIds, await this.segments.takeOut(segmentId, playerIds), 'removed', 'not_a_member');
  }
}

export interface MemberPage {
  data: { player_id: string; added_at: number }[];
  has_more: boolean;
  next_cursor: string | null;
}

/** Who was added to a segment here, in the order of their ids. */
export class ListSegmentMembers extends Query<MemberPage> {
  constructor(readonly segmentId: string, readonly limit: number, readonly after: string | null) { super(); }
}

@QueryHandler(ListSegmentMembers)
export class ListSegmentMembersHandler implements IQueryHandler<ListSegmentMembers> {
  constructor(private readonly segments: SegmentsRepository) {}

  async execute({ segmentId, limit, after }: ListSegmentMembers): Promise<MemberPage> {
    if (!(await this.segments.find(segmentId))) throw new SegmentNotFound();
    const rows = await this.segments.members(segmentId, after, limit + 1);
    const data = rows.slice(0, limit).map(({ player_id, added_at }) => ({ player_id, added_at: unixSeconds(added_at) }));
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.player_id : null };
  }
}

/** Removes up to `max` members of segments that are gone. */
export class RemoveLeftBehind extends Command<number> {
  static readonly context = 'player/segments';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(RemoveLeftBehind)
export class RemoveLeftBehindHandler implements ICommandHandler<RemoveLeftBehind> {
  constructor(private readonly segments: SegmentsRepository) {}
  execute({ max }: RemoveLeftBehind): Promise<number> {
    return this.segments.removeLeftBehind(max);
  }
}

@Injectable()
@Housekeeps('segments.remove-left-behind')
export class RemoveLeftBehindChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'segments.deleted_segment', after);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new RemoveLeftBehind(max), systemScope(gameId, 'segments.remove-left-behind'));
  }
}
