import type { FastifyInstance, FastifyRequest } from 'fastify';
import { methodName } from '../metrics/metrics.js';
import { startSpan, type OpenSpan } from '../tracing/spans.js';

/** Asked every second by machines, about nothing that anybody follows. */
const UNTRACED = /^\/(?:health|assets)\//;

/**
 * The span of each request, which begins a trace. A `traceparent` that comes with it is not looked at: players, game servers and strangers must neither choose which requests are kept nor
 * put theirs into somebody else's trace. The template of the route is told, never the address.
 */
export function traceRequests(fastify: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const method = methodName(request.method);
    const span = UNTRACED.test(route) ? undefined : startSpan(`${method} ${route}`, { kind: 'server', under: null, attributes: { 'http.request.method': method, 'http.route': route, 'hubcraft.request_id': request.id } });
    if (!span) return done();
    spans.set(request, span);
    reply.raw.once('close', () => span.endWithStatus(reply.raw.statusCode));
    span.run(done);
  });
  // The body has come over the socket meanwhile, whose callbacks are of no request.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) span.run(done);
    else done();
  });
}
