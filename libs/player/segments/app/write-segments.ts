import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { looksLikeId, newId } from '#platform/kernel/ids';
import { CreateSegment, DeleteSegment, UpdateSegment, type NewSegment } from '../contracts/commands.js';
import { SegmentHasMembers, SegmentInUse, SegmentNotFound, SegmentSlugReadsAsId, TooManyInGame, UnknownSegmentGroup } from '../contracts/errors.js';
import { brokenBy } from '../domain/program.js';
import { Programs } from '../infra/programs.js';
import { SegmentsRepository } from '../infra/segments.repository.js';
import { StructureRepository } from '../infra/structure.repository.js';

const SEGMENTS_MAX = 1_000;

async function requireSlugAndGroup({ slug, segment_group_id: group }: Partial<NewSegment>, segments: SegmentsRepository): Promise<void> {
  if (slug && looksLikeId(slug)) throw new SegmentSlugReadsAsId();
  if (group && !(await segments.group(group))) throw new UnknownSegmentGroup();
}

@CommandHandler(CreateSegment)
export class CreateSegmentHandler implements ICommandHandler<CreateSegment> {
  constructor(private readonly structure: StructureRepository, private readonly segments: SegmentsRepository, private readonly clock: Clock) {}

  async execute({ segment }: CreateSegment): Promise<{ id: string }> {
    await this.structure.raise();
    await requireSlugAndGroup(segment, this.segments);
    if ((await this.structure.counts()).segments >= SEGMENTS_MAX) throw new TooManyInGame('segments', SEGMENTS_MAX);
    const id = newId('seg');
    await this.segments.write({
      id, slug: segment.slug, name: segment.name, description: segment.description ?? null, color: segment.color ?? null, image_url: segment.image_url ?? null,
      segment_group_id: segment.segment_group_id ?? null, created_at: this.clock.now(), modified_at: null,
    });
    return { id };
  }
}

@CommandHandler(UpdateSegment)
export class UpdateSegmentHandler implements ICommandHandler<UpdateSegment> {
  constructor(private readonly structure: StructureRepository, private readonly segments: SegmentsRepository, private readonly programs: Programs, private readonly clock: Clock) {}

  async execute({ segmentId, changes }: UpdateSegment): Promise<{ id: string }> {
    await this.structure.raise();
    const row = await this.segments.lock(segmentId);
    if (!row) throw new SegmentNotFound();
    await requireSlugAndGroup(changes, this.segments);
    const structure = await this.structure.read();
    const next = { ...row, ...changes };
    const group = brokenBy(structure, { ...structure, segments: structure.segments.map((segment) => (segment.id === segmentId ? { ...segment, slug: next.slug, segment_group_id: next.segment_group_id } : segment)) }, this.programs.graphs(currentScope().gameId));
    if (group !== null) throw new SegmentInUse(group);
    const isDynamic = structure.groups.some(({ id, type }) => id === next.segment_group_id && type === 'dynamic');
    if (isDynamic && (await this.segments.hasMembers(segmentId))) throw new SegmentHasMembers();
    await this.segments.write({ ...next, modified_at: this.clock.now() });
    return { id: segmentId };
  }
}

@CommandHandler(DeleteSegment)
export class DeleteSegmentHandler implements ICommandHandler<DeleteSegment> {
  constructor(private readonly structure: StructureRepository, private readonly segments: SegmentsRepository, private readonly programs: Programs) {}

  async execute({ segmentId }: DeleteSegment): Promise<void> {
    await this.structure.raise();
    if (!(await this.segments.lock(segmentId))) throw new SegmentNotFound();
    const structure = await this.structure.read();
    const group = brokenBy(structure, { ...structure, segments: structure.segments.filter(({ id }) => id !== segmentId) }, this.programs.graphs(currentScope().gameId));
    if (group !== null) throw new SegmentInUse(group);
    await this.segments.remove(segmentId);
  }
}
