import { MODULES } from './modules.mjs';

const { mutate } = MODULES[process.env.MUTATION_MODULE];

/** Started by `npm run mutation`, which names the module and, where tests need them, has started the servers. */
export default {
  packageManager: 'npm',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'tools/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  mutate,
  ignorePatterns: ['dist', '.hubcraft', 'docs', 'examples', 'bench', '.git'],
  tempDirName: '.hubcraft/mutation',
  reporters: ['json', 'clear-text', 'progress-append-only'],
  jsonReporter: { fileName: process.env.MUTATION_REPORT },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false, allowEmojis: false },
  concurrency: 2,
  // Wide enough for a busy machine: what is found by its time alone should really hang.
  timeoutMS: 30_000,
  timeoutFactor: 3,
  allowConsoleColors: false,
  allowEmpty: false,
};
