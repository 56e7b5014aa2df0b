import path from 'node:path';
import base from '../../jest.config.mjs';
import { MODULES } from './modules.mjs';

// Stryker puts faults in by an environment of its own, and each mutant has to load its module anew.
const { globalSetup: _setup, globalTeardown: _teardown, testRegex: _regex, testEnvironment: _environment, runtime: _runtime, ...rest } = base;

const { tests } = MODULES[process.env.MUTATION_MODULE];

/** The tests of one module. The servers are those of the run of `npm run mutation`: each mutant has databases of its own on them. */
export default {
  ...rest,
  // Looked through again for every mutant: the folders of the tests and no more.
  roots: [...new Set(tests.map((pattern) => `<rootDir>/${path.posix.dirname(pattern)}`))],
  testMatch: tests.map((pattern) => `<rootDir>/${pattern}`),
  setupFiles: [...(rest.setupFiles ?? []), '<rootDir>/tools/mutation/setup.cjs'],
  testTimeout: 30_000,
};
