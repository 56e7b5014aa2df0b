import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, isSpanContextValid, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { DomainError } from '../kernel/errors.js';

/**
 * What a span may say: words of the code, templates, numbers and ids of ours. There is no member for an address, a body, a query string or the text of an error, so that nothing
 * personal and no secret gets in; a new one is weighed here.
 */
export type SpanAttributes = Partial<
  Record<
    | 'http.request.method' | 'http.route' | 'server.address' | 'error.type' | 'db.system.name' | 'db.operation.name' | 'hubcraft.request_id' | 'hubcraft.game_id' | 'hubcraft.context' | 'hubcraft.event_id'
    | 'hubcraft.event_type' | 'hubcraft.subscriber' | 'hubcraft.job_id' | 'hubcraft.order_id' | 'hubcraft.payment_id' | 'hubcraft.delivery_id' | 'hubcraft.endpoint_id' | 'hubcraft.outcome',
    string
  > & Record<'http.response.status_code' | 'hubcraft.attempt' | 'messaging.batch.message_count', number>
>;

export interface SpanOptions {
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  attributes?: SpanAttributes;
  /** The traceparent of what led here, as it was kept; null where none was: then a trace begins. Left out: a part of what is running, and no span where nothing is traced. */
  under?: string | null;
  /** Traceparents of what belongs to it and stands in another trace. */
  links?: readonly (string | null)[];
}

const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER } as const;

const active = new AsyncLocalStorage<Context>();
/** Of this process, while traces are on (`Tracing`). Not the global one of OpenTelemetry: whoever else uses that has nothing to do with ours. */
let tracer: Tracer | undefined;

/** Makes `made` the tracer of the process; answers what takes it back. */
export function traceWith(made: Tracer): () => void {
  tracer = made;
  return () => {
    if (tracer === made) tracer = undefined;
  };
}

function contextOf(traceparent: string | null): Context {
  const parent = traceparent === null ? null : parseTraceParent(traceparent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
}

function traceparentOf(context: Context | undefined): string | null {
  const of = context && trace.getSpanContext(context);
  return of && isSpanContextValid(of) ? `00-${of.traceId}-${of.spanId}-0${of.traceFlags & 1}` : null;
}

/** How a failure is called: its code or its class, never its words. */
function failureOf(error: unknown): string {
  const { code, reason, name } = (error ?? {}) as { code?: unknown; reason?: unknown; name?: unknown };
  return String([code, reason, name].find((each) => typeof each === 'string' && /^[\w.]{1,60}$/.test(each)) ?? 'unknown');
}

/** A span that has begun. Its end may be told once. */
export class OpenSpan {
  constructor(private readonly span: Span, private readonly context: Context) {}

  /** To keep with what will follow from it. */
  get traceparent(): string | null {
    return traceparentOf(this.context);
  }

  run<T>(work: () => T): T {
    return active.run(this.context, work);
  }

  annotate(attributes: SpanAttributes): void {
    this.span.setAttributes(attributes);
  }

  /** `error`: why it failed. Refusals that a caller has to read are no failures of ours. */
  end(error?: unknown): void {
    if (error !== undefined) {
      this.span.setAttribute('error.type', failureOf(error));
      if (!(error instanceof DomainError) || error.status >= 500) this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }

  endWithStatus(status: number): void {
    this.span.setAttribute('http.response.status_code', status);
    if (status >= 500) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end();
  }
}

/** Begins a span that somebody ends. Undefined while traces are off, and where nothing is traced (`SpanOptions.under`). */
export function startSpan(name: string, { kind = 'internal', attributes = {}, under, links = [] }: SpanOptions = {}): OpenSpan | undefined {
  if (!tracer) return undefined;
  const parent = under === undefined ? active.getStore() : contextOf(under);
  if (!parent || (under === undefined && !trace.getSpanContext(parent))) return undefined;
  const linked = links.flatMap((each) => trace.getSpanContext(contextOf(each)) ?? []);
  const span = tracer.startSpan(name, { kind: KINDS[kind], attributes, links: linked.map((context) => ({ context })) }, parent);
  return new OpenSpan(span, trace.setSpan(parent, span));
}

/** Runs `work` inside a span, which ends with it. */
export async function inSpan<T>(name: string, options: SpanOptions, work: (span: OpenSpan | undefined) => Promise<T>): Promise<T> {
  const span = startSpan(name, options);
  if (!span) return work(undefined);
  try {
    const result = await span.run(() => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/** Runs what is no part of what led here: a loop that a request has woken. */
export function untraced<T>(work: () => T): T {
  return tracer ? active.run(ROOT_CONTEXT, work) : work();
}

/** Adds to the span that is running. */
export function annotate(attributes: SpanAttributes): void {
  const context = tracer && active.getStore();
  if (context) trace.getSpan(context)?.setAttributes(attributes);
}

/** Of the span that is running, for what will be done because of it. */
export function currentTraceparent(): string | null {
  return tracer ? traceparentOf(active.getStore()) : null;
}

export function currentTraceId(): string | undefined {
  return currentTraceparent()?.slice(3, 35);
}
