import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { Database } from '../database/database.js';

/** Standard methods; whatever else comes is one word. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
export const methodName = (method: string): string => (METHODS.has(method) ? method : 'other');
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * The figures of this process, for Prometheus. A label takes words of the code only (a route's template, a type of event, an outcome): never an id, an address or anything
 * that a caller sends, so that neither persons nor numbers without bound get in. Every name stands in docs/guides/operations.md.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = this.histogram('hubcraft_http_request_duration_seconds', 'Requests answered, by route, method and status.', SECONDS, ['route', 'method', 'status']);
  private readonly alarms = this.counter('hubcraft_alarms_total', 'Lines of the log that wait for a person.', ['alarm']);

  constructor(database: Database) {
    collectDefaultMetrics({ register: this.registry });
    let counted = 0;
    this.counter('hubcraft_sql_statements_total', 'Statements sent to PostgreSQL.', [], (counter) => {
      counter.inc(database.statements - counted);
      counted = database.statements;
    });
    this.gauge('hubcraft_sql_pool_connections', 'Connections of the pool, by what they do.', ['state'], (gauge) => {
      const { totalCount, idleCount } = database.pool;
      gauge.set({ state: 'used' }, totalCount - idleCount);
      gauge.set({ state: 'idle' }, idleCount);
    });
    this.gauge('hubcraft_sql_pool_waiting', 'Transactions that wait for a connection.', [], (gauge) => gauge.set(database.pool.waitingCount));
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[], collect?: (counter: Counter<L>) => void | Promise<void>): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry], ...(collect ? { collect() { return collect(this as unknown as Counter<L>); } } : {}) });
  }

  gauge<L extends string>(name: string, help: string, labelNames: readonly L[], collect?: (gauge: Gauge<L>) => void | Promise<void>): Gauge<L> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry], ...(collect ? { collect() { return collect(this as unknown as Gauge<L>); } } : {}) });
  }

  histogram<L extends string>(name: string, help: string, buckets: readonly number[], labelNames: readonly L[]): Histogram<L> {
    return new Histogram({ name, help, buckets: [...buckets], labelNames: [...labelNames], registers: [this.registry] });
  }

  /** `route`: the template, undefined where no route was found. */
  answered(route: string | undefined, method: string, status: number, milliseconds: number): void {
    this.requests.observe({ route: route ?? 'none', method: methodName(method), status }, milliseconds / 1_000);
  }

  /** Counts a line of the log if it is an alarm. */
  logged(line: string): void {
    if (line.startsWith('ALARM: ')) this.alarms.inc({ alarm: line.slice('ALARM: '.length) });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
