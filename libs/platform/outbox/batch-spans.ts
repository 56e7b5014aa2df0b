import { startSpan, untraced, type OpenSpan } from '../tracing/spans.js';

interface Traced {
  event_id: string;
  type: string;
  request_id: string | null;
  traceparent: string | null;
}

/**
 * The spans of one batch of a subscriber: one per event, under what announced it, so that each trace goes on by itself whatever else was handled beside it. What is done in the batch is a
 * part of them where all are of one trace, and of none otherwise.
 */
export class BatchSpans {
  private spans: OpenSpan[] = [];
  private shared: OpenSpan | undefined;

  constructor(private readonly subscriber: string, private readonly gameId: string) {}

  /** API request → span of its event, for what follows from each. A transaction that is repeated begins anew. */
  begin(rows: readonly Traced[]): ReadonlyMap<string, string> {
    const causes = new Map<string, string>();
    this.spans = [];
    for (const row of rows) {
      const span = startSpan(`subscriber ${this.subscriber}`, {
        kind: 'consumer', under: row.traceparent,
        attributes: { 'hubcraft.subscriber': this.subscriber, 'hubcraft.event_id': row.event_id, 'hubcraft.event_type': row.type, 'hubcraft.game_id': this.gameId, 'messaging.batch.message_count': rows.length },
      });
      if (!span) continue;
      this.spans.push(span);
      if (row.request_id && span.traceparent) causes.set(row.request_id, span.traceparent);
    }
    const isOneTrace = new Set(this.spans.map((span) => span.traceparent?.slice(0, 35))).size === 1;
    this.shared = isOneTrace ? this.spans.at(-1) : undefined;
    return causes;
  }

  run<T>(work: () => T): T {
    return this.shared ? this.shared.run(work) : untraced(work);
  }

  end(error?: unknown): void {
    for (const span of this.spans) span.end(error);
    this.spans = [];
  }
}
