// npm run bench: what one machine does per second, beside a bare floor measured in the same run.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { runTests } = await import('./lib/testing.mjs');
    return runTests(['--testRegex', '\\.bench\\.ts$', '--runInBand', ...process.argv.slice(2)]);
  }),
);
