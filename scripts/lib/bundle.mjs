import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { writeWhole } from './place.mjs';

const ISLANDS = 'apps/hub/islands';
const STYLES = 'apps/hub/styles';
const OUTPUT = 'apps/hub/assets';

function filesIn(root, folder, pattern) {
  try {
    return readdirSync(path.join(root, folder)).filter((name) => pattern.test(name)).sort().map((name) => `${folder}/${name}`);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The state of every file that went into a bundle; a missing one counts as changed. */
function marksOf(root, names) {
  return names.map((name) => {
    const stat = statSync(path.join(root, name), { throwIfNoEntry: false });
    return `${name} ${stat ? `${stat.mtimeMs} ${stat.size}` : 'gone'}`;
  }).join('\n');
}

/**
 * Bundles every `apps/hub/islands/*.entry.ts(x)` and `apps/hub/styles/*.css` to dist/apps/hub/assets under names that carry their content's hash, and
 * writes `manifest.json` there: `{scripts: {<name>: {file, preload: [file…]}}, styles: {<name>: {file}}}`, where `checkout.entry.tsx` is `checkout`.
 * @returns {Promise<{entries: string[], inputs: string[], marks: string}>} what the next build compares with; the same object when nothing changed
 */
export async function bundleBrowser({ root, dist, before }) {
  const entries = [...filesIn(root, ISLANDS, /\.entry\.tsx?$/), ...filesIn(root, STYLES, /\.css$/)];
  const output = path.join(dist, OUTPUT);
  const manifestFile = path.join(output, 'manifest.json');
  const isBuilt = statSync(manifestFile, { throwIfNoEntry: false }) !== undefined;
  if (isBuilt && before && before.entries.join() === entries.join() && before.marks === marksOf(root, before.inputs)) return before;
  const manifest = { scripts: {}, styles: {} };
  let inputs = [];
  const written = new Set(['manifest.json']);
  if (entries.length) {
    const metafile = await runEsbuild(root, output, entries);
    inputs = Object.keys(metafile.inputs).sort();
    for (const [file, made] of Object.entries(metafile.outputs)) {
      written.add(path.basename(file));
      if (made.entryPoint) enter(manifest, file, made);
    }
  }
  mkdirSync(output, { recursive: true });
  writeWhole(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of readdirSync(output)) if (!written.has(name)) rmSync(path.join(output, name), { force: true });
  return { entries, inputs, marks: marksOf(root, inputs) };
}

function enter(manifest, file, made) {
  const name = path.basename(made.entryPoint).replace(/(\.entry)?\.(tsx?|css)$/, '');
  if (made.entryPoint.endsWith('.css')) {
    manifest.styles[name] = { file: path.basename(file) };
    return;
  }
  const preload = made.imports.filter(({ kind, external }) => kind === 'import-statement' && !external).map((part) => path.basename(part.path));
  manifest.scripts[name] = { file: path.basename(file), preload };
}

async function runEsbuild(root, output, entries) {
  const esbuild = createRequire(path.join(root, 'package.json'))('esbuild');
  try {
    const { metafile } = await esbuild.build({
      absWorkingDir: root,
      entryPoints: entries,
      outdir: output,
      outbase: root,
      entryNames: '[name]-[hash]',
      chunkNames: 'chunk-[hash]',
      assetNames: '[name]-[hash]',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      jsx: 'automatic',
      jsxImportSource: 'preact',
      conditions: ['source'],
      loader: { '.svg': 'file', '.png': 'file', '.webp': 'file', '.woff2': 'file' },
      metafile: true,
      logLevel: 'silent',
    });
    return metafile;
  } catch (error) {
    const first = error.errors?.[0];
    if (!first) throw error;
    const where = first.location ? `${first.location.file}:${first.location.line} ` : '';
    throw new Failure(`The browser scripts do not build: ${where}${first.text}`);
  }
}
