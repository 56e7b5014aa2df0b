import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import JestRuntime from 'jest-runtime';
import { targetOf } from '../../scripts/lib/compile.mjs';

const Runtime = JestRuntime.default ?? JestRuntime;
const ROOT = path.resolve(import.meta.dirname, '../..');
/** `@nestjs/common`, not `./near.js`, `#platform/…` or an absolute path. */
const PACKAGE = /^[^.#/]/;
/** At the head of a file of tests that changes what modules of Node's own answer, or wants ours anew: Jest loads our code for it, from its source. */
const FROM_SOURCE = /^\/\*\* @modules source\b/;
/** What belongs to tests alone stays with Jest: each file of tests has its own. */
const OF_TESTS = /(^|\/)(test|testing)\/|\.conformance\.|-suite\./;
const CODE = /^(apps|libs|tools|bench)\//;

/** Of the arguments of Jest's runtime. */
const TEST_PATH = 6;

const known = new Map();

/** The module in dist/ that the build made of a source, when that is code that ships; remembered, for it is asked a thousand times per file of tests. */
function builtFrom(file) {
  if (known.has(file)) return known.get(file);
  const source = path.relative(ROOT, file).split(path.sep).join('/');
  const target = CODE.test(source) && !OF_TESTS.test(source) ? targetOf(source) : undefined;
  const built = target && path.join(ROOT, 'dist', target);
  const found = built && /\.m?js$/.test(built) && existsSync(built) ? built : undefined;
  known.set(file, found);
  return found;
}

/**
 * Loads packages and our own code as Node does, once for all test files of a worker: packages as they are, our code as it was built to dist/, so that what is tested
 * is what ships. Only tests and what helps them are loaded anew for each file, as Jest has it. More than half the time of a suite that boots a context was Jest loading
 * the same modules again. Node also requires the packages that ship ES modules only, which Jest on Node 20 cannot.
 */
export default class extends Runtime {
  constructor(...args) {
    super(...args);
    this.isFromSource = FROM_SOURCE.test(readFileSync(args[TEST_PATH], 'utf8'));
  }

  requireModuleOrMock(from, name) {
    if (from.includes('/node_modules/') || isBuiltin(name) || name === '@jest/globals') return super.requireModuleOrMock(from, name);
    const require = createRequire(from);
    if (PACKAGE.test(name)) return require(name);
    if (this.isFromSource) return super.requireModuleOrMock(from, name);
    const built = name.startsWith('#') ? ofTheImportMap(require, name) : builtFrom(path.resolve(path.dirname(from), name));
    return built ? require(built) : super.requireModuleOrMock(from, name);
  }
}

/** `#sales/orders/commands` as the map of package.json resolves it for Node, unless it belongs to tests. */
function ofTheImportMap(require, name) {
  if (!known.has(name)) {
    const built = require.resolve(name);
    known.set(name, OF_TESTS.test(path.relative(ROOT, built).split(path.sep).join('/')) ? undefined : built);
  }
  return known.get(name);
}
