import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { bundleBrowser } from './bundle.mjs';
import { ROOT, cloneHash, ensureStateFolder, readJson, writeWhole } from './place.mjs';
import { withLock } from './processes.mjs';

/** `db` holds no code, but its SQL lies beside the built tree so that a path relative to a module is the same in source and build. */
const TREES = ['apps', 'libs', 'tools', 'bench', 'db'];
const ASSETS = new Set(['.json', '.sql', '.html', '.css', '.txt', '.csv', '.mmdb', '.svg', '.png', '.webp', '.jpg', '.ico', '.woff2']);
const TESTS = /\.(spec|int-spec|e2e-spec)\.tsx?$/;
const ENTRIES = /\.entry\.tsx?$/;
const TOGETHER = 32;

/** Every file of the trees, as slash-separated paths relative to the clone. */
function* walk(root, folder) {
  let entries;
  try {
    entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  for (const entry of entries) {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, name);
    else if (entry.isFile()) yield name;
  }
}

/** Where a source ends up below dist/, or undefined when it is no part of the build. */
export function targetOf(name) {
  if (name.endsWith('.d.ts') || TESTS.test(name) || ENTRIES.test(name)) return undefined;
  if (/\.tsx?$/.test(name)) return name.replace(/\.tsx?$/, '.js');
  return ASSETS.has(path.extname(name)) || /\.m?js$/.test(name) ? name : undefined;
}

const mark = (root, name) => {
  const { mtimeMs, size } = statSync(path.join(root, name));
  return `${mtimeMs} ${size}`;
};

/** Settings and compiler: when one of them changes, every file is compiled again. */
function compilerMark(root) {
  const require = createRequire(path.join(root, 'package.json'));
  return cloneHash(`${readFileSync(path.join(root, '.swcrc'), 'utf8')} ${require('@swc/core/package.json').version} ${readFileSync(import.meta.filename, 'utf8')}`);
}

/**
 * Compiles what changed since the last build from apps, libs, tools, bench and db to dist/, keeping the tree, removes what has no source any
 * more, and bundles the browser scripts.
 * @returns {Promise<{compiled: number, copied: number, removed: number, bundled: boolean, milliseconds: number}>}
 */
export function build({ root = ROOT } = {}) {
  return withLock(path.join(ensureStateFolder(), 'building'), () => buildAlone(root));
}

async function buildAlone(root) {
  const started = performance.now();
  const dist = path.join(root, 'dist');
  const memory = path.join(dist, '.built.json');
  const compiler = compilerMark(root);
  let before = readJson(memory, { files: {} });
  if (before.compiler !== compiler) before = { files: {}, bundle: before.bundle };
  const files = {};
  const changed = [];
  for (const name of TREES.flatMap((tree) => [...walk(root, tree)])) {
    const target = targetOf(name);
    if (!target) continue;
    files[name] = mark(root, name);
    if (files[name] !== before.files[name] || !exists(path.join(dist, target))) changed.push({ name, target });
  }
  const count = { compiled: 0, copied: 0, removed: 0 };
  const failures = await compileAll(root, dist, changed, count);
  count.removed = removeOrphans(dist, files);
  for (const { name } of failures) delete files[name];
  const bundle = failures.length ? before.bundle : await bundleBrowser({ root, dist, before: before.bundle });
  mkdirSync(dist, { recursive: true });
  writeWhole(memory, JSON.stringify({ compiler, files, bundle }));
  if (failures.length) throw new Failure(failures.map(({ name, error }) => `${name} does not compile: ${error.message ?? error}`).join('\n'));
  return { ...count, bundled: bundle !== before.bundle, milliseconds: Math.round(performance.now() - started) };
}

function exists(file) {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

async function compileAll(root, dist, changed, count) {
  const failures = [];
  if (!changed.length) return failures;
  const { transform } = createRequire(path.join(root, 'package.json'))('@swc/core');
  const queue = [...changed];
  const one = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      try {
        await compileOne(root, dist, next, transform);
        if (/\.tsx?$/.test(next.name)) count.compiled++;
        else count.copied++;
      } catch (error) {
        failures.push({ name: next.name, error });
      }
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, one));
  return failures;
}

async function compileOne(root, dist, { name, target }, transform) {
  const from = path.join(root, name);
  const to = path.join(dist, target);
  mkdirSync(path.dirname(to), { recursive: true });
  if (!/\.tsx?$/.test(name)) {
    copyFileSync(from, `${to}.part`);
    renameSync(`${to}.part`, to);
    return;
  }
  const { code, map } = await transform(readFileSync(from, 'utf8'), {
    filename: from,
    sourceFileName: path.relative(path.dirname(to), from),
    cwd: root,
    root,
    swcrc: true,
    sourceMaps: true,
    // Without it `import … with { type: 'json' }` loses the words that Node insists on.
    jsc: { experimental: { keepImportAttributes: true } },
  });
  const base = path.basename(to);
  if (map) writeWhole(`${to}.map`, map);
  writeWhole(to, map ? `${code}\n//# sourceMappingURL=${base}.map\n` : code);
}

/** A module whose source is gone must not go on answering from dist/. */
function removeOrphans(dist, files) {
  const kept = new Set(Object.keys(files).map(targetOf));
  let removed = 0;
  for (const tree of TREES) {
    for (const name of walk(dist, tree)) {
      if (name.startsWith('apps/hub/assets/') || kept.has(name.replace(/\.js\.map$/, '.js'))) continue;
      rmSync(path.join(dist, name), { force: true });
      removed++;
    }
  }
  return removed;
}
