import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureInstalled } from './install.mjs';
import { ROOT, ensureStateFolder, readJson, stateFolder } from './place.mjs';

/** What `hubcraft listen`, `trigger` and `replay` need to know; an explicit environment wins over the demo of this clone. */
const FROM_DEMO = {
  HUBCRAFT_API_URL: 'studio_api_url',
  HUBCRAFT_API_KEY: 'api_key',
  HUBCRAFT_GAME_ID: 'game_id',
  WEBHOOK_SECRET: 'webhook_secret',
};

/** These work on the database itself, beside the processes of `npm start`. */
const BESIDE_START = new Set(['reconcile', 'openapi']);

/** `hubcraft <command> …`: installs and builds when needed, then runs the command line program with the same arguments, terminal and exit code. */
export async function runCli(args) {
  if (args[0] === 'start') return (await import('./launch.mjs')).launch();
  ensureStateFolder();
  const say = (text) => process.stderr.write(`hubcraft: ${text}\n`);
  await ensureInstalled({ say });
  await (await import('./compile.mjs')).build();
  const demo = path.join(stateFolder(), 'demo.json');
  const known = existsSync(demo) ? readJson(demo, {}) : {};
  let env = { ...process.env, HUBCRAFT_STATE_DIR: stateFolder() };
  if (BESIDE_START.has(args[0])) env = await (await import('./beside.mjs')).environmentBeside({ folder: stateFolder(), env });
  for (const [variable, key] of Object.entries(FROM_DEMO)) if (!env[variable] && known[key]) env[variable] = known[key];
  // The caller's folder stays the working directory: a path among the arguments is meant from there.
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/apps/cli/main.js'), ...args], { env, stdio: 'inherit' });
  // Ctrl-C reaches both through the terminal; the command decides, and we answer with its exit code.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]));
  });
}
