import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './source-tree.js';

/** One file with one import in a small tree that has the project's settings. `rule` has to turn it red; null: it is allowed, and no rule may. */
export interface Planted {
  file: string;
  text: string;
  rule: string | null;
}

type Form = 'value' | 'type';
interface Target {
  form?: Form;
  from: string;
  isAllowed: boolean;
}

/** A place where files of a row stand: the file that plant `n` is written to, and the rule of its row. */
interface Place {
  row: string;
  rule: string;
  file(n: number): string;
  /** Slim contexts have no folders: what they may import of their own is told apart. */
  ownFiles?: Record<string, boolean>;
}

const FOLDERS = ['contracts', 'domain', 'app', 'infra', 'http'];
const DOORS = ['ids', 'errors', 'queries', 'commands', 'events', 'module'] as const;
const PURE = ['csv-parse/sync', 'stdnum'];
const IMPURE = ['@nestjs/common', 'typeorm', 'pg', 'node:fs', 'node:https', 'node:crypto'];
const IN_APP = 'app-does-not-know-who-calls';
const IN_INFRA = 'infra-is-below';
const IN_HTTP = 'http-goes-through-the-doors';

const PLACES: Place[] = [
  { row: 'contracts/', rule: 'contracts-are-plain', file: (n) => `libs/sales/a/contracts/plant${n}.ts` },
  { row: 'domain/', rule: 'domain-is-pure', file: (n) => `libs/sales/a/domain/plant${n}.ts` },
  { row: 'app/', rule: IN_APP, file: (n) => `libs/sales/a/app/plant${n}.ts` },
  { row: 'app/', rule: IN_APP, file: (n) => `libs/sales/slim/plant${n}.ts`, ownFiles: { 'leaf.ts': true, 'rows.ts': true, 'contracts/queries.ts': true, 'leaf.controller.ts': false, 'leaf.dto.ts': false, 'module.ts': false } },
  { row: 'infra/', rule: IN_INFRA, file: (n) => `libs/sales/a/infra/plant${n}.ts` },
  { row: 'infra/', rule: IN_INFRA, file: (n) => `libs/sales/rows${n}/rows.ts`, ownFiles: { 'contracts/queries.ts': true, 'leaf.ts': false, 'leaf.controller.ts': false, 'module.ts': false } },
  { row: 'http/', rule: IN_HTTP, file: (n) => `libs/sales/a/http/plant${n}.ts` },
  { row: 'http/', rule: IN_HTTP, file: (n) => `libs/sales/slim/plant${n}.controller.ts`, ownFiles: { 'leaf.ts': true, 'leaf.dto.ts': true, 'contracts/queries.ts': true, 'rows.ts': false, 'module.ts': false } },
  { row: 'module.ts', rule: 'modules-assemble-their-own', file: (n) => `libs/sales/module${n}/module.ts` },
  { row: 'apps/', rule: 'apps-only-choose', file: (n) => `apps/api/plant${n}.ts` },
];

/** The table of docs/architecture/boundaries.md: cells by row and column. */
export function printedTable(text = readFileSync(path.join(ROOT, 'docs/architecture/boundaries.md'), 'utf8')): Map<string, Map<string, string>> {
  const lines = text.slice(text.indexOf('| From ↓')).split('\n');
  const cellsOf = (line: string): string[] => line.split('|').slice(1, -1).map((cell) => cell.replaceAll('`', '').replace("others' ", '').trim());
  const [, ...columns] = cellsOf(lines[0]!);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return new Map(lines.slice(2, end).map((line) => {
    const [row, ...cells] = cellsOf(line);
    return [row!, new Map(columns.map((column, index) => [column, cells[index]!]))];
  }));
}

const isYes = (cell: string): boolean => cell === 'yes' || cell.startsWith('if in ');
const words = (cell: string): string[] => cell.split(', ');

/** What a file of a context may import of its own context, by the row's cell or, in a slim one, by the names of the files. */
function ownTargets(place: Place, file: string, cell: string): Target[] {
  if (!file.startsWith('libs/')) return [];
  const context = file.split('/').slice(0, 3).join('/');
  const at = (inner: string): string => {
    const relative = path.posix.relative(path.posix.dirname(file), `${context}/${inner}`).replace(/\.ts$/, '.js');
    return relative.startsWith('.') ? relative : `./${relative}`;
  };
  if (place.ownFiles) return Object.entries(place.ownFiles).map(([inner, isAllowed]) => ({ from: at(inner), isAllowed }));
  return FOLDERS.map((folder) => ({ from: at(`${folder}/leaf.ts`), isAllowed: cell === 'all' || words(cell).includes(folder) }));
}

/** Every import that a cell of the row speaks of, and those that no cell ever allows. */
function targetsOf(place: Place, file: string, cells: Map<string, string>): Target[] {
  const platform = cells.get('#platform')!;
  const outside = cells.get('packages, Node')!;
  return [
    ...ownTargets(place, file, cells.get('own')!),
    { from: '#platform/kernel/leaf', isAllowed: platform === 'kernel' || isYes(platform) },
    { from: '#platform/database/database', isAllowed: isYes(platform) },
    { from: '#platform/testing/probe', isAllowed: false },
    ...DOORS.flatMap((door): Target[] => {
      const cell = cells.get(door)!;
      return [{ from: `#sales/b/${door}`, isAllowed: isYes(cell) }, { form: 'type', from: `#sales/b/${door}`, isAllowed: isYes(cell) || cell === 'types' }];
    }),
    { from: '#sales/b/testing', isAllowed: false },
    ...['domain', 'app', 'infra', 'http'].map((folder): Target => ({ from: path.posix.relative(path.posix.dirname(file), `libs/sales/b/${folder}/leaf.js`), isAllowed: false })),
    ...PURE.map((name): Target => ({ from: name, isAllowed: isYes(outside) || words(outside).includes(name.split('/')[0]!) })),
    ...IMPURE.map((name): Target => ({ from: name, isAllowed: isYes(outside) })),
  ];
}

function importing({ form = 'value', from }: Target): string {
  return form === 'type' ? `import type * as it from '${from}';\nexport type X = typeof it;` : `import * as it from '${from}';\nexport const x = it;`;
}

/** The rule that has to refuse a target; values of another's views have a rule of their own, because the row lets their types pass. */
const ruleOf = (place: Place, target: Target, cells: Map<string, string>): string => (cells.get('queries') === 'types' && target.from === '#sales/b/queries' ? 'views-are-taken-as-types' : place.rule);

/** An import for each cell of the printed table, in each place of its row. */
export function plantedByTable(table = printedTable()): Planted[] {
  return PLACES.flatMap((place) => {
    const cells = table.get(place.row)!;
    const count = targetsOf(place, place.file(0), cells).length;
    return Array.from({ length: count }, (_, n): Planted => {
      const file = place.file(n);
      const target = targetsOf(place, file, cells)[n]!;
      return { file, text: importing(target), rule: target.isAllowed ? null : ruleOf(place, target, cells) };
    });
  });
}

/** A forbidden import stays forbidden however it is written. */
const FORMS = [
  "import { leaf } from '#sales/b/events';\nexport const x = leaf;", "import type { Leaf } from '#sales/b/events';\nexport type X = Leaf;", "import { type Leaf } from '#sales/b/events';\nexport type X = Leaf;",
  "export { leaf } from '#sales/b/events';", "export * from '#sales/b/events';", "import '#sales/b/events';", "export const x = () => import('#sales/b/events');", "export type X = import('#sales/b/events').Leaf;",
  "import x = require('#sales/b/events');\nexport const y = x;", "export const x: unknown = require('#sales/b/events');", "import { leaf } from '../../b/contracts/events.js';\nexport const x = leaf;",
];

/** What turns the rules red that are no rows of the table. */
export const PLANTED: Planted[] = [
  ...FORMS.map((text, n): Planted => ({ file: `libs/sales/a/http/form${n}.ts`, text, rule: IN_HTTP })),
  { file: 'libs/platform/kernel/planted.ts', rule: 'platform-knows-no-business', text: "import { leaf } from '../../sales/b/contracts/queries.js';\nexport const x = leaf;" },
  { file: 'libs/platform/kernel/deep.ts', rule: 'the-kernel-is-plain', text: "import { leaf } from '../database/database.js';\nexport const x = leaf;" },
  { file: 'libs/platform/kernel/reads.ts', rule: 'the-kernel-is-plain', text: "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;" },
  { file: 'libs/sales/a/domain/both.ts', rule: 'views-are-taken-as-types', text: "import type { Leaf } from '#sales/b/queries';\nimport { leaf } from '#sales/b/queries';\nexport const x: Leaf = leaf;" },
  { file: 'libs/sales/a/app/by-path.ts', rule: 'contexts-are-named', text: "import { leaf } from '../../b/contracts/commands.js';\nexport const x = leaf;" },
  { file: 'libs/sales/a/app/past-the-map.ts', rule: 'contexts-are-named', text: "import { leaf } from '../../../platform/database/database.js';\nexport const x = leaf;" },
  { file: 'libs/sales/a/test/inside.int-spec.ts', rule: 'contexts-meet-at-contracts', text: "import { leaf } from '../../b/domain/leaf.js';\nexport const x = leaf;" },
  { file: 'libs/sales/a/app/fakes.ts', rule: 'fakes-are-for-tests', text: "import { leaf } from '#sales/b/testing';\nexport const x = leaf;" },
  { file: 'libs/sales/a/app/one.ts', rule: 'no-cycles', text: "import { two } from './two.js';\nexport const one = () => two;" },
  { file: 'apps/api/by-path.ts', rule: 'apps-name-contexts', text: "import { leaf } from '../../libs/sales/b/contracts/queries.js';\nexport const x = leaf;" },
  { file: 'apps/api/inside.ts', rule: 'apps-only-choose', text: "import { leaf } from '../../libs/sales/b/infra/leaf.js';\nexport const x = leaf;" },
  { file: 'apps/api/borrows.ts', rule: 'apps-only-choose', text: "import { leaf } from '../sandbox/leaf.js';\nexport const x = leaf;" },
  { file: 'apps/sandbox/peeks.ts', rule: 'sandbox-keeps-its-own-books', text: "import { leaf } from '#platform/kernel/leaf';\nexport const x = leaf;" },
  { file: 'apps/hub/islands/pay.entry.ts', rule: 'pages-use-no-commands-of-their-own', text: "import { leaf } from '#sales/b/commands';\nexport const x = leaf;" },
];

/** What the planted files import: leaves that import nothing, in each context that has one. */
export function surroundings(planted: readonly Planted[]): Map<string, string> {
  const leaf = 'export const leaf = 1;\nexport type Leaf = 1;\n';
  const contexts = new Set([...planted.map(({ file }) => file), 'libs/sales/b/x.ts'].filter((file) => /^libs\/(?!platform\/)/.test(file)).map((file) => file.split('/').slice(0, 3).join('/')));
  const inner = [...FOLDERS.map((folder) => `${folder}/leaf.ts`), ...DOORS.map((door) => (door === 'module' ? 'module.ts' : `contracts/${door}.ts`)), 'testing/index.ts', 'leaf.ts', 'rows.ts', 'leaf.dto.ts', 'leaf.controller.ts'];
  const files = [...[...contexts].flatMap((context) => inner.map((file) => `${context}/${file}`)), 'libs/platform/kernel/leaf.ts', 'libs/platform/database/database.ts', 'libs/platform/testing/probe.ts', 'apps/sandbox/leaf.ts'];
  return new Map([...files.map((file): [string, string] => [file, leaf]), ['libs/sales/a/app/two.ts', "import { one } from './one.js';\nexport const two = () => one;"]]);
}
