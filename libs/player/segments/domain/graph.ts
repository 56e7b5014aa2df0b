import type { Facts } from './attributes.js';
import { compile, type Compiled, type Vocabulary } from './compile.js';
import { each, fault, isObject, textAt, type Place } from './fault.js';
import { LIMITS } from './language.js';

export const NODE_TYPES = ['ConditionNode', 'SplitNode', 'AddToSegmentNode', 'RemoveFromSegmentNode'] as const;
type NodeType = (typeof NODE_TYPES)[number];

/** Members that every node may have; `result` and those of a run are the console's own and mean nothing here. */
const COMMON = ['id', 'next_node_id', 'title', 'x', 'y', 'result', 'model_type', 'break_on_error', 'description'];
const OWN: Readonly<Record<NodeType, readonly string[]>> = {
  ConditionNode: ['expression', 'expr', 'true_node_id', 'false_node_id'],
  SplitNode: ['distribution', 'random_value', 'value_next_node_id'],
  AddToSegmentNode: ['segment_id', 'segment_slug'],
  RemoveFromSegmentNode: ['segment_slug'],
};
const SPLIT_MAX = 20;
const SHARE_MAX = 1_000_000;

type Node =
  | { type: 'ConditionNode'; id: string; condition: Compiled; yes: string | null; no: string | null }
  | { type: 'SplitNode'; id: string; shares: { upTo: number; next: string | null }[]; total: number }
  | { type: 'AddToSegmentNode' | 'RemoveFromSegmentNode'; id: string; slug: string; next: string | null };

export interface CompiledGraph {
  first: string | null;
  nodes: ReadonlyMap<string, Node>;
  /** Slugs of segments that its conditions ask for. */
  reads: ReadonlySet<string>;
  /** Slugs of segments that it puts players into or takes them out of. */
  writes: ReadonlySet<string>;
}

/** The segments of the group whose graph it is: their slugs, and the slug to an id. */
export interface GroupVocabulary extends Vocabulary {
  own: { has(slug: string): boolean };
  slugs: { get(id: string): string | undefined };
}

class GraphReader {
  constructor(private readonly nodes: Record<string, unknown>, private readonly vocabulary: GroupVocabulary, private readonly at: Place) {}

  readonly reads = new Set<string>();
  readonly writes = new Set<string>();

  node(id: string): Node {
    const raw = this.nodes[id];
    const at = [...this.at, id];
    if (!isObject(raw)) fault(at, 'must be an object', 'isObject');
    const type = raw['model_type'] as NodeType;
    if (!NODE_TYPES.includes(type)) fault([...at, 'model_type'], `a segment's graph has nodes of the types ${NODE_TYPES.join(', ')} alone: the others do something, and belong to campaigns`, 'isIn');
    const unknown = Object.keys(raw).find((name) => !COMMON.includes(name) && !OWN[type].includes(name));
    if (unknown !== undefined) fault([...at, unknown], `is no member of a ${type}`, 'whitelistValidation');
    if (raw['id'] !== id) fault([...at, 'id'], 'must be the name under which the node stands', 'id');
    for (const name of ['title', 'description', 'result', 'expression']) if (raw[name] != null) textAt(raw[name], [...at, name], LIMITS.text);
    for (const name of ['x', 'y']) if (!Number.isSafeInteger(raw[name])) fault([...at, name], 'must be a whole number', 'isInt');
    if (type === 'ConditionNode') return this.condition(raw, id, at);
    if (type === 'SplitNode') return this.split(raw, id, at);
    return this.membership(raw, type, id, at);
  }

  /** Null ends the way. */
  way(value: unknown, at: Place): string | null {
    if (value == null) return null;
    if (typeof value !== 'string' || !Object.hasOwn(this.nodes, value)) fault(at, 'names no node of this graph', 'unknown_node');
    return value;
  }

  private condition(raw: Record<string, unknown>, id: string, at: Place): Node {
    if (raw['next_node_id'] != null) fault([...at, 'next_node_id'], 'a condition goes on by true_node_id and false_node_id', 'exclusive');
    const condition = compile(raw['expr'], this.vocabulary, [...at, 'expr']);
    for (const slug of condition.reads) {
      if (this.vocabulary.own.has(slug)) fault([...at, 'expr'], `asks for "${slug}", which this graph itself decides`, 'segment_cycle');
      this.reads.add(slug);
    }
    return { type: 'ConditionNode', id, condition, yes: this.way(raw['true_node_id'], [...at, 'true_node_id']), no: this.way(raw['false_node_id'], [...at, 'false_node_id']) };
  }

  private split(raw: Record<string, unknown>, id: string, at: Place): Node {
    if (raw['next_node_id'] != null) fault([...at, 'next_node_id'], 'a split goes on by the nodes of its distribution', 'exclusive');
    const place = [...at, 'distribution'];
    const distribution = raw['distribution'];
    if (!Array.isArray(distribution) || distribution.length === 0 || distribution.length > SPLIT_MAX) fault(place, `must be a list of 1 to ${SPLIT_MAX} parts`, 'arraySize');
    let total = 0;
    const shares = distribution.map((part: unknown, index) => {
      const here = [...place, index];
      if (!isObject(part)) fault(here, 'must be an object with a value', 'isObject');
      const unknown = Object.keys(part).find((name) => !['title', 'value', 'next_node_id'].includes(name));
      if (unknown !== undefined) fault([...here, unknown], 'a part has a title, a value and a next_node_id, nothing else', 'whitelistValidation');
      if (part['title'] != null) textAt(part['title'], [...here, 'title'], LIMITS.text);
      const value = part['value'];
      if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > SHARE_MAX) fault([...here, 'value'], `must be a whole number of 0 to ${SHARE_MAX}`, 'isInt');
      total += value as number;
      return { upTo: total, next: this.way(part['next_node_id'], [...here, 'next_node_id']) };
    });
    if (total === 0) fault(place, 'one part at least has to be more than 0', 'min');
    return { type: 'SplitNode', id, shares, total };
  }

  private membership(raw: Record<string, unknown>, type: 'AddToSegmentNode' | 'RemoveFromSegmentNode', id: string, at: Place): Node {
    const told = raw['segment_slug'] ?? null;
    const { segment_id } = raw;
    const byId = segment_id == null ? null : typeof segment_id === 'string' ? this.vocabulary.slugs.get(segment_id) : undefined;
    if (byId === undefined) fault([...at, 'segment_id'], 'is no segment of this group', 'unknown_segment');
    if (byId === null && (typeof told !== 'string' || !this.vocabulary.own.has(told))) fault([...at, 'segment_slug'], 'must be the slug of a segment of this group', 'unknown_segment');
    if (byId && told !== null && told !== byId) fault([...at, 'segment_slug'], 'is another segment than segment_id', 'exclusive');
    const slug = byId ?? (told as string);
    this.writes.add(slug);
    return { type, id, slug, next: this.way(raw['next_node_id'], [...at, 'next_node_id']) };
  }
}

const waysOf = (node: Node): (string | null)[] => (node.type === 'ConditionNode' ? [node.yes, node.no] : node.type === 'SplitNode' ? node.shares.map(({ next }) => next) : [node.next]);

/** Whoever comes back to a node would go round for ever. */
function refuseCircles(nodes: ReadonlyMap<string, Node>, at: Place): void {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): void => {
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'open') fault([...at, id], 'a way through the graph comes back here', 'graph_cycle');
    state.set(id, 'open');
    for (const next of waysOf(nodes.get(id)!)) if (next !== null) visit(next);
    state.set(id, 'done');
  };
  for (const id of nodes.keys()) visit(id);
}

/** Reads the rule graph of a dynamic group (`GraphRoot` of the contract). Throws `Faulty`. */
export function compileGraph(raw: unknown, vocabulary: GroupVocabulary, at: Place = []): CompiledGraph {
  if (!isObject(raw)) fault(at, 'must be an object', 'isObject');
  const nodes = raw['nodes'] ?? {};
  if (!isObject(nodes)) fault([...at, 'nodes'], 'must be an object of nodes by their ids', 'isObject');
  const ids = Object.keys(nodes);
  if (ids.length > LIMITS.nodes) fault([...at, 'nodes'], `has at most ${LIMITS.nodes} nodes`, 'too_many');
  for (const id of ids) textAt(id, [...at, 'nodes', id], 255);
  if (JSON.stringify(raw).length > LIMITS.graphCharacters) fault(at, `has at most ${LIMITS.graphCharacters} characters`, 'too_long');
  const reader = new GraphReader(nodes, vocabulary, [...at, 'nodes']);
  const read = new Map(each(ids, (id) => [id, reader.node(id)] as const));
  refuseCircles(read, [...at, 'nodes']);
  return { first: reader.way(raw['next_node_id'], [...at, 'next_node_id']), nodes: read, reads: reader.reads, writes: reader.writes };
}

/** Where a player came along, and what was decided there. */
export interface Step {
  node_id: string;
  /** `true`, `false` or `unknown` of a condition, the place of the part in a split, the slug that was added or removed. */
  result: string;
}

/** A number of [0, 1) that is the same whenever it is drawn for this player at this node. It is multiplied by the sum of the parts: who is in a part stays while the parts before it, its own share and the sum do. */
export type Draw = (nodeId: string) => number;

/** Takes a player through the graph: which segments she ends in, and which way she took. */
export function walk(graph: CompiledGraph, facts: Facts, draw: Draw): { slugs: Set<string>; steps: Step[] } {
  const slugs = new Set<string>();
  const steps: Step[] = [];
  for (let at = graph.first; at !== null; ) {
    const node: Node = graph.nodes.get(at)!;
    if (node.type === 'ConditionNode') {
      const verdict = node.condition.evaluate(facts);
      steps.push({ node_id: at, result: verdict === undefined ? 'unknown' : String(verdict) });
      at = verdict === true ? node.yes : node.no;
    } else if (node.type === 'SplitNode') {
      const point = draw(node.id) * node.total;
      const index = node.shares.findIndex(({ upTo }) => point < upTo);
      steps.push({ node_id: at, result: String(index) });
      at = node.shares[index]!.next;
    } else {
      if (node.type === 'AddToSegmentNode') slugs.add(node.slug);
      else slugs.delete(node.slug);
      steps.push({ node_id: at, result: node.slug });
      at = node.next;
    }
  }
  return { slugs, steps };
}
