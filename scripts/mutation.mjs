// npm run mutation [-- tax ledger]: changes the code of the modules that money and safety rest on, one small fault at a time, and counts how many the tests find.
// npm run mutation -- tax libs/money/tax/domain/computation.ts:20-40: tries again those of these lines alone; of the rest of the module counts what was found out before.
// npm run mutation -- --incremental tax: tries again what was not found before, and where the code or the test that found it has changed. Changes of other files go unnoticed: figures are told of whole runs.
// Modules and their tests: tools/mutation/modules.mjs. Ends with 1 when a score lies below 90.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { runMutation } = await import('./lib/mutation.mjs');
    return runMutation(process.argv.slice(2));
  }),
);
