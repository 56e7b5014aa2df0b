import { readdirSync } from 'node:fs';
import path from 'node:path';
import base from '../../jest.config.mjs';
import { MODULES } from './modules.mjs';

// Stryker puts faults in by an environment of its own, and each mutant has to load its module anew.
const { globalSetup: _setup, globalTeardown: _teardown, testRegex: _regex, testEnvironment: _environment, runtime: _runtime, ...rest } = base;

const { tests, needsServers } = MODULES[process.env.MUTATION_MODULE];

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
  // Told whole: Stryker wraps it and knows no `<rootDir>`.
  testEnvironment: path.join(rest.rootDir, 'tools/mutation/environment.cjs'),
  testTimeout: 30_000,
};
