// npm run bench: what one machine does per second, beside a bare floor measured in the same run.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { runOnDurable } = await import('./lib/durable.mjs');
    return runOnDurable('\\.bench\\.ts$', process.argv.slice(2));
  }),
);
