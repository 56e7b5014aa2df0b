import { MODULES } from './modules.mjs';

const { mutate } = MODULES[process.env.MUTATION_MODULE];
const { MUTATION_FILES, MUTATION_KEEPS } = process.env;

/** Started by `npm run mutation`, which names the module and, where tests need them, has started the servers. */
export default {
  packageManager: 'npm',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'tools/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // Some files of the module, or lines of one (`file.ts:10-20`): the rest keeps what an earlier run has found out about it.
  mutate: MUTATION_FILES ? MUTATION_FILES.split(',') : mutate,
  incremental: true,
  incrementalFile: process.env.MUTATION_REPORT.replace('.json', '.results.json'),
  force: !MUTATION_KEEPS,
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
