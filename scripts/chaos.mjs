// npm run chaos: purchases while api and worker are killed. Bounded and seeded: CHAOS_PURCHASES, CHAOS_BUYERS, CHAOS_KILLS and CHAOS_SEED change the scale.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { runOnDurable } = await import('./lib/durable.mjs');
    return runOnDurable('\\.chaos\\.ts$', process.argv.slice(2));
  }),
);
