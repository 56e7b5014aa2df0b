import { Receiver } from './receiver.js';

export interface CollectedSpan {
  traceId: string;
  spanId: string;
  /** Empty for the first of a trace. */
  parentSpanId: string;
  name: string;
  kind: number;
  /** Of the process. */
  service: string;
  attributes: Record<string, string | number | boolean>;
  links: string[];
  failed: boolean;
}

interface Otlp {
  resourceSpans: {
    resource: { attributes: OtlpAttribute[] };
    scopeSpans: { spans: { traceId: string; spanId: string; parentSpanId?: string; name: string; kind: number; attributes?: OtlpAttribute[]; links?: { traceId: string }[]; status?: { code?: number } }[] }[];
  }[];
}
interface OtlpAttribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean };
}

const ERROR = 2;

const valuesOf = (attributes: OtlpAttribute[] = []): CollectedSpan['attributes'] => Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.boolValue ?? Number(value.intValue ?? value.doubleValue)]));

/** An OpenTelemetry collector: takes OTLP over HTTP as JSON. */
export class Collector extends Receiver {
  /** What our processes are told, so that they export to it. */
  get settings(): Record<string, string> {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: new URL(this.url).origin, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  }

  get spans(): CollectedSpan[] {
    return this.received.filter(({ path }) => path === '/v1/traces').flatMap(({ body }) => (JSON.parse(body) as Otlp).resourceSpans).flatMap(({ resource, scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans.map((span) => ({
      traceId: span.traceId, spanId: span.spanId, parentSpanId: span.parentSpanId ?? '', name: span.name, kind: span.kind, service: String(valuesOf(resource.attributes)['service.name']), attributes: valuesOf(span.attributes),
      links: (span.links ?? []).map((link) => link.traceId), failed: span.status?.code === ERROR,
    }))));
  }

  named(name: string | RegExp): CollectedSpan[] {
    return this.spans.filter((span) => (typeof name === 'string' ? span.name === name : name.test(span.name)));
  }

  /** From the first of its trace to it, by name. */
  wayTo(span: CollectedSpan): string[] {
    const parent = this.spans.find((each) => each.spanId === span.parentSpanId && each.traceId === span.traceId);
    return [...(parent ? this.wayTo(parent) : span.parentSpanId ? [`missing ${span.parentSpanId}`] : []), span.name];
  }
}
