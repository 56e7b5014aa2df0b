import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { runTests } = await import('./lib/testing.mjs');
    return runTests(process.argv.slice(2));
  }),
);
