import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { MODULES } from '../../tools/mutation/modules.mjs';
import { Failure } from './failure.mjs';
import { ensureInstalled } from './install.mjs';
import { ROOT, ensureStateFolder, readJson } from './place.mjs';
import { endServers } from './test-run.mjs';

const SCORE_MIN = 90;

/**
 * @param {string[]} names modules, all when empty
 * @returns {Promise<number>} the exit code
 */
export async function runMutation(names) {
  for (const name of names) if (!MODULES[name]) throw new Failure(`There is no module ${name}: ${Object.keys(MODULES).join(', ')}.`);
  await ensureInstalled({ say: (text) => console.log(text) });
  const folder = ensureStateFolder();
  const results = [];
  for (const name of names.length > 0 ? names : Object.keys(MODULES)) results.push(await mutate(name, folder));
  console.log('\n| Module | Mutants | Found | of these by hanging | Not found | Score | Seconds | Verdict |\n|---|---|---|---|---|---|---|---|');
  for (const { name, found, hung, missed, score, seconds } of results) {
    console.log(`| ${name} | ${found + missed} | ${found} | ${hung} | ${missed} | ${score.toFixed(1)} % | ${seconds} | ${score >= SCORE_MIN ? 'held' : 'FAILED'} |`);
  }
  return Number(results.some(({ score }) => score < SCORE_MIN));
}

async function mutate(name, folder) {
  const started = performance.now();
  const report = path.join(folder, `mutation-${name}.json`);
  const run = path.join(folder, `test-${process.pid}`);
  const env = { ...process.env, MUTATION_MODULE: name, MUTATION_REPORT: report, NODE_ENV: 'test', HUBCRAFT_ADDRESSES: '1000' };
  if (MODULES[name].needsServers) Object.assign(env, startServers(run));
  try {
    await stryker(env);
  } finally {
    if (MODULES[name].needsServers) await endServers(run);
  }
  const mutants = Object.values(readJson(report, { files: {} }).files).flatMap((file) => file.mutants);
  const count = (...states) => mutants.filter(({ status }) => states.includes(status)).length;
  const found = count('Killed', 'Timeout');
  // On a busy machine some of these only waited for their turn.
  const hung = count('Timeout');
  const missed = count('Survived', 'NoCoverage');
  if (found + missed === 0) throw new Failure(`No mutant of ${name} was tried.`);
  return { name, found, hung, missed, score: (found * 100) / (found + missed), seconds: Math.round((performance.now() - started) / 1_000) };
}

/** One set of servers for all mutants of a module, from this clone and not from the mutated copy; test/support/servers.ts finds them. */
function startServers(run) {
  mkdirSync(path.join(run, 'starting'), { recursive: true });
  const log = openSync(path.join(run, 'keeper.log'), 'a');
  spawn(process.execPath, [path.join(ROOT, 'test/support/keeper.mjs'), run, String(process.pid)], { detached: true, stdio: ['ignore', log, log] }).unref();
  return { HUBCRAFT_TEST_RUN: run, HUBCRAFT_TEST_RUN_PID: String(process.pid) };
}

function stryker(env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', 'tools/mutation/stryker.config.mjs'], { cwd: ROOT, env, stdio: 'inherit' });
    // Whoever ends the run ends its workers too: left alone they go on for an hour.
    const end = () => child.kill();
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
    child.once('error', (error) => reject(new Failure(`Stryker cannot be run: ${error.code}.`)));
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Failure(`Stryker ended with ${code}.`))));
  });
}
