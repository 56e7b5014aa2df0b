import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './source-tree.js';

const run = promisify(execFile);

/** A small tree with the project's own settings, in which each file breaks one rule of the import table. */
const PLANTED: Record<string, { rule: string; text: string }> = {
  'libs/platform/kernel/planted.ts': { rule: 'platform-knows-no-business', text: "import { B } from '../../sales/b/contracts/queries.js';\nexport const x = B;" },
  'libs/sales/a/app/deep.ts': { rule: 'contexts-meet-at-contracts', text: "import { inner } from '../../b/domain/inner.js';\nexport const x = inner;" },
  'libs/sales/a/app/assembles.ts': { rule: 'modules-are-for-apps', text: "import { BModule } from '#sales/b/module';\nexport const x = BModule;" },
  'libs/sales/a/app/fakes.ts': { rule: 'fakes-are-for-tests', text: "import { fake } from '#sales/b/testing';\nexport const x = fake;" },
  'libs/sales/a/contracts/queries.ts': { rule: 'contracts-are-plain', text: "import { B } from '#sales/b/commands';\nexport const x = B;" },
  'libs/sales/a/contracts/events.ts': { rule: 'contracts-take-views-as-types', text: "import { B } from '#sales/b/queries';\nexport const x = B;" },
  'libs/sales/a/domain/impure.ts': { rule: 'domain-is-pure', text: "import { db } from '#platform/database/database';\nexport const x = db;" },
  'libs/sales/a/domain/framed.ts': { rule: 'domain-has-no-framework', text: "import { Injectable } from '@nestjs/common';\nexport const x = Injectable;" },
  'libs/sales/a/app/rude.ts': { rule: 'app-knows-no-http', text: "import { dto } from '../http/dto.js';\nexport const x = dto;" },
  'libs/sales/a/infra/upward.ts': { rule: 'infra-is-below', text: "import { x } from '../app/rude.js';\nexport const y = x;" },
  'libs/sales/a/http/past-the-door.ts': { rule: 'http-goes-through-the-doors', text: "import { row } from '../infra/row.js';\nexport const x = row;" },
  'libs/sales/a/app/one.ts': { rule: 'no-cycles', text: "import { two } from './two.js';\nexport const one = () => two;" },
  'apps/hub/islands/pay.entry.ts': { rule: 'pages-use-no-commands-of-their-own', text: "import { B } from '#sales/b/commands';\nexport const x = B;" },
};

const SURROUNDINGS: Record<string, string> = {
  'libs/sales/a/app/two.ts': "import { one } from './one.js';\nexport const two = () => one;",
  'libs/sales/b/contracts/queries.ts': 'export class B {}', 'libs/sales/b/contracts/commands.ts': 'export class B {}', 'libs/sales/b/domain/inner.ts': 'export const inner = 1;',
  'libs/sales/b/module.ts': 'export class BModule {}', 'libs/sales/b/testing/index.ts': 'export const fake = 1;', 'libs/platform/database/database.ts': 'export const db = 1;',
  'libs/sales/a/http/dto.ts': 'export const dto = 1;', 'libs/sales/a/infra/row.ts': 'export const row = 1;',
};

describe('the import table', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-boundaries-'));
    for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) cpSync(path.join(ROOT, file), path.join(folder, file));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    for (const [file, text] of [...Object.entries(SURROUNDINGS), ...Object.entries(PLANTED).map(([file, { text }]) => [file, text] as const)]) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const cruise = async (): Promise<{ from: string; rule: { name: string } }[]> => {
    const output = await run(process.execPath, [path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), 'apps', 'libs', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'], { cwd: folder, maxBuffer: 64 << 20 })
      .then(({ stdout }) => stdout, (error: { stdout: string }) => error.stdout);
    return JSON.parse(output).summary.violations;
  };

  it('turns red on each planted import, by the rule that forbids it', async () => {
    const violations = await cruise();
    const missed = Object.entries(PLANTED).filter(([file, { rule }]) => !violations.some((violation) => violation.from === file && violation.rule.name === rule)).map(([file, { rule }]) => `${rule}: ${file}`);
    expect(missed).toEqual([]);
  }, 60_000);

  it('has a planted import for each of its rules', () => {
    const rules = [...readFileSync(path.join(ROOT, '.dependency-cruiser.cjs'), 'utf8').matchAll(/name: '([a-z-]+)'/g)].map((match) => match[1]);
    expect([...new Set(Object.values(PLANTED).map(({ rule }) => rule))].sort()).toEqual([...new Set(rules)].sort());
  });

  it('is a compile error where the import map has no door', async () => {
    const planted = path.join(folder, 'libs/sales/a/app/no-door.ts');
    writeFileSync(planted, "import { inner } from '#sales/b/domain/inner';\nexport const x = inner;");
    const output = await run(process.execPath, [path.join(ROOT, 'node_modules/typescript7/bin/tsc'), '-p', 'tsconfig.json', '--noEmit'], { cwd: folder }).then(() => '', (error: { stdout: string }) => error.stdout);
    expect(output).toMatch(/no-door\.ts.*TS2307/);
  }, 60_000);
});
