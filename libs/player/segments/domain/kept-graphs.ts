import type { CustomType } from './attributes.js';
import { compileGraph, type CompiledGraph, type GroupVocabulary } from './graph.js';
import type { Place } from './fault.js';

type Answer = CustomType | string | boolean | undefined;
type Question = (of: GroupVocabulary) => Answer;

interface Kept {
  /** The graph as JSON. */
  text: string;
  graph: CompiledGraph;
  /** What the vocabulary was asked when it was compiled, and what it answered. */
  asked: ReadonlyMap<string, { question: Question; answer: Answer }>;
}

/** The same vocabulary, which writes down what it is asked. */
function overheard(vocabulary: GroupVocabulary): { vocabulary: GroupVocabulary; asked: Kept['asked'] } {
  const asked = new Map<string, { question: Question; answer: Answer }>();
  const ask = <T extends Answer>(name: string, question: (of: GroupVocabulary) => T): T => {
    const answer = question(vocabulary);
    asked.set(name, { question, answer });
    return answer;
  };
  const typeOf = (name: string): CustomType | undefined => ask(`type ${name}`, ({ custom }) => custom.get(name)?.type);
  return {
    asked,
    vocabulary: {
      custom: { get: (name) => { const type = typeOf(name); return type && { name, type }; } },
      segments: { has: (slug) => ask(`segment ${slug}`, ({ segments }) => segments.has(slug)) },
      own: { has: (slug) => ask(`own ${slug}`, ({ own }) => own.has(slug)) },
      slugs: { get: (id) => ask(`id ${id}`, ({ slugs }) => slugs.get(id)) },
    },
  };
}

/**
 * Compiled graphs of one game, by group. One counts as long as its text is the same and its vocabulary answers what it was asked as it did then, so that a change compiles what it changes and nothing
 * else. What cannot be compiled is not kept.
 */
export class KeptGraphs {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly compile: typeof compileGraph = compileGraph) {}

  /** Throws `Faulty`, its places from `at` on. */
  of(groupId: string, raw: unknown, vocabulary: GroupVocabulary, at: Place = []): CompiledGraph {
    const text = JSON.stringify(raw);
    const known = this.kept.get(groupId);
    if (known?.text === text && [...known.asked.values()].every(({ question, answer }) => question(vocabulary) === answer)) return known.graph;
    const { vocabulary: listening, asked } = overheard(vocabulary);
    const graph = this.compile(raw, listening, at);
    this.kept.set(groupId, { text, graph, asked });
    return graph;
  }

  /** Lets go of those of groups that are not among these. */
  keepOnly(groupIds: ReadonlySet<string>): void {
    for (const id of this.kept.keys()) if (!groupIds.has(id)) this.kept.delete(id);
  }

  /** Of the texts of all graphs that are kept. */
  get characters(): number {
    return [...this.kept.values()].reduce((sum, { text }) => sum + text.length, 0);
  }
}
