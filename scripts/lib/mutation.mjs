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
 * @param {string[]} args modules, all when none is named; files of them, or lines of files; `--incremental`
 * @returns {Promise<number>} the exit code
 */
export async function runMutation(args) {
  const files = args.filter((arg) => /\.ts(:|$)/.test(arg));
  const names = args.filter((arg) => arg !== '--incremental' && !files.includes(arg));
  const only = { MUTATION_FILES: files.join(','), MUTATION_KEEPS: args.includes('--incremental') ? '1' : '' };
  for (const name of names) if (!MODULES[name]) throw new Failure(`There is no module ${name}: ${Object.keys(MODULES).join(', ')}.`);
  if (files.length > 0 && names.length !== 1) throw new Failure('Files are those of one module: name it before them.');
  await ensureInstalled({ say: (text) => console.log(text) });
  const folder = ensureStateFolder();
  const results = [];
  for (const name of names.length > 0 ? names : Object.keys(MODULES)) results.push(await mutate(name, folder, only));
  console.log('\n| Module | Mutants | Found | of these by hanging | Not found | Not counted | Score | without those that hang | Seconds | Verdict |\n|---|---|---|---|---|---|---|---|---|---|');
  for (const { name, found, hung, missed, broken, score, certain, seconds } of results) {
    console.log(`| ${name} | ${found + missed} | ${found} | ${hung} | ${missed} | ${broken} | ${score.toFixed(1)} % | ${certain.toFixed(1)} % | ${seconds} | ${certain >= SCORE_MIN ? 'held' : 'FAILED'} |`);
  }
  return Number(results.some(({ certain }) => certain < SCORE_MIN));
}

async function mutate(name, folder, only) {
  const started = performance.now();
  const report = path.join(folder, `mutation-${name}.json`);
  const run = path.join(folder, `test-${process.pid}`);
  const env = { ...process.env, ...only, MUTATION_MODULE: name, MUTATION_REPORT: report, NODE_ENV: 'test', HUBCRAFT_ADDRESSES: '1000' };
  if (MODULES[name].needsServers) Object.assign(env, startServers(run));
  try {
    await stryker(env);
  } finally {
    if (MODULES[name].needsServers) await endServers(run);
  }
  const mutants = Object.values(readJson(report, { files: {} }).files).flatMap((file) => file.mutants);
  const count = (...states) => mutants.filter(({ status }) => states.includes(status)).length;
  const found = count('Killed', 'Timeout');
  // Stopped by the clock: on a busy machine some of these only waited for their turn. One that went round in circles was counted doing so.
  const hung = mutants.filter(({ status, statusReason }) => status === 'Timeout' && !statusReason?.startsWith('Hit limit')).length;
  const missed = count('Survived', 'NoCoverage');
  // The code could not even be loaded with them, so no test was asked.
  const broken = count('RuntimeError', 'CompileError');
  if (found + missed === 0) throw new Failure(`No mutant of ${name} was tried.`);
  const percent = (some) => (some * 100) / (found + missed);
  return { name, found, hung, missed, broken, score: percent(found), certain: percent(found - hung), seconds: Math.round((performance.now() - started) / 1_000) };
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
