import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import path from 'node:path';
import { registerBank } from '../bank/api.js';
import { BankBooks } from '../bank/books.js';
import { systemNow, type Now } from '../process.js';
import { Bookings } from './bookings.js';
import { Books } from './books.js';
import { registerBrowserRoutes } from './browser-routes.js';
import { Faults } from './faults.js';
import { Notifier } from './notifier.js';
import { problemBody, Refusal } from './refusal.js';
import { registerServerApi } from './server-api.js';
import { Tasks } from './tasks.js';

export interface PspSettings {
  readonly host: string;
  readonly port: number;
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly notifyUrl: string;
  readonly dataFile: string;
  /** Empty: where it listens. */
  readonly publicUrl: string;
  readonly allowedOrigins: readonly string[];
}

export interface PspApp {
  readonly app: FastifyInstance;
  /** Starts listening, and then what an earlier run left to do. */
  listen(): Promise<{ port: number; url: string }>;
  close(): Promise<void>;
}

export async function buildPspApp(settings: PspSettings, log: Logger, now: Now = systemNow): Promise<PspApp> {
  const books = await Books.open(settings.dataFile, now);
  // The bank is somebody else in the same process: its books are a file of their own.
  const bank = await BankBooks.open(path.join(path.dirname(settings.dataFile), `bank-${path.basename(settings.dataFile)}`), now);
  const faults = new Faults();
  const stopping = new AbortController();
  let publicUrl = settings.publicUrl.replace(/\/+$/, '') || `http://${settings.host}:${settings.port}`;
  const bookings = new Bookings({ faults, publicUrl: () => publicUrl });
  const notifier = new Notifier({ url: settings.notifyUrl, secret: settings.webhookSecret }, books, faults, now, log);
  const tasks = new Tasks(books, bookings, now, log);
  books.onDurable((entries) => {
    for (const entry of entries) {
      const delivery = entry.t === 'notification' ? books.delivery(entry.row.id) : undefined;
      if (delivery) notifier.offer(delivery);
      if (entry.t === 'task') tasks.schedule(entry.row);
    }
  });

  const app = buildHttp(log);
  app.get('/health', async () => ({ status: 'ok', journal: { entries: books.entries } }));
  registerBrowserRoutes(app, { books, bookings, now, fingerprintKey: settings.apiKey, allowedOrigins: settings.allowedOrigins });
  await app.register(async (scope) => {
    registerServerApi(scope, { apiKey: settings.apiKey, books, bookings, stopping: stopping.signal });
    registerBank(scope, bank);
  });
  await app.ready();

  return {
    app,
    async listen() {
      const url = await app.listen({ host: settings.host, port: settings.port });
      if (settings.publicUrl === '') publicUrl = url;
      for (const task of books.tasks.values()) tasks.schedule(task);
      notifier.resume(books.deliveries);
      return { port: (app.server.address() as AddressInfo).port, url: publicUrl };
    },
    async close() {
      stopping.abort();
      tasks.stop();
      notifier.stop();
      await app.close();
      await books.close();
      await bank.close();
    },
  };
}

function buildHttp(log: Logger): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: 64 * 1024, forceCloseConnections: true });
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A POST without a body may still say that it is JSON.
    if (body === '') done(null, undefined);
    else parseJson(request, String(body), done);
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, new URLSearchParams(String(body))));
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('application/problem+json').send(problemBody(404, 'not_found', 'There is nothing here.')));
  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
    const { status, body } = problemOf(error);
    if (status >= 500) log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'request failed');
    return reply.code(status).type('application/problem+json').send(body);
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, not the URL: no query, no reference, nothing of a payer.
    log.debug({ method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
  return app;
}

function problemOf(error: FastifyError | Refusal): { status: number; body: string } {
  if (error instanceof Refusal) return { status: error.status, body: problemBody(error.status, error.code, error.message, error.extra) };
  const status = error.statusCode ?? 500;
  if (status >= 500) return { status: 500, body: problemBody(500, 'internal_error', 'Something went wrong here.') };
  const code = status === 400 ? 'invalid_json' : status === 413 ? 'body_too_large' : 'invalid_request';
  return { status, body: problemBody(status, code, error.message) };
}
