import * as Sentry from '@sentry/node';
import type { Config } from '#platform/config/config';

/** Bugs go to Sentry where the operator names one. It reports and does nothing else: traces are ours (`#platform/tracing`), and no request of ours carries its headers out. */
export function reportBugs(config: Config): void {
  const dsn = config.optional('SENTRY_DSN');
  if (dsn) Sentry.init({ dsn, enableOpenTelemetrySetup: false, tracePropagationTargets: [] });
}
