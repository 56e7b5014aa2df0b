import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { failedTests } from './failed-tests.mjs';
import { goalRows, goalTable } from './goal-table.mjs';
import { ensureInstalled } from './install.mjs';
import { ROOT, ensureStateFolder, readJson } from './place.mjs';
import { findRedis } from './redis.mjs';
import { endServers } from './test-run.mjs';

/** What has to be green before the tests run, in this order; each a command of this clone that ends with 0. */
export const STAGES = [
  { name: 'types', command: [process.execPath, 'node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json', '--noEmit'] },
  { name: 'lint and boundaries', command: ['npm', 'run', '-s', 'lint'] },
];

const seconds = (from) => `${((performance.now() - from) / 1_000).toFixed(1)} s`;
const heading = (text) => console.log(`\n=== ${text} ===`);

/**
 * `npm test [--all] [-- jest arguments]`. Without arguments: install, build, every stage, all tests; the first failing stage ends it unless `--all`.
 * With arguments (a path, `-t name`): Jest only. The last line of the output is `N passed, N failed`; a failed stage counts as one.
 * @returns {Promise<number>} the exit code
 */
export async function runTests(args) {
  const started = performance.now();
  const isAll = args.includes('--all');
  const forJest = args.filter((arg) => arg !== '--all');
  const count = { passed: 0, failed: 0 };
  const running = { child: undefined, signal: undefined };
  const onSignal = (signal) => {
    running.signal ??= signal;
    // Ctrl-C reaches the commands through the terminal too; a SIGTERM from outside does not.
    if (signal !== 'SIGINT') running.child?.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  try {
    await everything({ forJest, isAll, count, running });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    count.failed++;
  }
  if (running.signal) count.failed++;
  console.log(`\n${running.signal ? `interrupted by ${running.signal}, ` : ''}${seconds(started)} in all`);
  console.log(`${count.passed} passed, ${count.failed} failed`);
  return running.signal ? 128 + os.constants.signals[running.signal] : Number(count.failed > 0);
}

async function everything({ forJest, isAll, count, running }) {
  const folder = ensureStateFolder();
  await ensureInstalled({ say: (text) => console.log(text) });
  requireServers();
  const { build } = await import('./compile.mjs');
  heading('build');
  const made = await build();
  console.log(`${made.compiled} compiled, ${made.copied} copied, ${made.milliseconds} ms`);
  for (const stage of forJest.length ? [] : STAGES) {
    if (running.signal) return;
    heading(stage.name);
    const from = performance.now();
    const code = await run(stage.command, running);
    console.log(`${stage.name}: ${code === 0 ? 'ok' : 'FAILED'} (${seconds(from)})`);
    if (code === 0) continue;
    count.failed++;
    if (!isAll) return;
  }
  if (!running.signal) await jest(folder, forJest, count, running);
}

/** CI says by HUBCRAFT_REQUIRE=redis,postgres15 which suites must not be left out for want of a server; elsewhere one line tells that they are. */
function requireServers() {
  const required = (process.env.HUBCRAFT_REQUIRE ?? '').split(',');
  const missing = [
    { name: 'redis', is: findRedis() !== undefined || Boolean(process.env.REDIS_URL), what: 'Redis (redis-server or valkey-server on PATH, or REDIS_URL)' },
    { name: 'postgres15', is: existsSync('/usr/lib/postgresql/15/bin/initdb'), what: 'PostgreSQL 15 in /usr/lib/postgresql/15' },
  ].filter((server) => !server.is);
  for (const { name, what } of missing) {
    if (required.includes(name)) throw new Failure(`HUBCRAFT_REQUIRE asks for ${name}: there is no ${what}.`);
    console.log(`No ${what}: the suites that need it are left out.`);
  }
}

function run(command, running, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), { cwd: ROOT, env, stdio: 'inherit', shell: process.platform === 'win32' && command[0] === 'npm' });
    running.child = child;
    running.lastPid = child.pid;
    child.once('error', (error) => reject(new Failure(`${command.join(' ')} cannot be run: ${error.code}.`)));
    child.once('exit', (code, signal) => {
      running.child = undefined;
      resolve(code ?? signal);
    });
  });
}

/** The servers of the tests belong to the run of Jest: its first test that wants them starts them, their keeper ends them with it. */
async function jest(folder, args, count, running) {
  heading('tests');
  const report = path.join(folder, `jest-${process.pid}.json`);
  const code = await run([process.execPath, 'node_modules/jest/bin/jest.js', '--json', `--outputFile=${report}`, ...args], running, { ...process.env, NODE_ENV: 'test' });
  // After an interruption Jest has not run its teardown.
  await endServers(path.join(folder, `test-${running.lastPid}`));
  const result = readJson(report, undefined);
  rmSync(report, { force: true });
  if (!result && running.signal) return;
  if (!result) throw new Failure(`Jest ended without a report (exit ${code}).`);
  count.passed += result.numPassedTests;
  // A file that could not even be loaded has no failed test, yet it failed.
  count.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  if (code !== 0 && count.failed === 0) count.failed++;
  if (args.length === 0) console.log(`\n${goalTable(goalRows(readFileSync(path.join(ROOT, 'docs/reference/goals.md'), 'utf8'), result))}`);
  if (count.failed > 0) console.log(`\n${failedTests(ROOT, result)}`);
  const left = result.numPendingTests + result.numTodoTests;
  if (args.length === 0 && left > 0) throw new Failure(`${left} tests are skipped or to do: a test runs or is deleted.`);
  if (args.length === 0 && result.numTotalTests === 0) throw new Failure('There was no test.');
}
