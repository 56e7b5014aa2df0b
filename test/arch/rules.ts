import { contextOf, isTest, withoutComments, type Finding, type SourceTree } from './source-tree.js';

type PlantedTree = Record<string, string>;

/** A rule of the house over the whole tree, with planted violations each of which has to turn it red. */
export interface Rule {
  name: string;
  check(tree: SourceTree): Finding[];
  planted: PlantedTree | PlantedTree[];
}

function forbid(name: string, pattern: RegExp, what: string, where: (file: string) => boolean, planted: Rule['planted']): Rule {
  return {
    name, planted,
    check: (tree) => [...tree].filter(([file]) => where(file) && !isTest(file)).flatMap(([file, text]) => [...withoutComments(text).matchAll(pattern)].map((match) => ({ path: file, what: `${what}: ${match[0].trim().slice(0, 80)}` }))),
  };
}

const business = (file: string): boolean => contextOf(file) !== null && /\.tsx?$/.test(file);
/** Every command class of a file with the context that it names, null when it names none. */
function commandsIn(text: string): { name: string; context: string | null }[] {
  return [...text.matchAll(/class (\w+) extends Command</g)].map((match) => {
    const body = text.slice(match.index + match[0].length).split(/\nexport |\n@|\nclass /)[0]!;
    return { name: match[1]!, context: /static readonly context = '([^']+)'/.exec(body)?.[1] ?? null };
  });
}

function uniqueAcrossTree(name: string, pattern: RegExp, label: string, where: (file: string) => boolean, planted: Rule['planted']): Rule {
  return {
    name, planted,
    check(tree) {
      const seen = new Map<string, string>();
      const found: Finding[] = [];
      for (const [file, text] of tree) {
        if (!where(file) || isTest(file)) continue;
        for (const match of withoutComments(text).matchAll(pattern)) {
          const first = seen.get(match[1]!);
          if (first) found.push({ path: file, what: `${label} ${match[1]} stands in ${first} too` });
          else seen.set(match[1]!, file);
        }
      }
      return found;
    },
  };
}

/** What makes the process's time out of the machine's and the database's. */
const OF_TIME = new Set(['libs/platform/kernel/clock.ts', 'libs/platform/database/database-time.ts']);

export const RULES: Rule[] = [
  forbid('time comes from the clock', /\bDate\.now\(|new Date\(\)/g, 'reads the machine clock', (file) => file.startsWith('libs/') && !OF_TIME.has(file), ['libs/sales/orders/app/x.ts', 'libs/platform/http/x.ts'].map((file) => ({ [file]: 'const now = Date.now();' }))),
  forbid('no float near money', /(?:parseFloat|toFixed|Number\.parseFloat)\(|Math\.(?:round|floor|ceil)\([^)]*_?minor/gi, 'computes money with floats', business, { 'libs/money/fees/x.ts': 'const fee = Math.round(total_minor * 0.05);' }),
  forbid('business code rings no queue itself', /\bqueue\.add\(|from 'bullmq'|from '@nestjs\/bullmq'|from 'ioredis'/g, 'uses the queue directly', business, { 'libs/sales/orders/app/x.ts': "import { Queue } from 'bullmq';" }),
  forbid('business code has no pool of its own', /\bnew pg\.(?:Pool|Client)\b|\.pool\.(?:query|connect)\(|from 'pg'/g, 'uses PostgreSQL past the door', business, { 'libs/sales/orders/infra/x.ts': "import pg from 'pg';" }),
  forbid('outgoing requests leave through egress', /\bfetch\(|from 'undici'|from 'node:https?'/g, 'sends HTTP past egress', (file) => business(file), { 'libs/reach/webhooks/x.ts': "await fetch('http://x');" }),
  forbid('array bodies go through BodyList', /@Body\(\)\s+\w+:\s*(?:\w+\[\]|Array<)/g, 'takes an unchecked array', business, { 'libs/store/catalog/http/x.controller.ts': '@Body() items: ItemUpdate[]' }),
  forbid('no circular injection', /\bforwardRef\(/g, 'uses forwardRef', (file) => /^(libs|apps)\//.test(file), { 'libs/sales/orders/module.ts': 'imports: [forwardRef(() => X)]' }),
  forbid('no sagas on the event bus', /@Saga\(|\bEventBus\b|@EventsHandler\(/g, 'uses the in-memory event bus', business, { 'libs/sales/orders/app/x.ts': '@Saga() x = () => 1;' }),
  forbid('secrets are compared in constant time', /(?:signature|secret|token_hash|tokenHash\([^)]*\)|key_hash)\s*[!=]==\s*(?!null|undefined|'')/gi, 'compares a secret with ===', business, { 'libs/sales/payments/x.ts': 'if (signature === expected) {}' }),
  forbid('types are not silenced', /@ts-(?:ignore|nocheck)|\bas any\b|eslint-disable|oxlint-disable/g, 'silences the compiler', (file) => /^(libs|apps)\//.test(file), { 'libs/sales/orders/x.ts': 'const x = y as any;' }),
  forbid('no barrels', /^/g, 'is a barrel', (file) => /^(libs|apps)\/.*\/index\.ts$/.test(file) && !file.endsWith('/testing/index.ts'), { 'libs/sales/orders/index.ts': "export * from './x.js';" }),
  forbid('no drawers for everything', /^/g, 'lies in a folder that says nothing', (file) => /^(libs|apps)\/.*\/(common|shared|utils|helpers)\//.test(file), { 'libs/sales/utils/x.ts': 'export {};' }),
  forbid('names say what a thing is', /class \w*(?:Manager|Helper|Util|Utils)\b/g, 'is a class named after nothing', (file) => /^(libs|apps)\//.test(file), { 'libs/sales/orders/x.ts': 'class OrderManager {}' }),
  uniqueAcrossTree('error codes are unique', /super\(\s*'([a-z_]+\.[a-z_]+)'/g, 'the code', (file) => file.startsWith('libs/'), { 'libs/a/b/contracts/errors.ts': "class A extends Conflict { constructor() { super('x.y', '') } }", 'libs/c/d/contracts/errors.ts': "class B extends Conflict { constructor() { super('x.y', '') } }" }),
  uniqueAcrossTree('event types are unique', /static readonly type = '([^']+)'/g, 'the event type', business, { 'libs/a/b/contracts/events.ts': "static readonly type = 'a.b.c.v1'", 'libs/c/d/contracts/events.ts': "static readonly type = 'a.b.c.v1'" }),
  uniqueAcrossTree('one handler per command or query', /@(?:CommandHandler|QueryHandler)\((\w+)\)/g, 'a handler of', business, { 'libs/a/b/app/x.ts': '@CommandHandler(X)', 'libs/a/b/app/y.ts': '@CommandHandler(X)' }),
  uniqueAcrossTree('subscribers have names of their own', /@Subscribes\(\s*\w+,\s*'([^']+)'/g, 'the subscriber', business, { 'libs/a/b/x.ts': "@Subscribes(E, 'a/b.x')", 'libs/a/b/y.ts': "@Subscribes(E, 'a/b.x')" }),
  {
    name: 'commands name the context they stand in',
    planted: { 'libs/sales/orders/contracts/commands.ts': "class X extends Command<void> { static readonly context = 'sales/payments';" },
    check: (tree) => [...tree].filter(([file]) => business(file) && !isTest(file)).flatMap(([file, text]) =>
      commandsIn(withoutComments(text)).filter(({ context }) => context !== contextOf(file)).map(({ name, context }) => ({ path: file, what: context ? `${name} calls itself ${context}` : `${name} does not name its context` }))),
  },
  {
    name: 'subscribers are named after their context',
    planted: { 'libs/money/ledger/app/x.ts': "@Subscribes(OrderPaid, 'sales/orders.post')" },
    check: (tree) => [...tree].filter(([file]) => business(file) && !isTest(file)).flatMap(([file, text]) =>
      [...text.matchAll(/@Subscribes\(\s*\w+,\s*'([^']+)'/g)].filter((match) => match[1]!.split('.')[0] !== contextOf(file)).map((match) => ({ path: file, what: `the subscriber ${match[1]} runs in ${contextOf(file)}` }))),
  },
  {
    name: 'SQL names only its own schema',
    planted: ['libs/sales/checkout/app/x.ts', 'apps/cli/commands/x.ts', 'apps/hub/x.tsx'].map((file) => ({
      'libs/sales/checkout/context.json': '{"context":"sales/checkout","schema":"checkout"}', 'libs/sales/orders/context.json': '{"context":"sales/orders","schema":"orders"}', [file]: "query('SELECT * FROM orders.order_line')",
    })),
    check(tree) {
      const schemas = new Map([...tree].filter(([file]) => file.endsWith('/context.json')).map(([file, text]) => [contextOf(file)!, (JSON.parse(text) as { schema: string }).schema]));
      const all = [...schemas.values(), 'platform'].filter(Boolean);
      // A process owns no schema: it asks.
      return [...tree].filter(([file]) => (business(file) || /^apps\/.*\.tsx?$/.test(file)) && !isTest(file)).flatMap(([file, text]) => {
        const own = schemas.get(contextOf(file) ?? '');
        return [...withoutComments(text).matchAll(/\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+([a-z_]+)\.([a-z_]+)/g)]
          .filter((match) => all.includes(match[1]!) && match[1] !== own && !(match[1] === 'platform' && match[2] === 'route'))
          .map((match) => ({ path: file, what: `names ${match[1]}.${match[2]}` }));
      });
    },
  },
  {
    name: 'migrations are forward only and lock tenants in',
    planted: { 'db/migrations/9999_x.sql': 'CREATE TABLE orders.secret (game_id text NOT NULL);' },
    check: (tree) => [...tree].filter(([file]) => /^db\/migrations\/\d{4}_.*\.sql$/.test(file)).flatMap(([file, text]) =>
      [...text.matchAll(/CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([a-z_]+\.[a-z_]+)\s*\(([\s\S]*?)\n?\)(?:\s*PARTITION[^;]*)?;/g)]
        .filter((match) => /^\s*game_id\s/m.test(match[2]!) && match[1] !== 'platform.route')
        .filter((match) => !text.includes(`lock_to_game('${match[1]}')`) && !text.includes(`ALTER TABLE ${match[1]} FORCE ROW LEVEL SECURITY`))
        .map((match) => ({ path: file, what: `${match[1]} carries game_id but has no forced row-level security` }))),
  },
  {
    name: 'id prefixes are unique',
    planted: [
      { 'libs/sales/orders/context.json': '{"ids":["ord"]}', 'libs/sales/refunds/context.json': '{"ids":["ref","ord"]}' },
      { 'libs/sales/orders/context.json': '{"ids":["ord"]}', 'libs/sales/orders/app/x.ts': "const id = newId('odr');" },
      { 'libs/sales/orders/context.json': '{"ids":["ord"]}', 'libs/sales/refunds/context.json': '{"ids":["ref"]}', 'libs/sales/refunds/contracts/ids.ts': "export type OrderId = Id<'ord'>;" },
      { 'libs/sales/orders/context.json': '{"ids":["job"]}', 'libs/platform/jobs/x.ts': "const id = newId('job');" },
      { 'libs/sales/orders/context.json': '{"ids":["o1"]}' },
    ],
    check: prefixFaults,
  },
];

/** The outbox and the events that games see had one prefix before this rule; the outbox's ids never leave, so the two are not taken for each other. */
const TWICE_FROM_OLD = new Set(['evt']);

/** Who declares a prefix (`context.json`), types it (`Id<'ord'>` in its ids.ts) and makes ids with it. A flow may make the id of what it is about to have made. */
function prefixFaults(tree: SourceTree): Finding[] {
  const owners = new Map<string, string>();
  const found: Finding[] = [];
  for (const [file, text] of tree) {
    if (!/^libs\/[^/]+\/[^/]+\/context\.json$/.test(file)) continue;
    for (const prefix of (JSON.parse(text) as { ids?: string[] }).ids ?? []) {
      if (!/^[a-z]{2,8}$/.test(prefix)) found.push({ path: file, what: `${prefix} is no prefix of an id` });
      if (owners.has(prefix)) found.push({ path: file, what: `the prefix ${prefix} is ${owners.get(prefix)}'s` });
      else owners.set(prefix, contextOf(file)!);
    }
  }
  for (const [file, text] of tree) {
    if (!/^libs\/.*\.tsx?$/.test(file) || isTest(file)) continue;
    const context = contextOf(file);
    for (const [, prefix] of withoutComments(text).matchAll(/\bnewId(?:<[^>]*>)?\('([^']*)'\)/g)) {
      const isKnown = owners.has(prefix!);
      if (context ? !isKnown : isKnown && !TWICE_FROM_OLD.has(prefix!)) found.push({ path: file, what: context ? `makes ids with ${prefix}, which no context.json has` : `makes ids with ${prefix}, which is ${owners.get(prefix!)}'s` });
    }
    if (!file.endsWith('/contracts/ids.ts')) continue;
    for (const [, prefix] of text.matchAll(/\bId<'([^']+)'>/g)) if (owners.get(prefix!) !== context) found.push({ path: file, what: `types ${prefix}, which its context.json does not have` });
  }
  return found;
}
