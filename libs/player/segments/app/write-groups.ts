import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { CreateSegmentGroup, DeleteSegmentGroup, UpdateSegmentGroup } from '../contracts/commands.js';
import { RulesRefused, RulesTooLarge, SegmentGroupInUse, SegmentGroupNotFound, StaticHasNoGraph, TooManyInGame } from '../contracts/errors.js';
import { Faulty } from '../domain/fault.js';
import type { KeptGraphs } from '../domain/kept-graphs.js';
import { LIMITS } from '../domain/language.js';
import { charactersTooMany, graphsOf, inOrder, vocabularyOf, type Structure } from '../domain/program.js';
import { Programs } from '../infra/programs.js';
import { SegmentsRepository } from '../infra/segments.repository.js';
import { StructureRepository } from '../infra/structure.repository.js';

const GROUPS_MAX = 200;

@CommandHandler(CreateSegmentGroup)
export class CreateSegmentGroupHandler implements ICommandHandler<CreateSegmentGroup> {
  constructor(private readonly structure: StructureRepository, private readonly segments: SegmentsRepository, private readonly clock: Clock) {}

  async execute({ group }: CreateSegmentGroup): Promise<{ id: string }> {
    await this.structure.raise();
    if ((await this.structure.counts()).groups >= GROUPS_MAX) throw new TooManyInGame('groups', GROUPS_MAX);
    const id = newId('sgg');
    await this.segments.writeGroup({ ...group, id, graph: null, created_at: this.clock.now(), modified_at: null });
    return { id };
  }
}

/** Holds a graph against what the game has: its own nodes first, then whether the groups can still be put in an order. */
function requireRules(graph: object, groupId: string, structure: Structure, graphs: KeptGraphs): void {
  const after = { ...structure, groups: structure.groups.map((group) => (group.id === groupId ? { ...group, type: 'dynamic' as const, graph } : group)) };
  const characters = charactersTooMany(structure.groups, after.groups);
  if (characters !== null) throw new RulesTooLarge(LIMITS.gameCharacters, characters);
  try {
    graphs.of(groupId, graph, vocabularyOf(after, groupId), ['graph']);
    inOrder(after, graphsOf(after, graphs).read);
  } catch (error) {
    if (error instanceof Faulty) throw new RulesRefused(error.faults);
    throw error;
  }
}

@CommandHandler(UpdateSegmentGroup)
export class UpdateSegmentGroupHandler implements ICommandHandler<UpdateSegmentGroup> {
  constructor(private readonly structure: StructureRepository, private readonly segments: SegmentsRepository, private readonly programs: Programs, private readonly clock: Clock) {}

  async execute({ groupId, changes, graph }: UpdateSegmentGroup): Promise<{ id: string }> {
    await this.structure.raise();
    const row = await this.segments.group(groupId);
    if (!row) throw new SegmentGroupNotFound();
    const structure = await this.structure.read();
    const type = changes.type ?? row.type;
    // Members that were added and rules that decide would contradict each other.
    if (type !== row.type && structure.segments.some((segment) => segment.segment_group_id === groupId)) throw new SegmentGroupInUse();
    if (type === 'static' && graph) throw new StaticHasNoGraph();
    const kept = type === 'static' ? null : graph === undefined ? row.graph : graph;
    if (kept && graph) requireRules({ ...kept }, groupId, structure, this.programs.graphs(currentScope().gameId));
    await this.segments.writeGroup({ ...row, ...changes, type, graph: kept, modified_at: this.clock.now() });
    return { id: groupId };
  }
}

@CommandHandler(DeleteSegmentGroup)
export class DeleteSegmentGroupHandler implements ICommandHandler<DeleteSegmentGroup> {
  constructor(private readonly structure: StructureRepository, private readonly segments: SegmentsRepository) {}

  async execute({ groupId }: DeleteSegmentGroup): Promise<void> {
    await this.structure.raise();
    if (!(await this.segments.group(groupId))) throw new SegmentGroupNotFound();
    if (await this.segments.hasSegments(groupId)) throw new SegmentGroupInUse();
    await this.segments.removeGroup(groupId);
  }
}
