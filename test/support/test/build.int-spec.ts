import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { build, targetOf } from '../../../scripts/lib/compile.mjs';

const clone = path.join(import.meta.dirname, '..', '..', '..');
const root = path.join(process.env.HUBCRAFT_TEST_RUN!, `build-${process.pid}`);

function put(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
}

const built = (name: string) => readFileSync(path.join(root, 'dist', name), 'utf8');
interface Manifest {
  scripts: Record<string, { file: string; preload: string[] }>;
  styles: Record<string, { file: string }>;
}
const manifest = () => JSON.parse(built('apps/hub/assets/manifest.json')) as Manifest;

describe('the build', () => {
  beforeAll(() => {
    mkdirSync(root, { recursive: true });
    cpSync(path.join(clone, '.swcrc'), path.join(root, '.swcrc'));
    symlinkSync(path.join(clone, 'node_modules'), path.join(root, 'node_modules'));
    put('package.json', '{"type": "module"}');
    put('libs/shop/price.ts', 'export const price: number = 42;\n');
    put('libs/shop/rates.json', '{"DE": "19"}');
    put('apps/hub/page.tsx', 'export const page = (name: string) => <h1>{name}</h1>;\n');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('keeps the tree, lays assets beside and leaves tests and browser entries out', () => {
    expect(targetOf('libs/shop/price.ts')).toBe('libs/shop/price.js');
    expect(targetOf('apps/hub/page.tsx')).toBe('apps/hub/page.js');
    expect(targetOf('db/migrations/0001_start.sql')).toBe('db/migrations/0001_start.sql');
    for (const left of ['libs/shop/price.spec.ts', 'libs/shop/test/price.int-spec.ts', 'test/e2e/buy.e2e-spec.ts', 'apps/hub/islands/pay.entry.tsx', 'libs/shop/types.d.ts', 'libs/shop/README.md']) {
      expect(targetOf(left)).toBeUndefined();
    }
  });

  it('compiles what changed and nothing else', async () => {
    expect(await build({ root })).toMatchObject({ compiled: 2, copied: 1, removed: 0 });
    expect(built('libs/shop/price.js')).toContain('export const price = 42');
    expect(built('apps/hub/page.js')).toContain('preact/jsx-runtime');
    expect(await build({ root })).toMatchObject({ compiled: 0, copied: 0, removed: 0, bundled: false });
    put('libs/shop/price.ts', 'export const price: number = 43;\n//\n');
    expect(await build({ root })).toMatchObject({ compiled: 1, copied: 0 });
    expect(built('libs/shop/price.js')).toContain('43');
  });

  it('keeps the words that Node wants beside an import of JSON', async () => {
    put('libs/shop/table.ts', `import rates from './rates.json' with { type: 'json' };\nexport const table = Object.keys(rates);\n`);
    await build({ root });
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', `import(${JSON.stringify(path.join(root, 'dist/libs/shop/table.js'))}).then((it) => console.log(it.table.join()))`]);
    expect(stdout).toBe('DE\n');
  });

  it('removes what has no source any more', async () => {
    put('libs/shop/gone.ts', 'export const gone = true;\n');
    await build({ root });
    rmSync(path.join(root, 'libs/shop/gone.ts'));
    expect((await build({ root })).removed).toBeGreaterThan(0);
    expect(existsSync(path.join(root, 'dist/libs/shop/gone.js'))).toBe(false);
  });

  it('bundles islands and styles under names that carry their content, shared parts once', async () => {
    put('apps/hub/islands/words.ts', `export const words = (name: string) => 'hello from the shared part, ' + name;\n`);
    for (const name of ['pay', 'wait']) put(`apps/hub/islands/${name}.entry.tsx`, `import { render } from 'preact';\nimport { words } from './words.js';\nrender(<p>{words('${name}')}</p>, document.body);\n`);
    put('apps/hub/styles/hub.css', 'body {\n  color: #ff0000;\n}\n');
    expect((await build({ root })).bundled).toBe(true);
    const before = manifest();
    expect(Object.keys(before.scripts)).toEqual(['pay', 'wait']);
    expect(before.scripts.pay!.preload).toEqual(before.scripts.wait!.preload);
    for (const { file, preload } of Object.values(before.scripts)) for (const name of [file, ...preload]) expect(existsSync(path.join(root, 'dist/apps/hub/assets', name))).toBe(true);
    expect(built(`apps/hub/assets/${before.styles.hub!.file}`).trim()).toBe('body{color:red}');
    expect((await build({ root })).bundled).toBe(false);

    put('apps/hub/islands/words.ts', `export const words = (name: string) => 'good evening from the shared part, ' + name;\n`);
    expect((await build({ root })).bundled).toBe(true);
    expect(manifest().scripts.pay!.file).not.toBe(before.scripts.pay!.file);
    expect(existsSync(path.join(root, 'dist/apps/hub/assets', before.scripts.pay!.file))).toBe(false);
  });

  it('names the file that does not compile, and builds it when it is put right', async () => {
    put('libs/shop/broken.ts', 'export const broken = ;\n');
    await expect(build({ root })).rejects.toThrow('libs/shop/broken.ts does not compile');
    put('libs/shop/broken.ts', 'export const broken = false;\n');
    expect((await build({ root })).compiled).toBe(1);
  });
});
