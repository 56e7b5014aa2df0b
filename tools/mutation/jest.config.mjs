import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import base from '../../jest.config.mjs';
import { MODULES } from './modules.mjs';

// Stryker runs Jest in one process for all faults, and tells a test which fault there is by a global of its context: so each run has a context of its own here, and packages are loaded by Jest.
const { globalSetup: _setup, globalTeardown: _teardown, testRegex: _regex, runtime: _runtime, ...rest } = base;

const { tests, needsServers } = MODULES[process.env.MUTATION_MODULE];

/** The packages below a folder that ship ES modules only, which Jest on Node 20 cannot require(): they are turned into CommonJS (cached). */
function* modulePackages(folder) {
  for (const name of namesIn(folder)) {
    if (name.startsWith('.')) continue;
    for (const each of name.startsWith('@') ? namesIn(path.join(folder, name)).map((inner) => `${name}/${inner}`) : [name]) {
      if (shipsModules(path.join(folder, each, 'package.json'))) yield each;
      yield* modulePackages(path.join(folder, each, 'node_modules'));
    }
  }
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function shipsModules(manifest) {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
  } catch {
    return false;
  }
}

const esm = [...new Set(modulePackages(path.join(rest.rootDir, 'node_modules')))].sort();

/** The files of a pattern, which has its only star in the name of the file. */
function filesOf(pattern) {
  const folder = path.join(rest.rootDir, path.posix.dirname(pattern));
  const [before, behind] = path.posix.basename(pattern).split('*');
  return readdirSync(folder).filter((name) => (behind === undefined ? name === before : name.startsWith(before) && name.endsWith(behind))).map((name) => path.join(folder, name));
}

/** Those that boot a context stay apart: each has servers of its own to begin and to end. The servers are those of the run of `npm run mutation`, and each mutant has databases of its own on them. */
const files = needsServers
  ? { roots: [...new Set(tests.map((pattern) => `<rootDir>/${path.posix.dirname(pattern)}`))], testMatch: tests.map((pattern) => `<rootDir>/${pattern}`) }
  : { roots: ['<rootDir>/tools/mutation'], testMatch: ['<rootDir>/tools/mutation/all.spec.cjs'], globals: { mutationTests: tests.flatMap(filesOf).sort() } };

/** The tests of one module. `roots` are looked through again for every mutant. */
export default {
  ...rest,
  ...files,
  moduleNameMapper: { ...rest.moduleNameMapper, '^fast-check$': '<rootDir>/tools/mutation/fast-check.cjs' },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esm.join('|')})/)`],
  // Told whole: Stryker wraps it and knows no `<rootDir>`.
  testEnvironment: path.join(rest.rootDir, 'tools/mutation/environment.cjs'),
  testTimeout: 30_000,
};
