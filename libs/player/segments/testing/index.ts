import type { PlayerView } from '#player/players/queries';
import { playerForTest } from '#player/players/testing';

type Token = { type: string; value: unknown };
const PAIRED: Readonly<Record<string, string>> = { '@': 'attribute', '#': 'custom_attribute', $: 'virtual_currency', '%': 'variable' };

/** Tokens of an expression in short: `@name` attribute, `#name` custom attribute, `$sku` virtual currency, `%name` variable, `t123` date, `'text'`, numbers, `true`, `[…]` lists; all else are operators. */
export function tokens(text: string): Token[] {
  return [...text.matchAll(/\[[^\]]*\]|'[^']*'|[^\s()]+|[()]/g)].map(([word]) => {
    if (word.startsWith('[')) return { type: 'list', value: JSON.parse(word.replaceAll("'", '"')) as unknown };
    if (word.startsWith("'")) return { type: 'string', value: word.slice(1, -1) };
    if (word === 'true' || word === 'false') return { type: 'boolean', value: word === 'true' };
    if (/^t\d+$/.test(word)) return { type: 'date', value: Number(word.slice(1)) };
    if (/^-?\d/.test(word)) return { type: 'number', value: Number(word) };
    const paired = PAIRED[word[0]!];
    return paired ? { type: paired, value: word.slice(1) } : { type: 'operator', value: word };
  });
}

export const expression = (text: string, variables: Record<string, string> = {}): { tokens: Token[]; variables: { name: string; tokens: Token[] }[] } =>
  ({ tokens: tokens(text), variables: Object.entries(variables).map(([name, of]) => ({ name, tokens: tokens(of) })) });

/** A graph with these nodes; the first one begins. Places in the drawing and ids are filled in. */
export function graph(nodes: Record<string, Record<string, unknown>>): Record<string, unknown> {
  return { id: 'root', x: 0, y: 0, next_node_id: Object.keys(nodes)[0] ?? null, nodes: Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, { id, x: 0, y: 0, ...node }])) };
}

export const condition = (text: string, yes: string | null, no: string | null = null) => ({ model_type: 'ConditionNode', expr: expression(text), true_node_id: yes, false_node_id: no });
export const addTo = (segment_slug: string, next_node_id: string | null = null) => ({ model_type: 'AddToSegmentNode', segment_slug, next_node_id });
export const removeFrom = (segment_slug: string, next_node_id: string | null = null) => ({ model_type: 'RemoveFromSegmentNode', segment_slug, next_node_id });
export const split = (...distribution: [value: number, next_node_id: string | null][]) => ({ model_type: 'SplitNode', distribution: distribution.map(([value, next_node_id]) => ({ title: '', value, next_node_id })) });

/** Facts of a player with these members; null: nobody knows her. */
export function factsOf(told: Partial<PlayerView> | null = {}, segments: string[] = []): { player: PlayerView | null; now: number; segments: string[] } {
  return { player: told && playerForTest({ player_id: 'P-1', ...told }), now: 1_800_000_000, segments };
}
