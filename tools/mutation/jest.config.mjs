import base from '../../jest.config.mjs';
import { MODULES } from './modules.mjs';

const { globalSetup: _setup, globalTeardown: _teardown, testRegex: _regex, ...rest } = base;

/** The tests of one module. The servers are those of the run of `npm run mutation`: each mutant has databases of its own on them. */
export default { ...rest, roots: ['<rootDir>/libs', '<rootDir>/test/support'], testMatch: MODULES[process.env.MUTATION_MODULE].tests.map((pattern) => `<rootDir>/${pattern}`), setupFiles: [...(rest.setupFiles ?? []), '<rootDir>/tools/mutation/setup.cjs'], testTimeout: 30_000 };
