import { createRequire, isBuiltin } from 'node:module';
import JestRuntime from 'jest-runtime';

const Runtime = JestRuntime.default ?? JestRuntime;
/** `@nestjs/common`, not `./near.js`, `#platform/…` or an absolute path. */
const PACKAGE = /^[^.#/]/;

/**
 * Loads packages as Node does, once for all test files of a worker, and our own modules anew for each as Jest does. Half the time of a suite that boots a context
 * was Jest loading Nest and what belongs to it again. Node also requires the packages that ship ES modules only, which Jest on Node 20 cannot.
 */
export default class extends Runtime {
  requireModuleOrMock(from, name) {
    if (PACKAGE.test(name) && !isBuiltin(name) && name !== '@jest/globals' && !from.includes('/node_modules/')) return createRequire(from)(name);
    return super.requireModuleOrMock(from, name);
  }
}
