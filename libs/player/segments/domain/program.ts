import type { CustomAttribute, Facts } from './attributes.js';
import { Faulty } from './fault.js';
import { walk, type CompiledGraph, type Draw, type GroupVocabulary, type Step } from './graph.js';
import { KeptGraphs } from './kept-graphs.js';
import { LIMITS } from './language.js';

export interface GroupShape {
  id: string;
  name: string;
  type: 'static' | 'dynamic';
  enabled: boolean;
  is_template: boolean;
  graph: unknown;
}

export interface SegmentShape {
  id: string;
  slug: string;
  segment_group_id: string | null;
}

/** Everything of a game that decides who is in which segment, at one version. */
export interface Structure {
  version: number;
  groups: readonly GroupShape[];
  segments: readonly SegmentShape[];
  attributes: readonly CustomAttribute[];
}

/** From where a player is in a segment: the game told it, it was added here, or the rules of its group say so. */
export type Source = 'game' | 'api' | 'rule';

export interface Membership {
  segment_id: string;
  slug: string;
  sources: Source[];
  /** The way through the group's graph; only of rules. */
  path: Step[];
}

interface RuleGroup {
  id: string;
  graph: CompiledGraph;
  ids: ReadonlyMap<string, string>;
}

export interface Program {
  version: number;
  /** Segments that have members by word, by their slugs: those of static groups that are enabled, and those of none. */
  byWord: ReadonlyMap<string, string>;
  /** In an order in which each comes after those whose segments it asks for. */
  rules: readonly RuleGroup[];
  /** Groups whose graph cannot be read any more: nobody is in their segments. */
  broken: readonly string[];
}

const groupOf = ({ groups }: Structure, segment: SegmentShape): GroupShape | undefined => groups.find(({ id }) => id === segment.segment_group_id);

/** What the graph of a group may name. */
export function vocabularyOf({ segments, attributes }: Structure, groupId: string): GroupVocabulary {
  const own = segments.filter((segment) => segment.segment_group_id === groupId);
  return {
    custom: new Map(attributes.map((attribute) => [attribute.name, attribute])),
    segments: new Set(segments.map(({ slug }) => slug)),
    own: new Set(own.map(({ slug }) => slug)),
    slugs: new Map(own.map(({ id, slug }) => [id, slug])),
  };
}

/** Of the graphs of all these groups as JSON, templates and disabled ones among them. */
export const charactersOf = (groups: readonly GroupShape[]): number => groups.reduce((sum, { graph }) => sum + (graph === null ? 0 : JSON.stringify(graph).length), 0);

/** How many characters the graphs of a game would have, where that is too many; null: they may be written. Those that were too large before there was a bound may become smaller. */
export function charactersTooMany(before: readonly GroupShape[], after: readonly GroupShape[]): number | null {
  const characters = charactersOf(after);
  return characters > LIMITS.gameCharacters && characters > charactersOf(before) ? characters : null;
}

export interface ReadGraph {
  group: GroupShape;
  graph: CompiledGraph;
}

/** Every graph that is there, templates and disabled ones among them; `broken` are those that cannot be read. */
export function graphsOf(structure: Structure, graphs = new KeptGraphs()): { read: ReadGraph[]; broken: string[] } {
  const read: ReadGraph[] = [];
  const broken: string[] = [];
  for (const group of structure.groups) {
    if (group.type !== 'dynamic' || group.graph === null) continue;
    const graph = readGraph(structure, group, graphs);
    if (graph) read.push({ group, graph });
    else broken.push(group.id);
  }
  return { read, broken };
}

/** Null: it cannot be read. */
function readGraph(structure: Structure, { id, graph }: GroupShape, graphs: KeptGraphs): CompiledGraph | null {
  try {
    return graphs.of(id, graph, vocabularyOf(structure, id));
  } catch (error) {
    if (error instanceof Faulty) return null;
    throw error;
  }
}

/** Two groups would each have to be decided first. */
export class NeedEachOther extends Faulty {
  constructor(readonly group: string, other: string) {
    super([{ loc: ['graph'], msg: `the groups "${group}" and "${other}" would each need the other first`, type: 'segment_cycle' }]);
  }
}

/** Puts groups behind those whose segments they ask for. Throws `Faulty` where they ask for each other. */
export function inOrder(structure: Structure, graphs: readonly ReadGraph[]): ReadGraph[] {
  const home = new Map(structure.segments.map((segment) => [segment.slug, segment.segment_group_id]));
  const byId = new Map(graphs.map((each) => [each.group.id, each]));
  const ordered: ReadGraph[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (one: ReadGraph, from: string): void => {
    const { id } = one.group;
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'open') throw new NeedEachOther(from, one.group.name);
    state.set(id, 'open');
    for (const slug of one.graph.reads) {
      const next = byId.get(home.get(slug) ?? '');
      if (next) visit(next, one.group.name);
    }
    state.set(id, 'done');
    ordered.push(one);
  };
  for (const one of graphs) visit(one, one.group.name);
  return ordered;
}

export function compileProgram(structure: Structure, graphs = new KeptGraphs()): Program {
  graphs.keepOnly(new Set(structure.groups.map(({ id }) => id)));
  const { read, broken } = graphsOf(structure, graphs);
  const byWord = structure.segments.filter((segment) => {
    const group = groupOf(structure, segment);
    return !group || (group.type === 'static' && group.enabled && !group.is_template);
  });
  const rules = inOrder(structure, read).filter(({ group }) => group.enabled && !group.is_template)
    .map(({ group, graph }) => ({ id: group.id, graph, ids: new Map(structure.segments.filter((segment) => segment.segment_group_id === group.id).map(({ slug, id }) => [slug, id])) }));
  return { version: structure.version, byWord: new Map(byWord.map(({ slug, id }) => [slug, id])), rules, broken };
}

/**
 * In which segments a player is. `added` are ids of segments that she was added to here; `facts.segments` does not count, for it is what this computes. A draw is asked for by group and node.
 */
export function membershipsOf(program: Program, facts: Omit<Facts, 'segments'>, added: ReadonlySet<string>, draw: (groupId: string, nodeId: string) => number): Membership[] {
  const told = new Set(facts.player?.segments ?? []);
  const found: Membership[] = [];
  for (const [slug, segment_id] of program.byWord) {
    const sources: Source[] = [...(told.has(slug) ? (['game'] as const) : []), ...(added.has(segment_id) ? (['api'] as const) : [])];
    if (sources.length > 0) found.push({ segment_id, slug, sources, path: [] });
  }
  const slugs = found.map(({ slug }) => slug);
  for (const { id, graph, ids } of program.rules) {
    const drawn: Draw = (nodeId) => draw(id, nodeId);
    const way = walk(graph, { ...facts, segments: slugs }, drawn);
    for (const slug of way.slugs) {
      found.push({ segment_id: ids.get(slug)!, slug, sources: ['rule'], path: way.steps });
      slugs.push(slug);
    }
  }
  return found;
}

/** The name of a group whose rules could be read before a change and cannot be after it, or would need each other; null: nothing breaks. */
export function brokenBy(before: Structure, after: Structure, graphs = new KeptGraphs()): string | null {
  const { read, broken } = graphsOf(after, graphs);
  // Only what cannot be read afterwards is looked at as it was.
  const lost = before.groups.find((group) => broken.includes(group.id) && readGraph(before, group, graphs) !== null);
  if (lost) return lost.name;
  try {
    inOrder(after, read);
    return null;
  } catch (error) {
    if (!(error instanceof NeedEachOther)) throw error;
    return error.group;
  }
}
