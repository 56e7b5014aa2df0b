import type { INestApplicationContext } from '@nestjs/common';
import { Commands } from '../cqrs/doors.js';
import { eventually } from '../../../test/support/eventually.js';
import { Script, WriteNote, gameScope, openProbe, type Probe } from '../testing/probe.js';
import { JobRunner, JOB_RETRY_SECONDS } from './job-runner.js';
import { Jobs, type Again } from './jobs.js';

const TYPE = 'probe.work';

describe('jobs', () => {
  let probe: Probe;
  let app: INestApplicationContext;
  let runner: JobRunner;
  let script: Script;

  beforeAll(async () => {
    probe = await openProbe();
    app = await probe.open();
    [runner, script] = [app.get(JobRunner), app.get(Script)];
  });
  afterEach(() => (script.job = async () => undefined));
  afterAll(() => probe.close());

  const game = () => gameScope().gameId as `gam_${string}`;
  const inUnitOfWork = <T>(gameId: string, work: (jobs: Jobs) => Promise<T>): Promise<T> => {
    let result: T;
    return app.get(Commands).execute(new WriteNote('job', async () => (result = await work(app.get(Jobs)))), gameScope(gameId as never)).then(() => result);
  };
  const schedule = (gameId: string, key = 'k', more: { inSeconds?: number; keep?: 'latest'; payload?: object } = {}) =>
    inUnitOfWork(gameId, (jobs) => jobs.schedule({ type: TYPE, key, payload: { n: 1 }, ...more }));
  const rows = (gameId: string) => probe.admin<{ state: string; attempts: number; failures: number; key: string; payload: object; last_error: string | null; wait: number; is_leased: boolean }>(
    `SELECT state, attempts, failures, key, payload, last_error, extract(epoch FROM run_at - now())::float AS wait, lease_token IS NOT NULL AS is_leased FROM platform.job WHERE game_id = $1 ORDER BY id`, [gameId]);
  const dueNow = (gameId: string) => probe.admin(`UPDATE platform.job SET run_at = now() WHERE game_id = $1 AND state = 'pending'`, [gameId]);

  it('stand with the commit that makes them necessary, and not without', async () => {
    const gameId = game();
    await expect(inUnitOfWork(gameId, async (jobs) => {
      await jobs.schedule({ type: TYPE, key: 'k', payload: {} });
      throw new Error('rolled back');
    })).rejects.toThrow('rolled back');
    expect(await rows(gameId)).toEqual([]);
    await schedule(gameId);
    expect(await rows(gameId)).toMatchObject([{ state: 'pending', key: 'k', attempts: 0 }]);
  });

  it('are one per key while they wait: moved to the earlier time, or to the latest', async () => {
    const gameId = game();
    await schedule(gameId, 'k', { inSeconds: 100 });
    await schedule(gameId, 'k', { inSeconds: 300, payload: { n: 2 } });
    expect((await rows(gameId)).map((row) => [Math.ceil(row.wait / 100), row.payload])).toEqual([[1, { n: 2 }]]);
    await schedule(gameId, 'k', { inSeconds: 300, keep: 'latest' });
    expect((await rows(gameId)).map((row) => Math.ceil(row.wait / 100))).toEqual([3]);
    await schedule(gameId, 'other', { inSeconds: 10 });
    expect(await rows(gameId)).toHaveLength(2);
  });

  it('run under the id of the request that led to them; one that nobody asked for keeps the name of the first', async () => {
    const gameId = game();
    const asked = (requestId: string | null, key: string, given?: string) =>
      app.get(Commands).execute(new WriteNote('job', () => app.get(Jobs).schedule({ type: TYPE, key, payload: {}, requestId: given })), { ...gameScope(gameId), requestId });
    await asked('req_1', 'k1');
    await asked(null, 'k1');
    await asked(null, 'k2', 'req_2');
    await asked(null, 'k3');
    const runs: unknown[] = [];
    script.job = async (job, scope) => void runs.push([job.key, scope.requestId]);
    await app.get(JobRunner).drain(TYPE, gameId);
    expect(runs.sort()).toEqual([['k1', 'req_1'], ['k2', 'req_2'], ['k3', null]]);
  });

  it('can be taken back, once', async () => {
    const gameId = game();
    await schedule(gameId);
    expect(await inUnitOfWork(gameId, (jobs) => jobs.cancel(TYPE, 'k'))).toBe(true);
    expect(await inUnitOfWork(gameId, (jobs) => jobs.cancel(TYPE, 'k'))).toBe(false);
    expect(await runner.drain(TYPE, gameId)).toBe(0);
    expect(await rows(gameId)).toMatchObject([{ state: 'canceled' }]);
  });

  it('run once, outside any transaction, for their game', async () => {
    const gameId = game();
    await schedule(gameId, 'k', { payload: { n: 7 } });
    const runs: unknown[] = [];
    script.job = async (job, scope) => void runs.push([job.key, job.payload, job.gameId, job.attempts, scope.gameId]);
    expect(await runner.due(TYPE)).toContainEqual({ type: TYPE, gameId });
    expect(await runner.drain(TYPE, gameId)).toBe(1);
    expect(await runner.drain(TYPE, gameId)).toBe(0);
    expect(runs).toEqual([['k', { n: 7 }, gameId, 1, gameId]]);
    expect(await rows(gameId)).toMatchObject([{ state: 'done', is_leased: false }]);
  });

  it('may ask for another run as often as they like, and still may fail', async () => {
    const gameId = game();
    await schedule(gameId);
    script.job = async (): Promise<Again> => ({ againInSeconds: 30 });
    for (let run = 1; run <= JOB_RETRY_SECONDS.length + 3; run++) {
      await dueNow(gameId);
      await runner.drain(TYPE, gameId);
      expect(await rows(gameId)).toMatchObject([{ state: 'pending', attempts: run, is_leased: false }]);
    }
    expect((await rows(gameId))[0]!.wait).toBeGreaterThan(20);
    script.job = async () => Promise.reject(new Error('first failure'));
    await dueNow(gameId);
    await runner.drain(TYPE, gameId);
    expect(await rows(gameId)).toMatchObject([{ state: 'pending', failures: 1 }]);
  });

  it('wait longer after every failure and are dead after the last', async () => {
    const gameId = game();
    await schedule(gameId);
    script.job = async () => Promise.reject(new Error('no \u0000 luck'));
    for (const seconds of JOB_RETRY_SECONDS) {
      await dueNow(gameId);
      await runner.drain(TYPE, gameId);
      const [row] = await rows(gameId);
      expect(row).toMatchObject({ state: 'pending' });
      expect(row!.wait).toBeGreaterThan(seconds * 0.9);
      expect(row!.wait).toBeLessThanOrEqual(seconds);
    }
    await dueNow(gameId);
    await runner.drain(TYPE, gameId);
    const [row] = await rows(gameId);
    expect(row).toMatchObject({ state: 'dead', failures: JOB_RETRY_SECONDS.length + 1 });
    expect(row!.last_error).toContain('luck');
  });

  it('are leased to one process, taken over when the lease has ended, and finished by the one who took over', async () => {
    const gameId = game();
    await schedule(gameId);
    const other = await probe.open();
    let release: () => void = () => undefined;
    let started = 0;
    script.job = () => new Promise((resolve) => { started++; release = resolve; });
    const hanging = runner.drain(TYPE, gameId);
    await eventually(() => started === 1);
    expect(await other.get(JobRunner).drain(TYPE, gameId)).toBe(0);
    expect(await runner.due(TYPE)).not.toContainEqual({ type: TYPE, gameId });
    await probe.admin(`UPDATE platform.job SET lease_until = now() - interval '1 second' WHERE game_id = $1`, [gameId]);
    other.get(Script).job = async (): Promise<Again> => ({ againInSeconds: 500 });
    expect(await other.get(JobRunner).drain(TYPE, gameId)).toBe(1);
    release();
    await hanging;
    const [row] = await rows(gameId);
    expect(row).toMatchObject({ state: 'pending', attempts: 2, is_leased: false });
    expect(row!.wait).toBeGreaterThan(400);
  });

  it('run once more when they were scheduled while they ran', async () => {
    const gameId = game();
    await schedule(gameId);
    let runs = 0;
    script.job = async () => {
      if (++runs === 1) await schedule(gameId, 'k', { payload: { n: 2 } });
    };
    await runner.drain(TYPE, gameId);
    expect(await rows(gameId)).toMatchObject([{ state: 'pending', payload: { n: 2 }, is_leased: false }]);
    await runner.drain(TYPE, gameId);
    expect(runs).toBe(2);
    expect(await rows(gameId)).toMatchObject([{ state: 'done' }]);
  });

  it('stay canceled when they were canceled while they ran', async () => {
    const gameId = game();
    await schedule(gameId);
    script.job = async () => void (await inUnitOfWork(gameId, (jobs) => jobs.cancel(TYPE, 'k')));
    await runner.drain(TYPE, gameId);
    expect(await rows(gameId)).toMatchObject([{ state: 'canceled' }]);
  });

  it('of one game run once each when two processes drain at the same time', async () => {
    const gameId = game();
    for (let i = 0; i < 40; i++) await schedule(gameId, `k${i}`);
    const other = await probe.open();
    const seen: string[] = [];
    [script.job, other.get(Script).job] = [async (job) => void seen.push(job.key), async (job) => void seen.push(job.key)];
    await Promise.all([runner.drain(TYPE, gameId), other.get(JobRunner).drain(TYPE, gameId)]);
    await runner.drain(TYPE, gameId);
    expect(seen).toHaveLength(40);
    expect(new Set(seen).size).toBe(40);
  });
});
