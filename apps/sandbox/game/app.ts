import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { newNonce, pageHeaders } from '../html.js';
import { systemNow, type Now } from '../process.js';
import { react, readEvent, type WebhookEvent } from './handlers.js';
import { MischiefBox, type Mischief } from './mischief.js';
import { gamePage } from './page.js';
import { PICTURES } from './pictures.js';
import { avatarSvg, findPlayer } from './players.js';
import { readSecrets, verifyWebhook } from './signature.js';
import { World, type Answer, type Handled } from './world.js';

export interface GameSettings {
  readonly host: string;
  readonly port: number;
  readonly webhookSecret: string;
  readonly dataFile: string;
  /** Empty: where it listens. */
  readonly publicUrl: string;
}

export interface GameApp {
  readonly app: FastifyInstance;
  listen(): Promise<{ port: number; url: string }>;
  close(): Promise<void>;
}

export async function buildGameApp(settings: GameSettings, log: Logger, now: Now = systemNow): Promise<GameApp> {
  const world = await World.open(settings.dataFile);
  const mischief = new MischiefBox();
  const app = Fastify({ logger: false, bodyLimit: 1024 * 1024, forceCloseConnections: true });
  let publicUrl = settings.publicUrl || `http://${settings.host}:${settings.port}`;
  registerWebhooks(app, { world, mischief, secrets: readSecrets(settings.webhookSecret), publicUrl: () => publicUrl, now, log });
  registerPages(app, world, mischief);
  await app.ready();
  return {
    app,
    async listen() {
      const url = await app.listen({ host: settings.host, port: settings.port });
      if (settings.publicUrl === '') publicUrl = url;
      return { port: (app.server.address() as AddressInfo).port, url: publicUrl };
    },
    async close() {
      await app.close();
      await world.close();
    },
  };
}

interface Webhooks {
  readonly world: World;
  readonly mischief: MischiefBox;
  readonly secrets: readonly Buffer[];
  readonly publicUrl: () => string;
  readonly now: Now;
  readonly log: Logger;
}

/** The part a studio copies: verify the bytes, do each thing once, write it down, and only then answer. */
function registerWebhooks(app: FastifyInstance, webhooks: Webhooks): void {
  void app.register(async (scope) => {
    // The signature is over the raw bytes, so nothing may parse them first.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post('/webhooks', async (request, reply) => receive(request, reply, webhooks));
  });
}

async function receive(request: FastifyRequest, reply: FastifyReply, webhooks: Webhooks): Promise<FastifyReply> {
  const { world, secrets, now, log } = webhooks;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const received_at = Math.floor(now() / 1000);
  const headers = readHeaders(request);
  const verdict = verifyWebhook(secrets, headers, body, received_at);
  const event = verdict.ok ? readEvent(body) : null;
  if (event === null) {
    const result = verdict.ok ? 'validation_error' : verdict.reason;
    const status = verdict.ok ? 400 : 401;
    world.rejected({ ...blankEvent(headers['webhook-id'] ?? null, received_at), verified: verdict.ok, result, status });
    log.warn({ webhook_id: headers['webhook-id'], result }, 'webhook rejected');
    const code = verdict.ok ? 'validation_error' : 'invalid_signature';
    return reply.code(status).send({ status: 'error', code, message: `The webhook was rejected: ${result}.` });
  }
  const mischief = await webhooks.mischief.strike(event.event_type);
  if (mischief !== null && !mischief.after_handling && goesWrong(mischief)) return misbehave(request, reply, mischief);
  const answer = await handleOnce(event, headers['webhook-id'] ?? null, received_at, webhooks);
  if (mischief !== null && goesWrong(mischief)) return misbehave(request, reply, mischief);
  return reply.code(answer.status).send(answer.body);
}

/** Same key, same answer, one effect. The key is on disk before anything is answered. */
async function handleOnce(event: WebhookEvent, webhookId: string | null, receivedAt: number, { world, publicUrl, log }: Webhooks): Promise<Answer> {
  const isQuestion = event.event_type === 'player.verify' || event.event_type === 'webhook.challenge';
  const key = isQuestion ? null : (event.idempotency_key ?? event.event_id);
  const before = key === null ? undefined : world.answered(key);
  if (key !== null && before !== undefined) {
    await world.duplicate(key);
    return before;
  }
  const { answer, changes, result } = react(event, world, publicUrl());
  // A refusal that is not final is not kept: the same event may be accepted the next time.
  const isFinal = answer.status < 300 || answer.body['code'] === 'declined';
  const row: Handled = {
    event: {
      ...blankEvent(webhookId, receivedAt),
      event_id: event.event_id,
      event_type: event.event_type,
      idempotency_key: event.idempotency_key,
      order_id: orderOf(event),
      player_id: playerOf(event),
      verified: true,
      result,
      status: answer.status,
    },
    key: isFinal ? key : null,
    answer,
    changes,
  };
  await world.handled(row);
  log.info({ event_id: event.event_id, event_type: event.event_type, status: answer.status, result }, 'webhook handled');
  return answer;
}

function goesWrong(mischief: Mischief): boolean {
  return mischief.down || mischief.status !== null;
}

function misbehave(request: FastifyRequest, reply: FastifyReply, { down, status }: Mischief): FastifyReply {
  if (!down) return reply.code(status ?? 500).send({ status: 'error', code: 'mischief', message: 'The demo game was told to fail.' });
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

function blankEvent(webhookId: string | null, received_at: number): Handled['event'] {
  const nothing = { event_id: null, event_type: null, idempotency_key: null, order_id: null, player_id: null };
  return { ...nothing, received_at, webhook_id: webhookId, verified: false, result: '', status: 0 };
}

function readHeaders(request: FastifyRequest): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const one = (name: string): string => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  return { 'webhook-id': one('webhook-id'), 'webhook-timestamp': one('webhook-timestamp'), 'webhook-signature': one('webhook-signature') };
}

/** The order an event is about, wherever its type writes it. */
function orderOf({ event_data }: WebhookEvent): string | null {
  const isOrder = (value: unknown): value is string => typeof value === 'string' && value.startsWith('ord_');
  const named = [event_data['order_id'], event_data['id']].find(isOrder);
  if (named !== undefined) return named;
  const { reason } = event_data;
  return typeof reason === 'string' ? (/\bord_[A-Za-z0-9]+/.exec(reason)?.[0] ?? null) : null;
}

function playerOf({ event_data }: WebhookEvent): string | null {
  const { player_id } = event_data;
  return typeof player_id === 'string' ? player_id : null;
}

interface EventsQuery {
  Querystring: { limit?: string; after?: string };
}

function registerPages(app: FastifyInstance, world: World, mischief: MischiefBox): void {
  app.get('/health', async () => ({ status: 'ok' }));

  app.get('/', async (_request, reply) => {
    const nonce = newNonce();
    return reply.headers(pageHeaders({ nonce, frameAncestors: "'none'", formAction: "'none'" })).send(gamePage(world, nonce));
  });

  app.get<{ Params: { playerId: string } }>('/inventory/:playerId', async (request) => {
    const { playerId } = request.params;
    return { player_id: playerId, items: world.inventory(playerId) };
  });

  app.get<{ Params: { file: string } }>('/avatars/:file', async (request, reply) => {
    const player = findPlayer(request.params.file.replace(/\.svg$/, ''));
    if ('status' in player) return reply.code(404).send(player.body);
    return sendSvg(reply, avatarSvg(player));
  });

  app.get<{ Params: { file: string } }>('/pictures/:file', async (request, reply) => {
    const picture = PICTURES.get(request.params.file);
    if (!picture) return reply.code(404).send({ status: 'error', code: 'not_found', message: 'There is no such picture.' });
    return sendSvg(reply, picture);
  });

  app.get<EventsQuery>('/events', async (request, reply) => {
    const { limit = '100', after = '0' } = request.query;
    if (!/^\d{1,15}$/.test(after) || !/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > 1000) {
      return reply.code(400).send({ status: 'error', code: 'validation_error', message: 'limit must be 1 to 1000, after a cursor of this list.' });
    }
    const later = world.events.filter((event) => event.seq > Number(after));
    const data = later.slice(0, Number(limit));
    return { data, has_more: later.length > data.length, next_cursor: String(data.at(-1)?.seq ?? after) };
  });

  app.get('/stats', async () => ({ ...world.counts, by_type: Object.fromEntries(world.byType) }));

  app.get('/control', async () => mischief.view());

  app.post('/control', async (request, reply) => {
    const wrong = mischief.set(request.body);
    if (wrong !== null) return reply.code(422).send({ status: 'error', code: 'validation_error', message: wrong });
    return mischief.view();
  });
}

function sendSvg(reply: FastifyReply, svg: string | Buffer): FastifyReply {
  return reply.headers({ 'content-type': 'image/svg+xml', 'content-security-policy': "default-src 'none'", 'cache-control': 'max-age=3600' }).send(svg);
}
