import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PLANTED, plantedByTable, printedTable, surroundings, type Planted } from './planted-imports.js';
import { ROOT } from './source-tree.js';

const run = promisify(execFile);

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

  it('is a compile error where the import map has no door', async () => {
    write('libs/sales/a/app/no-door.ts', "import { leaf } from '#sales/b/domain/leaf';\nexport const x = leaf;");
    const output = await run(process.execPath, [path.join(ROOT, 'node_modules/typescript7/bin/tsc'), '-p', 'tsconfig.json', '--noEmit'], { cwd: folder }).then(() => '', (error: { stdout: string }) => error.stdout);
    expect(output).toMatch(/no-door\.ts.*TS2307/);
  }, 60_000);
});
