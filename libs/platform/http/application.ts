import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import ipaddr from 'ipaddr.js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config/config.js';
import { UnsupportedType } from '../kernel/errors.js';
import { newRequestId } from '../kernel/scope.js';
import { JsonLogger } from '../log/json-logger.js';
import { Metrics } from '../metrics/metrics.js';
import { ServiceLevels } from '../service-levels/service-levels.js';
import { parseJsonBody } from './json-body.js';
import type { HubcraftRequest } from './policy.js';
import { traceRequests } from './request-spans.js';
import { LoadShedding } from './load-shedding.js';
import { drawProblem, makeRoomForProblemPages } from './problem-pages.js';
import { problemOf } from './problem.filter.js';
import { securityHeaders } from './security-headers.js';
import { speakVersions, VersionEdge } from './version-edge.js';

export const BODY_MAX_BYTES = 1_048_576;
/** Up to this much of a refused body is still taken and thrown away, so that whoever sends it reads why: with its connection closed while it writes it would read a broken pipe (RFC 9112, 9.6). */
const DRAINED_MAX_BYTES = 8 * BODY_MAX_BYTES;

/** Says whether an address is one of the operator's own proxies, whose X-Forwarded-For is believed. */
export function trustedProxies(list: string): ((address: string) => boolean) | false {
  const ranges = list.split(',').map((part) => part.trim()).filter(Boolean)
    .map((part) => (part.includes('/') ? ipaddr.parseCIDR(part) : ([ipaddr.parse(part), ipaddr.parse(part).kind() === 'ipv4' ? 32 : 128] as const)));
  if (ranges.length === 0) return false;
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return ranges.some(([base, bits]) => parsed.kind() === base.kind() && parsed.match(base as never, bits));
  };
}

/** What fails before there is a route: an address that is no URL. */
const answerUnroutable = (usual: Readonly<Record<string, string>>) => (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
  const { problem, headers } = problemOf(error, request.id);
  void reply.status(problem.status).headers({ ...usual, ...headers, 'X-Request-Id': request.id });
  drawProblem(problem, request, reply, () => void reply.type('application/problem+json').send(JSON.stringify(problem)));
};

const UNREADABLE: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/** What is not HTTP, or too much or too slow of it: there is no request yet, so the answer is written as bytes and the connection ends. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const statusCode = UNREADABLE[error.code ?? ''] ?? 400;
  const body = JSON.stringify(problemOf({ statusCode }, null).problem);
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  }
  socket.destroy(error);
}

/** How long a client may take: whole requests, connections that say nothing, pauses between two requests, and how often that is looked at. */
export const PATIENCE = { requestTimeout: 30_000, connectionTimeout: 60_000, keepAliveTimeout: 72_000, connectionsCheckingInterval: 5_000 };

/** The Fastify adapter with our body rules: raw bytes kept, strict JSON, 1 MiB. */
export function httpAdapter(config: Config, { connectionsCheckingInterval, ...patience } = PATIENCE): FastifyAdapter {
  const usual = securityHeaders(config);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_MAX_BYTES,
    trustProxy: trustedProxies(config.optional('TRUSTED_PROXIES') ?? ''),
    ...patience,
    // Told to Node as the server is made: with a later `requestTimeout` below its own time for headers it would wait for a body for ever.
    http: { connectionsCheckingInterval, requestTimeout: patience.requestTimeout, headersTimeout: patience.requestTimeout },
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    genReqId: () => newRequestId(),
    frameworkErrors: answerUnroutable(usual),
    clientErrorHandler: answerUnreadable,
  } as never);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  makeRoomForProblemPages(fastify);
  fastify.addHook('onRequest', async (request, reply) => {
    (request as HubcraftRequest).requestId = request.id;
    reply.headers({ ...usual, 'X-Request-Id': request.id });
  });
  fastify.addHook('onSend', async (request, reply) => {
    // Fastify closes whenever a body is refused. Node reads the rest of it before the next request of the connection, within `requestTimeout`.
    if (Number(request.headers['content-length']) <= DRAINED_MAX_BYTES) reply.removeHeader('connection');
  });
  return adapter;
}

/** Makes the application of a process: parsers, cookies, problem answers for what never reaches a route. */
export async function createApplication(module: Type | DynamicModule, config: Config): Promise<NestFastifyApplication> {
  const logger = new JsonLogger(config.optional('LOG_LEVEL') ?? 'info');
  const app = await NestFactory.create<NestFastifyApplication>(module as Type, httpAdapter(config), { logger, abortOnError: false, bodyParser: false });
  configureApplication(app);
  const metrics = app.get(Metrics);
  logger.onError = (line) => metrics.logged(line);
  return app;
}

/** What tests and processes share. */
export function configureApplication(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const metrics = app.get(Metrics);
  const load = app.get(LoadShedding);
  const levels = app.get(ServiceLevels);
  traceRequests(fastify);
  speakVersions(fastify, app.get(VersionEdge));
  fastify.addHook('onRequest', async (request, reply) => {
    load.begins(request.raw);
    // However it ends: `onResponse` never hears of callers who went away.
    reply.raw.once('close', () => load.ends(request.raw));
  });
  fastify.addHook('onResponse', async (request, reply) => {
    metrics.answered(request.routeOptions.url, request.method, reply.statusCode, reply.elapsedTime);
    levels.answered(request.routeOptions.url, reply.statusCode, reply.elapsedTime);
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(['application/json', 'application/problem+json'], { parseAs: 'buffer', bodyLimit: BODY_MAX_BYTES }, (request: FastifyRequest, body: Buffer | string, done) => {
    const raw = Buffer.isBuffer(body) ? body : Buffer.from(body);
    (request as HubcraftRequest).rawText = raw;
    try {
      done(null, parseJsonBody(raw) as never);
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  // Mails come in from outside systems alone, which are read from the raw bytes; every other route takes JSON.
  fastify.addContentTypeParser('message/rfc822', { parseAs: 'buffer', bodyLimit: BODY_MAX_BYTES }, (request: FastifyRequest, body: Buffer | string, done) => {
    if (!request.routeOptions.url?.startsWith('/ingress/')) return done(new UnsupportedType('request.unsupported_media_type', 'Send application/json.'), undefined);
    (request as HubcraftRequest).rawText = Buffer.isBuffer(body) ? body : Buffer.from(body);
    done(null, undefined);
  });
  app.enableShutdownHooks();
}
