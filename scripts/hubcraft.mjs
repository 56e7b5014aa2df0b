#!/usr/bin/env node
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { runCli } = await import('./lib/cli.mjs');
    return runCli(process.argv.slice(2));
  }),
);
