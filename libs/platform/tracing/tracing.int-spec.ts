import type { INestApplicationContext } from '@nestjs/common';
import { Collector } from '../../../test/support/collector.js';
import { eventually } from '../../../test/support/eventually.js';
import { Commands } from '../cqrs/doors.js';
import { JsonLogger } from '../log/json-logger.js';
import { systemScope, type Scope } from '../kernel/scope.js';
import { Jobs } from '../jobs/jobs.js';
import { Metrics } from '../metrics/metrics.js';
import { Outbox } from '../outbox/outbox.js';
import { OutboxDispatcher } from '../outbox/dispatcher.js';
import { Pump } from '../pump/pump.js';
import { NoteWritten, Script, WriteNote, openProbe, type Probe } from '../testing/probe.js';
import { currentTraceparent, inSpan, startSpan } from './spans.js';

const GAME = 'gam_traces';
const scopeOf = (requestId: string | null): Scope => ({ ...systemScope(GAME, 'traces'), requestId });
const lost = async (metrics: Metrics, outcome: string): Promise<number> => Number(new RegExp(`hubcraft_trace_spans_total\\{outcome="${outcome}"\\} (\\d+)`).exec(await metrics.text())?.[1] ?? 0);

describe('traces', () => {
  const collector = new Collector();
  let probe: Probe;
  let app: INestApplicationContext;
  /** A request that writes a note. */
  const request = (text: string, requestId: string | null = `req_${text}`): Promise<unknown> => inSpan(`request ${text}`, { under: null }, () => app.get(Commands).execute(new WriteNote(text), scopeOf(requestId)));
  const settle = async (): Promise<void> => {
    await app.get(Pump).settle();
  };
  const sent = (name: string, count = 1): Promise<unknown> => eventually(() => collector.named(name).length >= count, 10_000);

  beforeAll(async () => {
    await collector.listen();
    probe = await openProbe([], { ...collector.settings, OTEL_EXPORTER_OTLP_TIMEOUT: '1000' });
    app = await probe.open();
  });
  afterAll(async () => {
    await probe.close();
    await collector.close();
  });
  beforeEach(() => {
    collector.clear();
    collector.answer = () => ({ status: 200 });
    app.get(Script).heard = async () => undefined;
  });

  it('go on where an event is handled, with what follows from it', async () => {
    app.get(Script).job = async () => inSpan('work', {}, async () => undefined);
    app.get(Script).heard = async (events) => {
      for (const event of events) await app.get(Jobs).schedule({ type: 'probe.work', key: event.id, payload: {}, requestId: event.requestId });
    };
    await request('one');
    await settle();
    await sent('work');
    const [work] = collector.named('work');
    expect(collector.wayTo(work!)).toEqual(['request one', 'command WriteNote', 'subscriber probe/notes.hear', 'job probe.work', 'work']);
    expect(new Set(collector.wayTo(work!).flatMap((name) => collector.named(name).map(({ traceId }) => traceId))).size).toBe(1);
    const [command] = collector.named('command WriteNote');
    expect(command!.attributes).toEqual({ 'hubcraft.context': 'probe/notes', 'hubcraft.game_id': GAME });
    expect(collector.named('transaction').some((span) => span.parentSpanId === command!.spanId && span.attributes['db.operation.name'] === 'write')).toBe(true);
  });

  it('stay apart in a batch: each event goes on in its own, and what names no cause in none', async () => {
    app.get(Script).heard = async (events) => {
      const causes = events.map((event) => event.requestId);
      if (causes.length < 2) return;
      for (const event of events) app.get(Outbox).record(new NoteWritten('note', `of ${event.requestId}`, { text: 'again' }).causedBy(event.requestId));
      app.get(Outbox).record(new NoteWritten('note', 'of nobody', { text: 'again' }));
    };
    await Promise.all([request('left'), request('right')]);
    await app.get(OutboxDispatcher).drain('probe/notes.hear', GAME);
    const rows = await probe.admin<{ aggregate_id: string; traceparent: string | null }>(`SELECT aggregate_id, traceparent FROM platform.outbox_event WHERE aggregate_id LIKE 'of %' ORDER BY 1`);
    await sent('subscriber probe/notes.hear', 2);
    const traceOf = (name: string): string => collector.named(name)[0]!.traceId;
    expect(rows.map((row) => [row.aggregate_id, row.traceparent?.slice(3, 35) ?? null])).toEqual([['of nobody', null], ['of req_left', traceOf('request left')], ['of req_right', traceOf('request right')]]);
    expect(collector.named('subscriber probe/notes.hear').filter((span) => span.attributes['messaging.batch.message_count'] === 2).map((span) => span.traceId).sort()).toEqual([traceOf('request left'), traceOf('request right')].sort());
  });

  it('name a failure by its class, never by its words', async () => {
    await expect(inSpan('failing', { under: null }, async () => { throw new TypeError('of ann@player.example'); })).rejects.toThrow('ann@');
    await sent('failing');
    expect(collector.named('failing')[0]).toMatchObject({ failed: true, attributes: { 'error.type': 'TypeError' } });
    expect(JSON.stringify(collector.received)).not.toContain('ann@');
  });

  it('are in the lines of the log', async () => {
    const lines: object[] = [];
    const logger = new JsonLogger('silent');
    logger.pino.info = (entry: object) => void lines.push(entry);
    const id = await inSpan('logging', { under: null }, async () => {
      logger.log({ msg: 'inside' });
      return currentTraceparent()!.slice(3, 35);
    });
    logger.log({ msg: 'outside' });
    expect(lines).toEqual([{ msg: 'inside', trace_id: id }, { msg: 'outside' }]);
  });

  it('are lost where the collector hangs, and nothing waits for it', async () => {
    const waited = async (): Promise<number> => {
      const began = performance.now();
      for (let n = 0; n < 30; n++) await request(`hang-${n}`);
      return performance.now() - began;
    };
    const usual = await waited();
    collector.answer = () => ({ status: 200, afterMs: 60_000 });
    // Ten times of what the queue holds.
    for (let n = 0; n < 40_000; n++) startSpan('planted', { under: null })!.end();
    expect(await waited()).toBeLessThan(usual * 3 + 500);
    collector.answer = () => ({ status: 503 });
    await eventually(async () => (await lost(app.get(Metrics), 'lost')) > 0, 15_000);
    expect((await lost(app.get(Metrics), 'ended')) - (await lost(app.get(Metrics), 'exported'))).toBeGreaterThan(35_000);
  }, 40_000);
});

describe('traces of which a share is kept', () => {
  it('are kept whole or not at all, also behind the database, and none is begun in the middle', async () => {
    const collector = new Collector();
    await collector.listen();
    const probe = await openProbe([], { ...collector.settings, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' });
    const app = await probe.open();
    await inSpan('unsampled', { under: null }, () => app.get(Commands).execute(new WriteNote('unsampled'), scopeOf(null)));
    await app.get(Pump).settle();
    const [row] = await probe.admin<{ traceparent: string }>('SELECT traceparent FROM platform.outbox_event');
    expect(row!.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    await probe.close();
    expect(collector.received).toEqual([]);
    await collector.close();
  });
});

describe('without a collector', () => {
  it('there are no traces, and nothing of them is written', async () => {
    const probe = await openProbe();
    const app = await probe.open();
    expect(await inSpan('nothing', { under: null }, async (span) => [span, currentTraceparent(), await app.get(Commands).execute(new WriteNote('plain'), scopeOf('req_plain'))].slice(0, 2))).toEqual([undefined, null]);
    expect(await probe.admin('SELECT traceparent FROM platform.outbox_event')).toEqual([{ traceparent: null }]);
    await probe.close();
  });

  it('or with one that is away, a process ends in time', async () => {
    const probe = await openProbe([], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    await probe.open();
    await inSpan('on the way', { under: null }, async () => undefined);
    const began = performance.now();
    await probe.close();
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
