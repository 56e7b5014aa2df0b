import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PLANTED, plantedByTable, printedTable, surroundings, type Planted } from './planted-imports.js';
import { ROOT } from './source-tree.js';

const run = promisify(execFile);

const LOST_IN_JSON = ['{ at: Date }', '{ amount_minor: bigint }', '{ lines: { rates: Map<string, string> }[] }', '{ seen?: Set<string> }', '{ bytes: Buffer }', '{ of: () => string }', '{ when: string | Date }', '{ gaps: (string | undefined)[] }', '{ data: unknown }', '{ data: any }'];
const KEPT_BY_JSON = ['{ id: string; note?: string | null }', '{ lines: { quantity: number; tags: string[] }[]; by: Record<string, number>; paid: boolean }'];
/** One event a line, from the second on. */
const factsAs = (payloads: string[]): string => ["import { DomainEvent } from '#platform/kernel/messages';", ...payloads.map((payload, index) => `export class Fact${index} extends DomainEvent<${payload}> {}`)].join('\n');

describe('the import table', () => {
  const byTable = plantedByTable();
  const planted = [...byTable, ...PLANTED];
  /** The rules that each planted file breaks. */
  const broken = new Map<string, Set<string>>();
  let folder: string;

  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-boundaries-'));
    for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) cpSync(path.join(ROOT, file), path.join(folder, file));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    for (const [file, text] of surroundings(planted)) write(file, text);
    for (const { file, text } of planted) write(file, text);
    const cruise = [path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), 'apps', 'libs', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
    const output = await run(process.execPath, cruise, { cwd: folder, maxBuffer: 64 << 20 }).then(({ stdout }) => stdout, (error: { stdout: string }) => error.stdout);
    for (const { from, rule } of JSON.parse(output).summary.violations as { from: string; rule: { name: string } }[]) broken.set(from, (broken.get(from) ?? new Set()).add(rule.name));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the rules make of a plant other than they should; nothing when all is well. */
  const wrong = ({ file, text, rule }: Planted): string[] => {
    const by = broken.get(file) ?? new Set<string>();
    if (rule === null ? by.size === 0 : by.has(rule)) return [];
    return [`${file}: ${text.split('\n')[0]} ${rule === null ? `is refused by ${[...by].join(', ')}` : `passes ${rule}`}`];
  };

  it('is printed as it is held: what a cell allows passes, what it does not name is red', () => {
    expect(byTable.flatMap(wrong)).toEqual([]);
  });

  it('forbids as much in each row as it says', () => {
    expect(Object.fromEntries([...printedTable()].map(([row, cells]) => [row, [...cells.values()].filter((cell) => cell === '–').length]))).toEqual(
      { 'contracts/': 5, 'domain/': 4, 'app/': 1, 'infra/': 4, 'http/': 3, 'module.ts': 6, 'apps/': 2 });
    expect(byTable.filter(({ rule }) => rule !== null).length).toBeGreaterThan(100);
  });

  it('turns red on each import that breaks another rule, however it is written', () => {
    expect(PLANTED.flatMap(wrong)).toEqual([]);
  });

  it('has a planted import for each of its rules', () => {
    const { forbidden } = require(path.join(ROOT, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
    expect([...new Set(planted.flatMap(({ rule }) => rule ?? []))].sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  describe('and the compiler', () => {
    let output: string;
    beforeAll(async () => {
      cpSync(path.join(ROOT, 'libs/platform/kernel/messages.ts'), path.join(folder, 'libs/platform/kernel/messages.ts'));
      write('libs/sales/a/app/no-door.ts', "import { leaf } from '#sales/b/domain/leaf';\nexport const x = leaf;");
      write('libs/sales/a/contracts/facts.ts', factsAs([...LOST_IN_JSON, ...KEPT_BY_JSON]));
      const tsc = [path.join(ROOT, 'node_modules/typescript7/bin/tsc'), '-p', 'tsconfig.json', '--noEmit'];
      output = await run(process.execPath, tsc, { cwd: folder, maxBuffer: 64 << 20 }).then(() => '', (error: { stdout: string }) => error.stdout);
    }, 60_000);

    it('refuse an import where the map has no door', () => {
      expect(output).toMatch(/no-door\.ts.*TS2307/);
    });

    it('refuse an event whose payload does not come back from JSON as it went in, and no other', () => {
      const refused = [...output.matchAll(/facts\.ts\((\d+),\d+\): error TS2344/g)].map((match) => Number(match[1]) - 2);
      expect(refused.map((index) => [...LOST_IN_JSON, ...KEPT_BY_JSON][index])).toEqual(LOST_IN_JSON);
    });
  });
});
