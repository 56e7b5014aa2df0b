import path from 'node:path';
import type { Rule } from './rules.js';
import { contextOf, isTest, specifiersOf, type Finding, type SourceTree } from './source-tree.js';

interface ContextFile {
  context: string;
  calls: string[];
  listens: string[];
}

const GROUPS = ['reach', 'liveops', 'sales', 'store', 'player', 'studio'];

/** The contract of another context that a specifier names, by the import map or by a path; null for everything else. */
function contractOf(file: string, specifier: string): { context: string; contract: string } | null {
  const named = specifier.startsWith('#') ? specifier.slice(1) : specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : '';
  const match = /^(?:libs\/)?([^/]+\/[^/]+)\/(?:contracts\/)?(commands|queries|events)(?:\.[jt]s)?$/.exec(named);
  return match && !match[1]!.startsWith('platform/') ? { context: match[1]!, contract: match[2]! } : null;
}

/** The graph of contexts as declared in context.json, held against the imports; asks, tells and calls form a DAG. */
export const CONTEXT_GRAPH: Rule = {
  name: 'context.json is what the imports say, and the graph has no cycle',
  planted: [
    { 'libs/studio/games/context.json': declared('studio/games'), 'libs/studio/games/x.ts': "import { GetOrder } from '#sales/orders/queries';", 'libs/sales/orders/context.json': declared('sales/orders') },
    ...["import { PostSale } from '../../../money/ledger/contracts/commands.js';", "export type X = import('#money/ledger/queries').X;", "const ledger = () => import('#money/ledger/commands');", "const ledger = require('#money/ledger/commands');",
      "export * from '#money/ledger/queries';", "import {\n  type A,\n} from '#money/ledger/queries';"].map((text) => ({ 'libs/sales/orders/context.json': declared('sales/orders'), 'libs/sales/orders/app/x.ts': text })),
    { 'libs/money/ledger/context.json': declared('money/ledger'), 'libs/money/ledger/app/x.ts': "import { OrderPaid } from '../../../sales/orders/contracts/events.js';" },
    { 'libs/sales/orders/context.json': declared('sales/orders', ['money/tax']) },
    { 'libs/sales/orders/context.json': declared('sales/orders', [], ['sales/payments']) },
    { 'libs/studio/games/context.json': declared('studio/games', ['sales/orders']), 'libs/studio/games/x.ts': "import { GetOrder } from '#sales/orders/queries';" },
    { 'libs/money/fx/context.json': declared('money/fx', ['studio/games']), 'libs/money/fx/app/x.ts': "import { GetGame } from '#studio/games/queries';" },
    {
      'libs/sales/a/context.json': declared('sales/a', ['sales/b']), 'libs/sales/a/x.ts': "import { B } from '#sales/b/queries';",
      'libs/sales/b/context.json': declared('sales/b', ['sales/a']), 'libs/sales/b/x.ts': "import { A } from '#sales/a/commands';",
    },
  ],
  check(tree) {
    const files = new Map([...tree].filter(([file]) => /^libs\/[^/]+\/[^/]+\/context\.json$/.test(file)).map(([file, text]) => [contextOf(file)!, JSON.parse(text) as ContextFile]));
    const { calls, listens, found } = imports(tree, new Set(files.keys()));
    for (const [name, own] of files) {
      const at = `libs/${name}/context.json`;
      for (const [kind, real] of [['calls', calls.get(name)], ['listens', listens.get(name)]] as const) {
        for (const other of real ?? []) if (!own[kind].includes(other)) found.push({ path: at, what: `${kind} lacks ${other}` });
        for (const other of own[kind]) if (!real?.has(other)) found.push({ path: at, what: `${kind} names ${other}, which is not imported` });
      }
      for (const other of calls.get(name) ?? []) if (!mayCall(name, other)) found.push({ path: at, what: `${name} may not call ${other}` });
    }
    return [...found, ...cycles(calls)];
  },
};

function declared(context: string, calls: string[] = [], listens: string[] = []): string {
  return JSON.stringify({ context, calls, listens });
}

/** Whom the code of each context asks or tells, and whom it hears. */
function imports(tree: SourceTree, known: ReadonlySet<string>): { calls: Map<string, Set<string>>; listens: Map<string, Set<string>>; found: Finding[] } {
  const calls = new Map<string, Set<string>>();
  const listens = new Map<string, Set<string>>();
  const found: Finding[] = [];
  for (const [file, text] of tree) {
    const own = contextOf(file);
    if (!own || !/\.tsx?$/.test(file) || isTest(file)) continue;
    if (!known.has(own)) found.push({ path: file, what: `${own} has no context.json` });
    for (const specifier of specifiersOf(text)) {
      const other = contractOf(file, specifier);
      if (!other || other.context === own) continue;
      const into = other.contract === 'events' ? listens : calls;
      into.set(own, (into.get(own) ?? new Set()).add(other.context));
    }
  }
  return { calls, listens, found };
}

function mayCall(from: string, to: string): boolean {
  const [a, b] = [from.split('/')[0]!, to.split('/')[0]!];
  if (b === 'money') return true;
  // A studio is paid for all its games together, and its fees are agreed for them together (ADR 0019); a sandbox is in no tax return (ADR 0024) and in no general ledger (ADR 0029), and an outside tax engine is told which it is (ADR 0041).
  if (a === 'money') return ['money/payouts', 'money/fees', 'money/returns', 'money/books', 'money/tax'].includes(from) && to === 'studio/games';
  return GROUPS.indexOf(a) <= GROUPS.indexOf(b);
}

function cycles(calls: Map<string, Set<string>>): Finding[] {
  const done = new Set<string>();
  const found: Finding[] = [];
  const visit = (name: string, way: string[]) => {
    if (way.includes(name)) return void found.push({ path: 'context graph', what: [...way.slice(way.indexOf(name)), name].join(' → ') });
    if (done.has(name)) return;
    for (const next of calls.get(name) ?? []) visit(next, [...way, name]);
    done.add(name);
  };
  for (const name of calls.keys()) visit(name, []);
  return found;
}
