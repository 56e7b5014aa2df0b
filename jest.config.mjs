import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

// Nest 12 and some of its dependencies ship ES modules only, and Jest on Node 20 cannot require() those: exactly these packages are turned into
// CommonJS (cached). So a test runs as CommonJS, which has two consequences: top-level await belongs into main.ts files only, and an asset is found
// relative to its module by `import.meta.dirname` (SWC writes `__dirname` for it here, Node answers the same in dist/, where the build lays the asset
// beside the module), never by the working directory.
const root = import.meta.dirname;

function* modulePackages(folder) {
  let names;
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    if (name.startsWith('.')) continue;
    const packages = name.startsWith('@') ? readdirSync(path.join(folder, name)).map((inner) => `${name}/${inner}`) : [name];
    for (const each of packages) {
      const manifest = path.join(folder, each, 'package.json');
      if (shipsModules(manifest)) yield each;
      yield* modulePackages(path.join(folder, each, 'node_modules'));
    }
  }
}

function shipsModules(manifest) {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
  } catch {
    return false;
  }
}

const esm = [...new Set(modulePackages(path.join(root, 'node_modules')))].sort();

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
  testEnvironment: 'node',
  // `source` lets the import map of package.json (#platform/…, #money/ledger/queries, …) answer with TypeScript instead of dist/.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testRegex: '/(apps|libs|test)/.*\\.(spec|int-spec|e2e-spec)\\.tsx?$',
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.hubcraft'],
  // Relative imports carry `.js` as Node wants it; the file is TypeScript here, and really JavaScript in packages.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esm.join('|')})/)`],
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
