import type { INestApplicationContext } from '@nestjs/common';
import 'reflect-metadata';
import { ModuleRef } from '@nestjs/core';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { configureApplication, httpAdapter } from '#platform/http/application';
import { newId } from '#platform/kernel/ids';
import { NEWEST } from '#platform/versions/published';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { PlatformModule } from '#platform/platform.module';
import { CreateApiKey } from '#studio/access/commands';
import { CreateGame, CreateStudio } from '#studio/games/commands';
import { CreateEndpoint, type NewEndpoint } from '#studio/game-servers/commands';
import { GetEndpointSecret, type SubscribedEndpoint } from '#studio/game-servers/queries';
import { allModules, allRows } from '../../apps/contexts.js';
import { Announcer, type Announced, type Announcement } from '../../libs/reach/webhooks/app/announcer.js';
import { startSystem, type ProcessName, type System } from '../support/system.js';
import type { Verdict } from './purchases.js';
import { ReceiverApart } from './receiver-apart.js';
import { ChaosReceiver } from './webhook-receiver.js';

/** Tells the game of something, by the way that every announcement goes: numbers, bytes, rows, bell. */
class AnnounceForChaos extends Command<Announced[]> {
  static readonly context = 'reach/webhooks';
  constructor(readonly type: string, readonly list: readonly Announcement[], readonly only: SubscribedEndpoint | null) { super(); }
}

@CommandHandler(AnnounceForChaos)
class AnnounceForChaosHandler implements ICommandHandler<AnnounceForChaos> {
  constructor(private readonly modules: ModuleRef) {}
  execute({ type, list, only }: AnnounceForChaos): Promise<Announced[]> {
    const announcer = this.modules.get(Announcer, { strict: false });
    return only ? announcer.announce(type, list, only) : announcer.announce(type, list);
  }
}

export interface ChaosGame {
  scope: Scope;
  /** May read and send everything that goes to game servers. */
  apiKey: string;
}

/** About as large as an order is. */
const PADDING = 'x'.repeat(900);

/** Loads what the api loads and serves nothing: what it commits rings the worker. */
async function publisherOn(system: System): Promise<INestApplicationContext> {
  const config = new Config({ DATABASE_URL: system.db.appUrl, DATABASE_POOL: '8', PUBLIC_URL: system.urls.api, MASTER_KEY: system.secrets.masterKey, LOG_LEVEL: 'fatal' });
  const module = await Test.createTestingModule({ imports: [PlatformModule.forRoot({ config, entities: allRows }), ...allModules], providers: [AnnounceForChaosHandler] }).compile();
  const publisher = module.createNestApplication<NestFastifyApplication>(httpAdapter(config), { bodyParser: false, logger: false });
  configureApplication(publisher);
  return publisher.init();
}

/** api and worker as processes of their own, a publisher in this one, and game servers that verify and count. */
export class WebhookWorld {
  readonly receiver = new ChaosReceiver();
  readonly admin: InstanceType<typeof pg.Pool>;

  private constructor(readonly system: System, private readonly publisher: INestApplicationContext, private readonly receiverApart: ReceiverApart | null) {
    this.admin = new pg.Pool({ connectionString: system.db.adminUrl, max: 2 });
    this.admin.on('error', () => undefined);
  }

  /** `apart`: with game servers as a process of their own beside those in this one. */
  static async start(without: ProcessName[], { apart = false, env = {} }: { apart?: boolean; env?: Record<string, string> } = {}): Promise<WebhookWorld> {
    const profile = process.env.CHAOS_PROFILE;
    const system = await startSystem({ without, env, ...(profile ? { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${profile}`] } : {}) });
    let receiverApart: ReceiverApart | null = null;
    try {
      receiverApart = apart ? await ReceiverApart.start() : null;
      const world = new WebhookWorld(system, await publisherOn(system), receiverApart);
      await world.receiver.listen();
      return world;
    } catch (error) {
      await receiverApart?.close();
      await system.close();
      throw error;
    }
  }

  get apart(): ReceiverApart {
    if (!this.receiverApart) throw new Error('This world has no receiver apart');
    return this.receiverApart;
  }

  async game(): Promise<ChaosGame> {
    const commands = this.publisher.get(Commands);
    const studioId = newId('stu');
    const start: Scope = { gameId: '', studioId, actor: { kind: 'system', id: 'chaos' }, requestId: null };
    await commands.execute(new CreateStudio({ studio_id: studioId, name: 'Chaos' }), start);
    const { sandbox_game_id: gameId } = await commands.execute(new CreateGame({ studio_id: studioId, name: 'Chaos', slug: `chaos-${studioId.slice(-20)}` }), start);
    const scope = { ...start, gameId };
    const { key } = await commands.execute(new CreateApiKey({ name: 'Chaos', environment: 'sandbox', studio_id: studioId, scopes: ['webhooks:read', 'webhooks:write', 'webhook_deliveries:read', 'webhook_deliveries:write', 'events:read'] }), scope);
    return { scope, apiKey: key };
  }

  /** A webhook at a path of the receiver, which knows its secret. */
  async endpoint(game: ChaosGame, route: string, told: Partial<NewEndpoint> = {}): Promise<SubscribedEndpoint> {
    const { endpoint, secret } = await this.subscribed(game, { url: this.receiver.url(route), events: ['order.*'], ...told });
    this.receiver.knows(route, secret);
    return endpoint;
  }

  /** The same at the receiver that is a process of its own. */
  async endpointApart(game: ChaosGame, route: string, told: Partial<NewEndpoint> = {}): Promise<SubscribedEndpoint> {
    const { endpoint, secret } = await this.subscribed(game, { url: this.apart.url(route), events: ['order.*'], ...told });
    await this.apart.knows(route, secret);
    return endpoint;
  }

  private async subscribed(game: ChaosGame, told: Pick<NewEndpoint, 'url' | 'events'> & Partial<NewEndpoint>): Promise<{ endpoint: SubscribedEndpoint; secret: string }> {
    const { endpoint_id } = await this.publisher.get(Commands).execute(new CreateEndpoint({ environment: 'sandbox', ...told }), game.scope);
    return { endpoint: { endpoint_id, enabled: true, player_context_enabled: false, batch: null, api_version: NEWEST }, secret: await this.publisher.get(Queries).ask(new GetEndpointSecret(endpoint_id), game.scope) };
  }

  /** A request of the Studio API with the key of the game; throws unless it is answered 2xx. */
  async studio<T>(game: ChaosGame, method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.system.urls.api}${path}`, { method, headers: { authorization: `Bearer ${game.apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** One event of each of these orders. Answers their ids once they are committed. */
  async announce(game: ChaosGame, keys: readonly string[], nth: number, only: SubscribedEndpoint | null = null): Promise<string[]> {
    const announced = await this.publisher.get(Commands).execute(new AnnounceForChaos('order.paid', keys.map((key) => ({
      aggregate_type: 'order', aggregate_id: key, subject_id: key, order_id: null, player_id: null, effect: `chaos.${key}.${nth}`, trigger: 'chaos', request_id: null, at: new Date(), data: { nth, key, padding: PADDING },
    })), only), game.scope);
    return announced.map((each) => each.event_id);
  }

  /** The waits of the schedule are over for what has failed, and its end is as far away as at first: an event that is stuck is not given up. */
  async cutWaits(game: ChaosGame): Promise<void> {
    await this.admin.query(`UPDATE webhooks.delivery SET next_at = now(), is_held = false, round = least(round, 1) WHERE game_id = $1 AND state = 'pending' AND lease_token IS NULL AND next_at > now() AND round > 0 AND NOT is_held`, [game.scope.gameId]);
  }

  async count(sql: string, values: unknown[]): Promise<number> {
    return Number((await this.admin.query<{ n: string }>(sql, values)).rows[0]!.n);
  }

  pending(game: ChaosGame): Promise<number> {
    return this.count(`SELECT count(*) AS n FROM webhooks.delivery WHERE game_id = $1 AND state = 'pending'`, [game.scope.gameId]);
  }

  async close(): Promise<void> {
    await this.publisher.close();
    await this.receiver.close();
    await this.receiverApart?.close();
    await this.admin.end();
    await this.system.close();
  }
}

/** One world for one goal, closed whatever comes of it. */
export async function inWorld(without: readonly ProcessName[], work: (world: WebhookWorld) => Promise<Verdict[]>, options: { apart?: boolean; env?: Record<string, string> } = {}): Promise<Verdict[]> {
  const world = await WebhookWorld.start([...without], options);
  let failed = false;
  try {
    return await work(world);
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    // What broke the run is told, not what closing finds after it.
    await world.close().catch((error: unknown) => {
      if (!failed) throw error;
    });
  }
}
