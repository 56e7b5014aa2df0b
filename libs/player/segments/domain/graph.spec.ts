import { addTo, condition, factsOf, graph, removeFrom, split } from '../testing/index.js';
import { Faulty } from './fault.js';
import { compileGraph, walk, type GroupVocabulary } from './graph.js';
import { KeptGraphs } from './kept-graphs.js';
import { brokenBy, charactersTooMany, compileProgram, graphsOf, membershipsOf, type Structure } from './program.js';

const vocabulary: GroupVocabulary = { custom: new Map(), segments: new Set(['whales', 'eu', 'vip']), own: new Set(['whales', 'vip']), slugs: new Map([['seg_whales', 'whales'], ['seg_vip', 'vip']]) };
const refused = (raw: unknown) => {
  try {
    compileGraph(raw, vocabulary);
    return undefined;
  } catch (error) {
    return (error as Faulty).faults.map(({ type, loc }) => [type, loc.join('.')])[0];
  }
};
const end = (raw: unknown, level: number, draw = 0) => {
  const { slugs, steps } = walk(compileGraph(raw, vocabulary), factsOf({ attributes: { level } }), () => draw);
  return [[...slugs].sort(), steps.map(({ node_id, result }) => `${node_id}:${result}`)];
};

describe('a graph', () => {
  const GRADED = graph({ first: condition('@level >= 10', 'rich', 'maybe'), rich: addTo('whales', 'more'), more: condition('@level >= 50', 'best'), best: addTo('vip', 'not'), not: removeFrom('whales'), maybe: split([1, 'chosen'], [3, null]), chosen: addTo('vip') });

  it.each<[number, number, string[], string[]]>([
    [12, 0, ['whales'], ['first:true', 'rich:whales', 'more:false']], [50, 0, ['vip'], ['first:true', 'rich:whales', 'more:true', 'best:vip', 'not:whales']], [5, 0.2499, ['vip'], ['first:false', 'maybe:0', 'chosen:vip']], [5, 0.25, [], ['first:false', 'maybe:1']],
    [5, 0.9999999999, [], ['first:false', 'maybe:1']],
  ])('of a player of level %s who draws %s ends in %j by %j', (level, draw, slugs, steps) => {
    expect(end(GRADED, level, draw)).toEqual([slugs, steps]);
  });

  it('takes what is unknown for not true, and says so', () => {
    const { slugs, steps } = walk(compileGraph(GRADED, vocabulary), factsOf(null), () => 0.5);
    expect([[...slugs], steps]).toEqual([[], [{ node_id: 'first', result: 'unknown' }, { node_id: 'maybe', result: '1' }]]);
  });

  it('keeps players in a part of a split while the shares before it, its own and the sum stay, and moves them at every border when the sum does not', () => {
    const partsOf = (...shares: number[]): string[] => {
      const cut = compileGraph(graph({ cut: split(...shares.map((share): [number, null] => [share, null])) }), vocabulary);
      return Array.from({ length: 1_000 }, (_, at) => walk(cut, factsOf(), () => at / 1_000).steps[0]!.result);
    };
    const moved = (before: string[], after: string[]): Record<string, number> =>
      before.reduce<Record<string, number>>((counts, from, at) => (from === after[at] ? counts : { ...counts, [`${from} to ${after[at]}`]: (counts[`${from} to ${after[at]}`] ?? 0) + 1 }), {});
    expect(moved(partsOf(10, 90), partsOf(10, 80, 10))).toEqual({ '1 to 2': 100 });
    expect(moved(partsOf(10, 90), partsOf(10, 90, 10))).toEqual({ '0 to 1': 9, '1 to 2': 90 });
  });

  it('finds segments by id, and by both when they agree', () => {
    expect(end(graph({ a: { model_type: 'AddToSegmentNode', segment_id: 'seg_vip', segment_slug: 'vip' } }), 1)[0]).toEqual(['vip']);
    expect(end({ id: 'root', x: 0, y: 0 }, 1)).toEqual([[], []]);
  });

  it.each<[string, unknown, string, string]>([
    ['a node that does something', graph({ a: { model_type: 'ItemAddNode' } }), 'isIn', 'nodes.a.model_type'], ['a member that nobody knows', graph({ a: { ...addTo('vip'), odds: 5 } }), 'whitelistValidation', 'nodes.a.odds'], ['an id that is another', graph({ a: { ...addTo('vip'), id: 'b' } }), 'id', 'nodes.a.id'],
    ['a way to nowhere', graph({ a: addTo('vip', 'b') }), 'unknown_node', 'nodes.a.next_node_id'], ['a beginning that is none', { ...graph({ a: addTo('vip') }), next_node_id: 'b' }, 'unknown_node', 'next_node_id'], ['a circle', graph({ a: condition('true', 'b'), b: addTo('vip', 'a') }), 'graph_cycle', 'nodes.a'],
    ['a node that comes to itself', graph({ a: addTo('vip', 'a') }), 'graph_cycle', 'nodes.a'], ['a segment of another group', graph({ a: addTo('eu') }), 'unknown_segment', 'nodes.a.segment_slug'], ['two segments at once', graph({ a: { ...addTo('whales'), segment_id: 'seg_vip' } }), 'exclusive', 'nodes.a.segment_slug'],
    ['a condition that asks for its own segments', graph({ a: condition("@segments contains 'vip'", null) }), 'segment_cycle', 'nodes.a.expr'], ['a third way', graph({ a: { ...condition('true', null), next_node_id: 'a' } }), 'exclusive', 'nodes.a.next_node_id'], ['a fault in an expression', graph({ a: condition('@level > true', null) }), 'type_mismatch', 'nodes.a.expr.tokens.1'],
    ['a split of nothing', graph({ a: split([0, null]) }), 'min', 'nodes.a.distribution'], ['half a share', graph({ a: split([0.5, null]) }), 'isInt', 'nodes.a.distribution.0.value'], ['a negative share', graph({ a: split([-1, null], [2, null]) }), 'isInt', 'nodes.a.distribution.0.value'],
    ['a control character', graph({ a: { ...addTo('vip'), title: '\u0007' } }), 'printable', 'nodes.a.title'], ['too many nodes', graph(Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`n${at}`, addTo('vip')]))), 'too_many', 'nodes'], ['a place that is none', graph({ a: { ...addTo('vip'), x: 'left' } }), 'isInt', 'nodes.a.x'],
    ['what is inherited', graph({ a: addTo('vip', 'constructor') }), 'unknown_node', 'nodes.a.next_node_id'],
  ])('with %s is refused', (_what, raw, type, loc) => {
    expect(refused(raw)).toEqual([type, loc]);
  });
});

const group = (id: string, told: object = {}) => ({ id, name: id, type: 'dynamic' as const, enabled: true, is_template: false, graph: null as unknown, ...told });
const inGroup = (slug: string, segment_group_id: string | null) => ({ id: `seg_${slug}`, slug, segment_group_id });

describe('the rules of a game', () => {
  // Made in the contrary of the order in which they have to be decided.
  const structure: Structure = {
    version: 1, attributes: [{ name: 'guild', type: 'string' }],
    groups: [
      group('last', { graph: graph({ a: condition("@segments contains 'middle'", 'b'), b: addTo('last') }) }), group('middle', { graph: graph({ a: condition("@segments contains 'told' and #guild is_not_set", 'b'), b: addTo('middle') }) }),
      group('static', { type: 'static' }), group('off', { type: 'static', enabled: false }), group('model', { is_template: true, graph: graph({ a: addTo('model') }) }), group('sleeping', { enabled: false, graph: graph({ a: addTo('sleeping') }) }),
    ],
    segments: [inGroup('last', 'last'), inGroup('middle', 'middle'), inGroup('told', 'static'), inGroup('alone', null), inGroup('off', 'off'), inGroup('model', 'model'), inGroup('sleeping', 'sleeping')],
  };
  const of = (told: string[], added: string[] = []) => membershipsOf(compileProgram(structure), factsOf({ segments: told }), new Set(added), () => 0).map(({ slug, sources }) => `${slug}:${sources.join('+')}`);

  it('are decided one after the other, by what they ask for', () => {
    expect(of(['told'])).toEqual(['told:game', 'middle:rule', 'last:rule']);
    expect(of([])).toEqual([]);
  });

  it('know from where a player is in a segment', () => {
    expect(of(['told', 'alone'], ['seg_alone'])).toEqual(['told:game', 'alone:game+api', 'middle:rule', 'last:rule']);
  });

  it('put nobody into what is not enabled, is a template, belongs to other rules or is not there', () => {
    expect(of(['off', 'last', 'nobody', 'sleeping', 'model'], ['seg_off', 'seg_last', 'seg_gone'])).toEqual([]);
  });

  it('say which group a change would break', () => {
    expect(brokenBy(structure, structure)).toBeNull();
    expect(brokenBy(structure, { ...structure, attributes: [] })).toBe('middle');
    expect(brokenBy(structure, { ...structure, attributes: [{ name: 'guild', type: 'number' }] })).toBeNull();
    expect(brokenBy(structure, { ...structure, segments: structure.segments.filter(({ slug }) => slug !== 'told') })).toBe('middle');
    // The segment that the last one needs, and which needs it.
    const turned = structure.segments.map((segment) => (segment.slug === 'told' ? { ...segment, segment_group_id: 'last' } : segment));
    expect(['last', 'middle']).toContain(brokenBy(structure, { ...structure, segments: turned }));
  });

  const listening = () => {
    const compiled: string[] = [];
    const graphs = new KeptGraphs((raw, ...rest) => {
      compiled.push(Object.values((raw as { nodes: Record<string, { segment_slug?: string }> }).nodes).find(({ segment_slug }) => segment_slug)!.segment_slug!);
      return compileGraph(raw, ...rest);
    });
    const since = (work: () => unknown): string[] => {
      compiled.splice(0);
      work();
      return [...compiled];
    };
    return { graphs, since };
  };
  const toldIn = (change: object) => ({ ...structure, segments: structure.segments.map((segment) => (segment.slug === 'told' ? { ...segment, ...change } : segment)) });

  it.each<[string, Structure, string[]]>([
    ['nothing, read once more', structuredClone(structure), []], ['an attribute and a segment that no rules name', { ...structure, attributes: [...structure.attributes, { name: 'rank', type: 'number' }], segments: [...structure.segments, inGroup('new', 'last')] }, []],
    ['one graph', { ...structure, groups: structure.groups.map((each) => (each.id === 'sleeping' ? group('sleeping', { graph: graph({ b: addTo('sleeping') }) }) : each)) }, ['sleeping']], ['the type of an attribute', { ...structure, attributes: [{ name: 'guild', type: 'number' }] }, ['middle']],
    ['an attribute that is gone', { ...structure, attributes: [] }, ['middle']], ['a segment by another name', toldIn({ slug: 'said' }), ['middle']], ['a segment that comes into the group which asks for it', toldIn({ segment_group_id: 'middle' }), ['middle']],
    ['a segment that leaves its group', { ...structure, segments: structure.segments.map((segment) => (segment.slug === 'model' ? { ...segment, segment_group_id: null } : segment)) }, ['model']],
  ])('are compiled again where %s has changed, and nowhere else', (_what, after, again) => {
    const { graphs, since } = listening();
    expect(since(() => graphsOf(structure, graphs))).toEqual(['last', 'middle', 'model', 'sleeping']);
    expect(since(() => expect(graphsOf(after, graphs).broken).toEqual(graphsOf(after).broken))).toEqual(again);
    // What cannot be compiled is not kept, so it is tried once more; what it was before still is, so that is not.
    expect(since(() => brokenBy(structure, after, graphs))).toEqual(graphsOf(after).broken);
  });

  it('are compiled once to say what a change would break', () => {
    const { graphs, since } = listening();
    expect(since(() => brokenBy(structure, structure, graphs))).toEqual(['last', 'middle', 'model', 'sleeping']);
    expect(since(() => compileProgram({ ...structure, groups: structure.groups.filter(({ id }) => id !== 'model') }, graphs))).toEqual([]);
    expect(since(() => compileProgram(structure, graphs))).toEqual(['model']);
  });

  it('take a segment that is named by its id under the slug that it has now', () => {
    const graphs = new KeptGraphs();
    const byId = graph({ a: { model_type: 'AddToSegmentNode', segment_id: 'seg_vip' } });
    expect([...graphs.of('g', byId, vocabulary).writes]).toEqual(['vip']);
    expect([...graphs.of('g', byId, { ...vocabulary, own: new Set(['best']), slugs: new Map([['seg_vip', 'best']]) }).writes]).toEqual(['best']);
    expect(graphs.characters).toBe(JSON.stringify(byId).length);
  });

  it('have a bound of characters together; those that were larger before may become smaller', () => {
    const large = (characters: number) => group('large', { graph: 'x'.repeat(characters - 2) });
    expect([1_000_000, 1_000_001].map((characters) => charactersTooMany([], [large(1_000_000), large(characters), group('none')]))).toEqual([null, 2_000_001]);
    expect([2_500_000, 3_000_000, 3_000_001].map((characters) => charactersTooMany([large(3_000_000)], [large(characters)]))).toEqual([null, null, 3_000_001]);
  });

  it('leave out a group that cannot be read any more, and keep the others', () => {
    const program = compileProgram({ ...structure, attributes: [] });
    expect(program.broken).toEqual(['middle']);
    expect(membershipsOf(program, factsOf({ segments: ['told'] }), new Set(), () => 0).map(({ slug }) => slug)).toEqual(['told']);
  });
});
