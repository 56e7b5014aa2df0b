import { Test } from '@nestjs/testing';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { JsonLogger } from '../log/json-logger.js';
import { PlatformModule } from '../platform.module.js';
import { openProbe, type Probe } from '../testing/probe.js';
import { Backlog, SAMPLE_MS } from './backlog.js';
import { MetricsListener } from './metrics-listener.js';
import { Metrics } from './metrics.js';

describe('the figures of a process', () => {
  let probe: Probe;
  let app: Awaited<ReturnType<Probe['open']>>;
  let metrics: Metrics;
  const value = async (line: RegExp): Promise<number | undefined> => {
    const found = line.exec(await metrics.text());
    return found ? Number(found[1]) : undefined;
  };

  beforeAll(async () => {
    probe = await openProbe(['outbox.deliveries-have-their-event']);
    app = await probe.open();
    metrics = app.get(Metrics);
    app.get(Backlog).watch();
  });
  afterAll(() => probe.close());

  it('tell what is due and dead over all games, and take another sample after five seconds', async () => {
    const sample = jest.spyOn(app.get(Database), 'asDispatcher');
    const now = jest.spyOn(performance, 'now');
    const at = performance.now();
    now.mockImplementation(() => at);
    expect([await value(/^hubcraft_outbox_due (.*)$/m), await value(/^hubcraft_jobs_dead (.*)$/m)]).toEqual([0, 0]);
    expect(sample).toHaveBeenCalledTimes(2);
    for (const n of [1, 2, 3]) await probe.admin(`INSERT INTO platform.outbox_delivery (event_id, subscriber, game_id, type, state, attempts, next_at) VALUES ($1, 'probe/none.0', $2, 'probe.x.v1', $3, 1, now() - interval '90 seconds')`, [`evt_${n}`, `gam_${n}`, n === 3 ? 'dead' : 'pending']);
    await probe.admin(`INSERT INTO platform.job (id, game_id, type, key, payload, state, run_at) VALUES ('job_1', 'gam_1', 'probe.none', 'k', '{}', 'dead', now()), ('job_2', 'gam_1', 'probe.none', 'later', '{}', 'pending', now() + interval '1 hour')`);
    expect(await value(/^hubcraft_outbox_due (.*)$/m)).toBe(0);
    expect(sample).toHaveBeenCalledTimes(2);
    now.mockImplementation(() => at + SAMPLE_MS);
    expect([await value(/^hubcraft_outbox_due (.*)$/m), await value(/^hubcraft_outbox_dead (.*)$/m), await value(/^hubcraft_jobs_due (.*)$/m), await value(/^hubcraft_jobs_dead (.*)$/m)]).toEqual([2, 1, 0, 1]);
    expect(await value(/^hubcraft_outbox_oldest_due_seconds (.*)$/m)).toBeGreaterThanOrEqual(90);
    // What cannot be read is not told; the scrape is answered all the same.
    now.mockImplementation(() => at + 2 * SAMPLE_MS);
    sample.mockRejectedValue(new Error('away'));
    expect([await value(/^hubcraft_outbox_due (.*)$/m), await value(/^hubcraft_sql_pool_waiting (.*)$/m)]).toEqual([undefined, 0]);
    sample.mockRestore();
    now.mockRestore();
  });

  it('count the alarms of the log and no other line', async () => {
    const logger = new JsonLogger('silent');
    logger.onError = (line) => metrics.logged(line);
    logger.error({ msg: 'ALARM: planted' }, 'Probe');
    logger.error({ msg: 'dead work' });
    logger.error(new Error('a bug'));
    logger.warn({ msg: 'ALARM: not of this level' });
    expect((await metrics.text()).split('\n').filter((line) => line.startsWith('hubcraft_alarms_total'))).toEqual(['hubcraft_alarms_total{alarm="planted"} 1']);
  });

  it('have one word for routes and methods that nobody declared', async () => {
    metrics.answered(undefined, 'PLANTED', 404, 12);
    expect(await value(/^hubcraft_http_request_duration_seconds_count\{route="none",method="other",status="404"\} (.*)$/m)).toBe(1);
  });

  it('are answered on this machine alone unless the operator says otherwise, until the process stops', async () => {
    const module = await Test.createTestingModule({ imports: [PlatformModule.forRoot({ config: probe.config, entities: [] })] }).compile();
    await module.init();
    const port = await module.get(MetricsListener).listen(0);
    expect(new Config({}).required('METRICS_HOST')).toBe('127.0.0.1');
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/metrics/`)).status).toBe(404);
    await expect(fetch(`http://127.0.0.2:${port}/metrics`)).rejects.toThrow();
    await module.close();
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  });
});
