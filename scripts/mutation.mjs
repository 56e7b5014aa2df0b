// npm run mutation [-- tax ledger]: changes the code of the modules that money and safety rest on, one small fault at a time, and counts how many the tests find.
// Modules and their tests: tools/mutation/modules.mjs. Ends with 1 when a score lies below 90.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { runMutation } = await import('./lib/mutation.mjs');
    return runMutation(process.argv.slice(2));
  }),
);
