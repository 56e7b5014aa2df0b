import { requireNode } from './lib/node-version.mjs';

requireNode();
// What follows is loaded only now: an older Node could not even read it.
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { launch } = await import('./lib/launch.mjs');
    return launch();
  }),
);
