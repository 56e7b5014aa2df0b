import type { createTransport as TransportOf } from '@sentry/node';
import type { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { OwnListeners } from '#platform/egress/own-listeners';
import { reportBugsTo } from '#platform/log/bugs';

const DEADLINE_MS = 10_000;

/**
 * Bugs go to Sentry where the operator names one; nothing of it is loaded otherwise. It reports and does nothing else: traces are ours (`#platform/tracing`), no request of ours carries its headers out, and its
 * own leave through `Egress`.
 */
export async function reportBugs(config: Config): Promise<void> {
  const dsn = config.optional('SENTRY_DSN');
  if (!dsn) return;
  const { captureException, createTransport, init } = await import('@sentry/node');
  const egress = new Egress(new OwnListeners(config));
  init({
    dsn, enableOpenTelemetrySetup: false, tracePropagationTargets: [],
    transport: (options: Parameters<typeof TransportOf>[0] & { url: string; headers?: Record<string, string> }) =>
      createTransport(options, async ({ body }) => {
        const { status, headers } = await egress.send({ method: 'POST', url: options.url, body: Buffer.from(body as string), headers: { ...options.headers, 'user-agent': 'Hubcraft/1' }, deadlineMs: DEADLINE_MS, maxBytes: 4_096, reach: 'any' });
        const told = (name: string): string | null => [headers[name] ?? []].flat()[0] ?? null;
        return { statusCode: status, headers: { 'x-sentry-rate-limits': told('x-sentry-rate-limits'), 'retry-after': told('retry-after') } };
      }),
  });
  reportBugsTo((error) => void captureException(error));
}
