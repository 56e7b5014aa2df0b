import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ExportResultCode, parseKeyPairsIntoRecord, type ExportResult } from '@opentelemetry/core';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOffSampler, AlwaysOnSampler, BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider, type ReadableSpan, type Sampler } from '@opentelemetry/sdk-trace';
import { Config } from '../config/config.js';
import { Egress } from '../egress/egress.js';
import { OwnListeners } from '../egress/own-listeners.js';
import { Metrics } from '../metrics/metrics.js';
import { traceWith, untraced } from './spans.js';

/** What waits for its export at most; the rest is dropped. A batch, and how often one leaves. */
const QUEUE_MAX = 4_096;
const BATCH_MAX = 512;
const EXPORT_EVERY_MS = 1_000;
/** What a process that stops leaves to its last export. */
const LAST_EXPORT_MS = 3_000;
const ANSWER_MAX_BYTES = 4_096;
const ATTRIBUTE_MAX = 200;
const WARN_EVERY_MS = 60_000;

/** The name of the process in traces, `api` or `worker`. */
export const PROCESS_NAME = 'hubcraft:process-name';

const FORMS = {
  'http/protobuf': { serializer: ProtobufTraceSerializer, type: 'application/x-protobuf' },
  'http/json': { serializer: JsonTraceSerializer, type: 'application/json' },
} as const;

/** By the standard names of OTEL_TRACES_SAMPLER. What a caller sends never counts: every request begins a trace of its own, and parents are our own rows. */
export function samplerOf(name: string, ratio: number): Sampler {
  const root = name.endsWith('always_off') ? new AlwaysOffSampler() : name.endsWith('traceidratio') ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

/**
 * Traces, where the operator names a collector (OTEL_EXPORTER_OTLP_ENDPOINT): spans are gathered in a bounded queue and leave by OTLP over HTTP, one export at a time, each under a deadline. A collector that is
 * slow or away costs spans and nothing else.
 */
@Injectable()
export class Tracing implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Tracing.name);
  private readonly counted = this.metrics.counter('hubcraft_trace_spans_total', 'Spans that ended, and those of them that left for the collector or were lost on the way.', ['outcome']);
  /** Of its own: it closes after the last export, and nothing else of ours waits behind a collector that hangs. */
  private readonly egress: Egress;
  private provider: TracerProvider | undefined;
  private stop = (): void => undefined;
  private warnedAt = -Infinity;

  constructor(private readonly config: Config, own: OwnListeners, private readonly metrics: Metrics, @Inject(PROCESS_NAME) private readonly processName: string) {
    this.egress = new Egress(own);
  }

  onModuleInit(): void {
    if (!this.config.optional('OTEL_EXPORTER_OTLP_ENDPOINT')) return;
    const batches = new BatchSpanProcessor({ exporter: { export: (spans, done) => this.export(spans, done), shutdown: async () => undefined }, maxQueueSize: QUEUE_MAX, maxExportBatchSize: BATCH_MAX, scheduledDelayMillis: EXPORT_EVERY_MS, exportTimeoutMillis: this.deadlineMs + 1_000 });
    const counting = { onStart: () => undefined, onEnd: () => this.counted.inc({ outcome: 'ended' }), forceFlush: async () => undefined, shutdown: async () => undefined };
    this.provider = new TracerProvider({
      sampler: samplerOf(this.config.required('OTEL_TRACES_SAMPLER'), Number(this.config.required('OTEL_TRACES_SAMPLER_ARG'))),
      resource: resourceFromAttributes({ 'service.name': this.config.optional('OTEL_SERVICE_NAME') ?? `hubcraft-${this.processName}`, 'service.namespace': 'hubcraft', 'process.pid': process.pid }),
      spanLimits: { attributeValueLengthLimit: ATTRIBUTE_MAX },
      spanProcessors: [counting, batches],
    });
    this.stop = traceWith(this.provider.getTracer('hubcraft'));
  }

  private get deadlineMs(): number {
    return this.config.integer('OTEL_EXPORTER_OTLP_TIMEOUT', 100, 60_000);
  }

  private export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    // What asked last happens to be running: the export is no part of it.
    untraced(() => this.send(spans)).then(
      () => {
        this.counted.inc({ outcome: 'exported' }, spans.length);
        done({ code: ExportResultCode.SUCCESS });
      },
      (error: Error) => {
        this.counted.inc({ outcome: 'lost' }, spans.length);
        this.warn(error);
        done({ code: ExportResultCode.FAILED, error });
      },
    );
  }

  private async send(spans: ReadableSpan[]): Promise<void> {
    const { serializer, type } = FORMS[this.config.required('OTEL_EXPORTER_OTLP_PROTOCOL') as keyof typeof FORMS];
    const { status } = await this.egress.send({
      method: 'POST', url: `${this.config.required('OTEL_EXPORTER_OTLP_ENDPOINT').replace(/\/+$/, '')}/v1/traces`, body: Buffer.from(serializer.serializeRequest(spans)!),
      headers: { ...parseKeyPairsIntoRecord(this.config.required('OTEL_EXPORTER_OTLP_HEADERS')), 'content-type': type }, deadlineMs: this.deadlineMs, maxBytes: ANSWER_MAX_BYTES, reach: 'any',
    });
    if (status < 200 || status > 299) throw new Error(`The collector answered ${status}.`);
  }

  private warn(error: Error): void {
    if (performance.now() - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = performance.now();
    this.logger.warn({ msg: 'traces are lost: the collector does not take them', error: error.message });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop();
    await this.provider?.forceFlush({ timeoutMillis: LAST_EXPORT_MS }).catch(() => undefined);
    await this.egress.onApplicationShutdown();
  }
}
