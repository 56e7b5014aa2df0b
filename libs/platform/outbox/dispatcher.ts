import { Injectable, Logger } from '@nestjs/common';
import { IdempotencyClaims } from '../http/idempotency-claims.js';
import { Database, type Statement } from '../database/database.js';
import { processTime } from '../kernel/clock.js';
import { systemScope } from '../kernel/scope.js';
import { reportBug } from '../log/bugs.js';
import type { RecordedEvent } from '../kernel/messages.js';
import { Metrics } from '../metrics/metrics.js';
import { BatchSpans } from './batch-spans.js';
import { Outbox } from './outbox.js';
import { Subscriptions, type Subscription } from './subscribers.js';

export const BATCH_MAX = 100;
/** Waiting times after the 1st, 2nd, … failure; after the last one a delivery is `dead`. */
export const RETRY_SECONDS = [1, 5, 30, 120, 600, 3_600, 14_400, 43_200] as const;

/** From a bell that rang to hours of retries. */
const LAG_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600];

interface ClaimedRow {
  event_id: string;
  attempts: number;
  type: string;
  aggregate_type: string;
  aggregate_id: string;
  payload: object;
  request_id: string | null;
  traceparent: string | null;
  recorded_at: Date;
}

function done(subscription: Subscription, rows: ClaimedRow[]): Statement {
  return {
    text: `UPDATE platform.outbox_delivery SET state = 'done', done_at = now(), attempts = attempts + 1 WHERE subscriber = $1 AND event_id = ANY($2::text[])`,
    values: [subscription.name, rows.map((row) => row.event_id)],
  };
}

/** Hands the events that wait to their subscribers: claim, run, mark done, in one transaction per (subscriber, game). */
@Injectable()
export class OutboxDispatcher {
  private readonly logger = new Logger(OutboxDispatcher.name);
  private readonly failures = this.metrics.counter('hubcraft_outbox_failures_total', 'Deliveries of events inside Hubcraft that failed and are repeated or given up.', ['subscriber']);
  private readonly lag = this.metrics.histogram('hubcraft_outbox_lag_seconds', 'From the writing of an event inside Hubcraft to its handling by a subscriber.', LAG_SECONDS, ['subscriber']);
  constructor(
    private readonly database: Database,
    private readonly subscriptions: Subscriptions,
    private readonly outbox: Outbox,
    private readonly claims: IdempotencyClaims,
    private readonly metrics: Metrics,
  ) {}

  /** The games for which `subscriber` (or, without a name, any subscriber) has something due. At most 1,000 pairs. */
  async due(subscriber?: string): Promise<{ subscriber: string; gameId: string }[]> {
    const rows = await this.database.asDispatcher<{ subscriber: string; game_id: string }>(
      `SELECT subscriber, game_id FROM platform.outbox_delivery
        WHERE state = 'pending' AND next_at <= now() AND ($1::text IS NULL OR subscriber = $1)
        GROUP BY subscriber, game_id LIMIT 1000`,
      [subscriber ?? null],
    );
    return rows.map((row) => ({ subscriber: row.subscriber, gameId: row.game_id }));
  }

  /** Delivers until nothing is due for this pair, or the budget is used up. Answers how many events were handled. */
  async drain(subscriber: string, gameId: string, budgetMs = Infinity): Promise<number> {
    const subscription = this.subscriptions.named(subscriber);
    if (!subscription) return 0;
    const started = performance.now();
    let handled = 0;
    for (;;) {
      const count = await this.batch(subscription, gameId, BATCH_MAX);
      if (count === -1) {
        // What failed waits now, so the next batch begins behind it.
        handled += await this.oneByOne(subscription, gameId);
        continue;
      }
      handled += count;
      if (count < BATCH_MAX || performance.now() - started >= budgetMs) return handled;
    }
  }

  /** Runs one batch; −1 when it failed and nothing of it was kept. */
  private async batch(subscription: Subscription, gameId: string, max: number): Promise<number> {
    try {
      return await this.attempt(subscription, gameId, max);
    } catch (error) {
      if (max === 1) throw error;
      this.logger.warn({ msg: 'batch failed, repeating one by one', subscriber: subscription.name, game_id: gameId, error: String(error) });
      return -1;
    }
  }

  private async oneByOne(subscription: Subscription, gameId: string): Promise<number> {
    let handled = 0;
    for (let i = 0; i < BATCH_MAX; i++) {
      let failedEvent = '';
      try {
        const count = await this.attempt(subscription, gameId, 1, (eventId) => (failedEvent = eventId));
        if (count === 0) return handled;
        handled++;
      } catch (error) {
        if (!failedEvent) throw error;
        await this.recordFailure(subscription, gameId, failedEvent, error);
      }
    }
    return handled;
  }

  private attempt(subscription: Subscription, gameId: string, max: number, claimed?: (eventId: string) => void): Promise<number> {
    const scope = systemScope(gameId, subscription.name);
    const spans = new BatchSpans(subscription.name, gameId);
    return this.claims.outside(() => this.database.transaction(scope, { context: subscription.context, name: subscription.name }, async (open) => {
      const rows = await this.claim(subscription, gameId, max);
      if (rows.length === 0) return rows;
      if (claimed) claimed(rows[0]!.event_id);
      open.causes = spans.begin(rows);
      await spans.run(() => subscription.subscriber.handle(rows.map((row) => this.recorded(row, gameId))));
      return rows;
    }, (open, rows) => (rows.length === 0 ? [] : [done(subscription, rows), ...spans.run(() => this.outbox.written(open))]))).then((rows) => {
      spans.end();
      for (const row of rows) this.lag.observe({ subscriber: subscription.name }, Math.max(0, processTime() - row.recorded_at.getTime()) / 1_000);
      return rows.length;
    }, (error) => {
      spans.end(error);
      throw error;
    });
  }

  private claim(subscription: Subscription, gameId: string, max: number): Promise<ClaimedRow[]> {
    return this.database.query<ClaimedRow>(
      `WITH due AS (
         SELECT event_id, attempts FROM platform.outbox_delivery
          WHERE subscriber = $1 AND game_id = $2 AND state = 'pending' AND next_at <= now()
          ORDER BY event_id LIMIT $3 FOR UPDATE SKIP LOCKED)
       SELECT due.event_id, due.attempts, e.type, e.aggregate_type, e.aggregate_id, e.payload, e.request_id, e.traceparent, e.recorded_at
         FROM due JOIN platform.outbox_event e ON e.id = due.event_id ORDER BY due.event_id`,
      [subscription.name, gameId, max],
    );
  }

  private recorded(row: ClaimedRow, gameId: string): RecordedEvent {
    return {
      id: row.event_id, type: row.type, gameId, aggregateType: row.aggregate_type, aggregateId: row.aggregate_id,
      payload: row.payload, requestId: row.request_id, recordedAt: row.recorded_at,
    };
  }

  private async recordFailure(subscription: Subscription, gameId: string, eventId: string, error: unknown): Promise<void> {
    this.failures.inc({ subscriber: subscription.name });
    const text = (error instanceof Error ? (error.stack ?? error.message) : String(error)).replaceAll('\u0000', '').slice(0, 4_000);
    const [row] = await this.database.alone<{ state: string; attempts: number }>(systemScope(gameId, subscription.name),
      `UPDATE platform.outbox_delivery SET attempts = attempts + 1, last_error = $3,
              state = CASE WHEN attempts + 1 > cardinality($4::int[]) THEN 'dead' ELSE 'pending' END,
              next_at = now() + make_interval(secs => coalesce(($4::int[])[attempts + 1], 0))
        WHERE subscriber = $1 AND event_id = $2 AND state = 'pending' RETURNING state, attempts`,
      [subscription.name, eventId, text, [...RETRY_SECONDS]],
    );
    if (row?.state === 'dead') reportBug(error);
    this.logger[row?.state === 'dead' ? 'error' : 'warn']({ msg: `delivery ${row?.state === 'dead' ? 'is dead' : 'failed'}`, subscriber: subscription.name, event_id: eventId, attempts: row?.attempts, error: text });
  }
}
