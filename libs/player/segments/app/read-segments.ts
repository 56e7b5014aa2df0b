import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Query } from '#platform/kernel/messages';
import { SegmentGraphNotFound, SegmentGroupNotFound, SegmentNotFound } from '../contracts/errors.js';
import type { SegmentGroupRow } from '../infra/rows.js';
import { SegmentsRepository, type SegmentWithGroup } from '../infra/segments.repository.js';

export interface SegmentGroupView {
  id: string;
  name: string;
  type: 'static' | 'dynamic';
  enabled: boolean;
  is_template: boolean;
}

export interface SegmentView {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  color: string | null;
  image_url: string | null;
  segment_group_id: string | null;
  segment_group: SegmentGroupView | null;
}

const groupView = ({ id, name, type, enabled, is_template }: Omit<SegmentGroupRow, 'graph'>): SegmentGroupView => ({ id, name, type, enabled, is_template });
const segmentView = ({ id, slug, name, description, color, image_url, segment_group_id, segment_group }: SegmentWithGroup): SegmentView =>
  ({ id, slug, name, description, color, image_url, segment_group_id, segment_group });

export class GetSegmentGroup extends Query<SegmentGroupView> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetSegmentGroup)
export class GetSegmentGroupHandler implements IQueryHandler<GetSegmentGroup> {
  constructor(private readonly segments: SegmentsRepository) {}

  async execute({ id }: GetSegmentGroup): Promise<SegmentGroupView> {
    const row = await this.segments.group(id);
    if (!row) throw new SegmentGroupNotFound();
    return groupView(row);
  }
}

/** Every group of the game in the order in which they were made, with how many segments each has. */
export class ListSegmentGroups extends Query<(SegmentGroupView & { segment_count: number })[]> {}

@QueryHandler(ListSegmentGroups)
export class ListSegmentGroupsHandler implements IQueryHandler<ListSegmentGroups> {
  constructor(private readonly segments: SegmentsRepository) {}

  async execute(): Promise<(SegmentGroupView & { segment_count: number })[]> {
    return (await this.segments.groups()).map((row) => ({ ...groupView(row), segment_count: row.segment_count }));
  }
}

/** The rule graph of a group as it was sent. */
export class GetSegmentGraph extends Query<object> {
  constructor(readonly groupId: string) { super(); }
}

@QueryHandler(GetSegmentGraph)
export class GetSegmentGraphHandler implements IQueryHandler<GetSegmentGraph> {
  constructor(private readonly segments: SegmentsRepository) {}

  async execute({ groupId }: GetSegmentGraph): Promise<object> {
    const row = await this.segments.group(groupId);
    if (!row) throw new SegmentGroupNotFound();
    if (!row.graph) throw new SegmentGraphNotFound();
    return row.graph;
  }
}

export class GetSegment extends Query<SegmentView> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetSegment)
export class GetSegmentHandler implements IQueryHandler<GetSegment> {
  constructor(private readonly segments: SegmentsRepository) {}

  async execute({ id }: GetSegment): Promise<SegmentView> {
    const row = await this.segments.find(id);
    if (!row) throw new SegmentNotFound();
    return segmentView(row);
  }
}

/** Segments in the order in which they were made. */
export class ListSegments extends Query<SegmentView[]> {
  constructor(readonly filter: { groupId: string | null; limit: number; offset: number; after: string | null }) { super(); }
}

@QueryHandler(ListSegments)
export class ListSegmentsHandler implements IQueryHandler<ListSegments> {
  constructor(private readonly segments: SegmentsRepository) {}

  async execute({ filter }: ListSegments): Promise<SegmentView[]> {
    return (await this.segments.page(filter)).map(segmentView);
  }
}
