import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { ensureStateFolder } = await import('./lib/place.mjs');
    const { ensureInstalled } = await import('./lib/install.mjs');
    const { build } = await import('./lib/compile.mjs');
    ensureStateFolder();
    await ensureInstalled({ say: (text) => console.log(`build: ${text}`) });
    const made = await build();
    console.log(`build: ${made.compiled} compiled, ${made.copied} copied, ${made.removed} removed${made.bundled ? ', browser scripts bundled' : ''} in ${made.milliseconds} ms`);
  }),
);
