import path from 'node:path';
import base from '../../jest.config.mjs';
import { MODULES } from './modules.mjs';

const { globalSetup: _setup, globalTeardown: _teardown, testRegex: _regex, ...rest } = base;

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
