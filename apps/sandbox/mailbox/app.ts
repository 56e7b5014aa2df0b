import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { SMTPServer } from 'smtp-server';
import { newNonce, pageHeaders } from '../html.js';
import { systemNow, type Now } from '../process.js';
import { Messages } from './messages.js';
import { listPage, messagePage, notFoundPage } from './pages.js';

const LARGEST_MESSAGE_BYTES = 10 * 1024 * 1024;

export interface MailboxSettings {
  readonly host: string;
  readonly port: number;
  readonly smtpPort: number;
  readonly dataFile: string;
}

export interface MailboxApp {
  readonly app: FastifyInstance;
  listen(): Promise<{ port: number; smtp_port: number; url: string; smtp_url: string }>;
  close(): Promise<void>;
}

/** A mailbox for the demo: takes every mail over SMTP, sends none on, shows them in a browser. */
export async function buildMailboxApp(settings: MailboxSettings, log: Logger, now: Now = systemNow): Promise<MailboxApp> {
  const messages = await Messages.open(settings.dataFile);
  const smtp = buildSmtp(messages, log, now);
  const app = buildHttp(messages);
  await app.ready();
  return {
    app,
    async listen() {
      const url = await app.listen({ host: settings.host, port: settings.port });
      try {
        await new Promise<void>((resolve, reject) => {
          smtp.server.once('error', reject);
          smtp.listen(settings.smtpPort, settings.host, () => resolve());
        });
      } catch (cause) {
        await app.close();
        throw cause;
      }
      const smtp_port = (smtp.server.address() as AddressInfo).port;
      return { port: (app.server.address() as AddressInfo).port, smtp_port, url, smtp_url: `smtp://${settings.host}:${smtp_port}` };
    },
    async close() {
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
      await app.close();
      await messages.close();
    },
  };
}

function buildSmtp(messages: Messages, log: Logger, now: Now): SMTPServer {
  const smtp = new SMTPServer({
    banner: 'local mailbox',
    authOptional: true,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    size: LARGEST_MESSAGE_BYTES,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', done);
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error('The message is too large.'), { responseCode: 552 }));
          return;
        }
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
        const to = session.envelope.rcptTo.map(({ address }) => address);
        messages.add(Math.floor(now() / 1000), from, to, Buffer.concat(chunks)).then(
          (message) => {
            log.info({ message: message.id, recipients: to.length }, 'mail kept');
            done(null, `kept as ${message.id}`);
          },
          (cause: unknown) => {
            log.error({ err: cause }, 'mail not kept');
            done(cause instanceof Error ? cause : new Error('The message could not be kept.'));
          },
        );
      });
    },
  });
  // Without a listener a client that hangs up would end the process. That it cannot listen is said by `listen`.
  smtp.on('error', (cause: Error) => {
    if (smtp.server.listening) log.warn({ err: cause }, 'smtp connection');
  });
  return smtp;
}

interface ListQuery {
  Querystring: { to?: string; limit?: string };
}

interface ById {
  Params: { id: string };
}

function buildHttp(messages: Messages): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  const html = (nonce: string): Record<string, string> => pageHeaders({ nonce, frameAncestors: "'none'", formAction: "'none'", frameSrc: "'self'" });

  app.get('/health', async () => ({ status: 'ok' }));

  app.get<ListQuery>('/api/messages', async (request, reply) => {
    const { to, limit = '100' } = request.query;
    if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > 1000) return reply.code(400).send({ error: 'limit must be 1 to 1000.' });
    return { data: messages.list(to ?? null, Number(limit)) };
  });

  app.get<ById>('/api/messages/:id', async (request, reply) => messages.find(request.params.id) ?? reply.code(404).send({ error: 'There is no such message.' }));

  app.get('/', async (_request, reply) => {
    const nonce = newNonce();
    return reply.headers(html(nonce)).send(listPage(messages.list(null, 200), nonce));
  });

  app.get<ById>('/messages/:id', async (request, reply) => {
    const nonce = newNonce();
    const message = messages.find(request.params.id);
    void reply.headers(html(nonce));
    return message ? reply.send(messagePage(message, nonce)) : reply.code(404).send(notFoundPage(nonce));
  });

  app.get<ById>('/messages/:id/body', async (request, reply) => {
    const body = messages.find(request.params.id)?.html ?? null;
    if (body === null) return reply.code(404).send({ error: 'There is no such body.' });
    // A mail is a stranger's page: no scripts, no forms, no origin, and links open elsewhere.
    const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";
    return reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'referrer-policy': 'no-referrer' }).send(`<base target="_blank">${body}`);
  });

  app.get<ById>('/messages/:id/source', async (request, reply) => {
    const source = messages.source(request.params.id);
    if (source === undefined) return reply.code(404).send({ error: 'There is no such message.' });
    return reply.headers({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }).send(source);
  });

  return app;
}
