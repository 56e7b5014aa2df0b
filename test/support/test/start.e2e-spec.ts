import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from '../../../scripts/lib/processes.mjs';
import { launch, runningOf, type Launch } from '../launcher.js';

const SECOND_START_MS = 30_000;

// Five processes start here up to six times, beside whatever else this machine does.
jest.setTimeout(180_000);

describe('npm start', () => {
  const folder = path.join(process.env.HUBCRAFT_TEST_RUN!, `start-${process.pid}`);
  const launches: Launch[] = [];
  let data: string | undefined;
  const start = async (by: 'script' | 'npm' = 'script') => {
    const one = launch(folder, {}, by);
    launches.push(one);
    await one.ready();
    data = runningOf(folder).data;
    return one;
  };
  const stop = async (one: Launch) => {
    one.process.kill('SIGTERM');
    return one.ended;
  };
  /** `npx hubcraft …` in another terminal of the same clone. */
  const hubcraft = (...args: string[]) =>
    new Promise<{ code: number; output: string; errors: string }>((resolve) => {
      const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', HUBCRAFT_STATE_DIR: folder };
      const child = execFile(process.execPath, [path.join(import.meta.dirname, '../../../scripts/hubcraft.mjs'), ...args], { env }, (_, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }));
    });
  beforeAll(() => mkdirSync(folder, { recursive: true }));
  afterAll(async () => {
    for (const one of launches) if (one.process.exitCode === null && one.process.signalCode === null) await stop(one);
    // Below /root the server's account cannot reach the clone: the data lies outside, where the end of the run does not clear it away.
    if (data) rmSync(data, { recursive: true, force: true });
  });

  it('brings everything up, writes demo.json, refuses a second of itself, lets commands work beside it, and leaves nothing running', async () => {
    const first = await start();
    const { processes: running } = runningOf(folder);
    expect(running.every(isAlive)).toBe(true);
    const demo = JSON.parse(readFileSync(path.join(folder, 'demo.json'), 'utf8')) as Record<string, string>;
    expect(Object.keys(demo).sort()).toEqual(['api_key', 'demo_game_url', 'game_id', 'hub_url', 'mail_url', 'player_id', 'sandbox_psp_url', 'store_api_url', 'studio_api_url', 'webhook_secret']);
    expect(Object.values(demo).every((value) => typeof value === 'string' && value !== '')).toBe(true);
    for (const secret of ['demo.json', 'secrets.json']) expect(statSync(path.join(folder, secret)).mode & 0o777).toBe(0o600);
    expect(first.output()).not.toContain(demo.api_key);

    const second = launch(folder);
    expect(await second.ended).toBe(1);
    expect(second.errors()).toMatch(/^Hubcraft of this clone is already running \(process \d+, http:\/\/127\.0\.0\.1:\d+\)\.\n$/);

    expect(await hubcraft('trigger', 'item.add')).toMatchObject({ code: 0, output: expect.stringContaining('taken, answered 200') });
    expect(await hubcraft('reconcile')).toMatchObject({ code: 0, output: expect.stringMatching(/^breaks +0$/m) });

    expect(await stop(first)).toBe(0);
    expect(running.filter(isAlive)).toEqual([]);
    expect(await hubcraft('reconcile')).toMatchObject({ code: 1, output: '', errors: expect.stringMatching(/^Hubcraft of this clone is not running: start it with npm start, or give DATABASE_URL, .*\.\n$/) });
  });

  it('starts again in seconds, also after its launcher was killed, and stops when npm is told to', async () => {
    const killed = await start();
    const { processes: running } = runningOf(folder);
    killed.process.kill('SIGKILL');
    await killed.ended;
    const from = performance.now();
    const again = await start('npm');
    expect(performance.now() - from).toBeLessThan(SECOND_START_MS);
    expect(again.output()).toContain('PostgreSQL was still running');
    expect(running.slice(0, -1).filter(isAlive)).toEqual([]);
    const { processes: now } = runningOf(folder);
    await stop(again);
    expect(again.output()).toMatch(/stopped\n$/);
    expect(now.filter(isAlive)).toEqual([]);
  });

  it('stops while it is still starting, with what it has begun', async () => {
    const one = launch(folder);
    launches.push(one);
    while (!one.output().includes('migrated')) await pause(20);
    const postmaster = Number(readFileSync(path.join(data!, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const from = performance.now();
    expect(await stop(one)).toBe(0);
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(isAlive(postmaster)).toBe(false);
    expect(one.output()).not.toContain('ready');
  });

  it('stops everything and says why when one of its processes ends by itself', async () => {
    const one = await start();
    const { processes: running } = runningOf(folder);
    process.kill(running[0]!, 'SIGKILL');
    expect(await one.ended).toBe(1);
    expect(one.errors()).toMatch(/sandbox-psp ended unexpectedly \(SIGKILL\), see .*sandbox-psp\.log/);
    await pause(100);
    expect(running.filter(isAlive)).toEqual([]);
  });
});
