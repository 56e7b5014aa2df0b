import { Injectable } from '@nestjs/common';
import { madeAt } from '#platform/kernel/ids';
import { Metrics } from '#platform/metrics/metrics';
import { ServiceLevels } from '#platform/service-levels/service-levels';
import type { EndedAttempt } from './attempts.js';

const FAST_SECONDS = 15;
const LAG_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600, 86_400];

/** What attempts came to, for the operator. */
@Injectable()
export class DeliveryFigures {
  private readonly attempts = this.metrics.counter('hubcraft_webhook_attempts_total', 'Attempts to deliver a webhook, by how they ended.', ['outcome']);
  private readonly lag = this.metrics.histogram('hubcraft_webhook_lag_seconds', 'From the writing of a webhook event to the first 2xx of its receiver.', LAG_SECONDS, []);

  constructor(private readonly metrics: Metrics, private readonly levels: ServiceLevels) {}

  count({ task: { delivery }, outcome }: EndedAttempt): void {
    const isTaken = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
    this.attempts.inc({ outcome: isTaken ? 'succeeded' : outcome.closed_reason === 'declined' ? 'declined' : outcome.state === 'dead' ? 'given_up' : 'failed' });
    const made = madeAt(delivery.event_id);
    if (!isTaken || delivery.has_succeeded || !made) return;
    const seconds = Math.max(0, outcome.started_at.getTime() + outcome.duration_ms - made.getTime()) / 1_000;
    this.lag.observe(seconds);
    this.levels.add('webhooks.fast', seconds <= FAST_SECONDS ? 1 : 0);
  }
}
