// npm run chaos [-- G5]: purchases while everything around them breaks, goal by goal; each ends within 20 minutes. At the end one table: goal, figure, verdict.
// CHAOS_PURCHASES, CHAOS_BUYERS and CHAOS_KILLS change the scale of G1, CHAOS_MINUTES how long G2 tries, CHAOS_SEED the dice of all;
// CHAOS_PROFILE is a folder for CPU profiles of api and worker in the runs of webhooks.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/failure.mjs').then(({ runScript }) =>
  runScript(async () => {
    const { runOnDurable } = await import('./lib/durable.mjs');
    const { ensureStateFolder } = await import('./lib/place.mjs');
    const file = path.join(ensureStateFolder(), `chaos-${process.pid}.jsonl`);
    process.env.CHAOS_TABLE = file;
    const code = await runOnDurable('\\.chaos\\.ts$', process.argv.slice(2).flatMap((arg) => (/^G\d+$/.test(arg) ? ['-t', `${arg} `] : [arg])));
    print(lines(file));
    rmSync(file, { force: true });
    return code;
  }),
);

function lines(file) {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function print(goals) {
  if (goals.length === 0) return;
  console.log('\n| Goal | Promise | Figure | Scale | Seconds | Verdict |\n|---|---|---|---|---|---|');
  for (const { id, promise, figure, scale, seconds, verdict } of goals) console.log(`| ${id} | ${promise} | ${figure} | ${scale ?? 'full'} | ${seconds} | ${verdict} |`);
}
