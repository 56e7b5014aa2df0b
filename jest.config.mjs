// A test runs as CommonJS, which has two consequences: top-level await belongs into main.ts files only, and an asset is found relative to its module by
// `import.meta.dirname` (SWC writes `__dirname` for it here, Node answers the same in dist/, where the build lays the asset beside the module), never by the
// working directory. Packages and our own code (as it was built to dist/) are loaded by Node, see test/support/runtime.mjs: `npm test` builds first, whoever calls Jest itself has to.
const root = import.meta.dirname;

const swc = (parser, transform) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    jsc: { target: 'es2023', parser, keepClassNames: true, ...(transform ? { transform } : {}) },
    module: { type: 'commonjs' },
  },
];
const react = { runtime: 'automatic', importSource: 'preact' };
const decorators = { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false, react };

export default {
  rootDir: root,
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  runtime: '<rootDir>/test/support/runtime.mjs',
  // `source` lets the import map of package.json (#platform/…, #money/ledger/queries, …) answer with TypeScript instead of dist/.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testRegex: '/(apps|libs|test)/.*\\.(spec|int-spec|e2e-spec)\\.tsx?$',
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.hubcraft'],
  // Relative imports carry `.js` as Node wants it; the file is TypeScript here, and really JavaScript in packages.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }, decorators),
    '^.+\\.tsx$': swc({ syntax: 'typescript', tsx: true, decorators: true }, decorators),
    '^.+\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  maxWorkers: 2,
  testTimeout: 60_000,
};
