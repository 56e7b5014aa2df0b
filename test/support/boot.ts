import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { EntitySchema } from 'typeorm';
import pg from 'pg';
import { BellWire } from '#platform/bell/bell';
import { Config } from '#platform/config/config';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { configureApplication, httpAdapter } from '#platform/http/application';
import { heldBy } from '#platform/invariants/invariants';
import { Clock, FrozenClock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { Limits, ProcessBuckets, type Bucket, type Verdict } from '#platform/limits/limits';
import { PlatformModule } from '#platform/platform.module';
import { Pump } from '#platform/pump/pump';
import { Signals } from '#platform/signals/signals';
import type { ApiVersion } from '#platform/versions/api-version';
import { CreateApiKey } from '#studio/access/commands';
import { CreateGame, CreateStudio } from '#studio/games/commands';
import * as access from '#studio/access/module';
import * as games from '#studio/games/module';
import * as onboarding from '#studio/onboarding/module';
import { fakeOnboarding } from '#studio/onboarding/testing';
import { createTestDatabase, type TestDatabase } from './database.js';
import { eventually } from './eventually.js';
import { requireInvariants } from './invariants.js';

/** Hears nothing: tests call `settle()` instead of waiting for a worker. */
class SilentBell extends BellWire {
  send(): void {}
  listen(): void {}
  async close(): Promise<void> {}
}

class LocalSignals extends Signals {
  private readonly hearing = new Map<string, Set<(text: string) => void>>();
  publish(channel: string, text: string): void {
    for (const hear of this.hearing.get(channel) ?? []) hear(text);
  }
  async subscribe(channel: string, hear: (text: string) => void): Promise<() => Promise<void>> {
    const set = this.hearing.get(channel) ?? new Set();
    this.hearing.set(channel, set.add(hear));
    return async () => void set.delete(hear);
  }
  async close(): Promise<void> {}
}

class LocalLimits extends Limits {
  private readonly buckets = new ProcessBuckets();
  async take(key: string, bucket: Bucket, cost = 1): Promise<Verdict> {
    return this.buckets.take(key, bucket, cost, performance.now());
  }
  async charge(key: string, bucket: Bucket, cost: number): Promise<void> {
    this.buckets.charge(key, bucket, cost, performance.now());
  }
  async close(): Promise<void> {}
}

export interface BootOptions {
  /** The module of the context under test (and others that take part for real). Games and access are always there. */
  modules: (Type | DynamicModule)[];
  rows?: EntitySchema[];
  /** Fake modules of the contexts that it asks. Onboarding is faked unless it is among the modules or the fakes: each live game may take money then. */
  fakes?: (Type | DynamicModule)[];
  /** A frozen clock that starts at this instant; without it the machine's time is used. */
  frozenAt?: Date;
  env?: Record<string, string>;
  /** Versions of the API in place of those that are published. */
  versions?: readonly ApiVersion[];
  /** Invariants that the suite breaks on purpose (`requireInvariants`). */
  breaks?: readonly string[];
}

export interface Tenant {
  studioId: string;
  /** The sandbox environment. */
  gameId: string;
  liveGameId: string;
  /** Acts as the studio's API key. */
  scope: Scope;
  apiKey: string;
  liveApiKey: string;
}

export interface Booted {
  app: NestFastifyApplication;
  database: Database;
  commands: Commands;
  queries: Queries;
  calls: Calls;
  clock: Clock | FrozenClock;
  config: Config;
  db: TestDatabase;
  /** A fresh studio with a game: what isolates one test from the next. */
  tenant(): Promise<Tenant>;
  /** An HTTP request, in process. */
  inject(request: { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; url: string; apiKey?: string; headers?: Record<string, string>; body?: unknown }): Promise<{ status: number; json: any; text: string; headers: Record<string, unknown> }>;
  /** Runs everything that is due until nothing is left. */
  settle(): Promise<void>;
  /**
   * Until every transaction that runs now, in whichever database of the server, has ended: the log of events holds back what an older one could still
   * overtake, and the tests of the other Jest workers run on the same server.
   */
  overtaken(): Promise<void>;
  /** SQL as superuser, past row-level security: for assertions only. */
  look<R extends object = Record<string, any>>(sql: string, values?: unknown[]): Promise<R[]>;
  /** Closes everything; throws when an invariant does not hold (`requireInvariants`). */
  close(): Promise<void>;
}

/** Boots contexts on a database of their own. */
export async function bootContext(options: BootOptions): Promise<Booted> {
  const db = await createTestDatabase();
  const config = new Config({
    DATABASE_URL: db.appUrl, DATABASE_POOL: '12', PUBLIC_URL: 'http://127.0.0.1:4400', MASTER_KEY: randomBytes(32).toString('base64'), LOG_LEVEL: 'fatal', ...options.env,
  });
  const clock = options.frozenAt ? new FrozenClock(options.frozenAt) : undefined;
  const builder = Test.createTestingModule({
    imports: [
      PlatformModule.forRoot({
        config, entities: [...games.rows, ...access.rows, ...(options.rows ?? [])], ...(clock ? { clock } : {}), ...(options.versions ? { versions: options.versions } : {}),
        wires: { bell: new SilentBell(), limits: new LocalLimits(), signals: new LocalSignals() },
      }),
      games.GamesModule, access.AccessModule, ...options.modules, ...(options.fakes ?? []), ...(tellsOfMoney(options) ? [] : [fakeOnboarding()]),
    ],
  });
  const module = await builder.compile();
  const app = module.createNestApplication<NestFastifyApplication>(httpAdapter(config), { bodyParser: false, logger: process.env.TEST_LOG ? ['error', 'warn', 'log', 'debug'] : false });
  configureApplication(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const admin = new pg.Pool({ connectionString: db.adminUrl, max: 2 });
  admin.on('error', () => undefined);
  const commands = app.get(Commands);
  return {
    app, config, db, commands, database: app.get(Database), queries: app.get(Queries), calls: app.get(Calls), clock: app.get(Clock),
    tenant: () => makeTenant(commands),
    async inject({ method, url, apiKey, headers, body }) {
      const response = await app.inject({
        method, url, headers: { ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}), ...(body !== undefined && typeof body !== 'string' ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(body !== undefined ? { payload: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
      });
      const isJson = /json(;|$)/.test(String(response.headers['content-type'] ?? ''));
      return { status: response.statusCode, text: response.payload, json: isJson && response.payload ? JSON.parse(response.payload) : undefined, headers: response.headers };
    },
    settle: () => app.get(Pump).settle(),
    async overtaken() {
      const [next] = (await admin.query<{ xmax: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xmax')).rows;
      await eventually(async () => (await admin.query('SELECT 1 WHERE pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8', [next!.xmax])).rowCount === 1, 30_000);
    },
    async look(sql, values = []) {
      return (await admin.query(sql, values)).rows;
    },
    async close() {
      await admin.end();
      await app.close();
      const real = options.modules.flatMap((each) => heldBy('module' in each ? each.module : each) ?? []);
      await requireInvariants(db.adminUrl, { real, ...(options.breaks ? { breaks: options.breaks } : {}) }).finally(() => db.drop());
    },
  };
}

/** Whether the real onboarding is there, or a fake of the suite's own. */
function tellsOfMoney({ modules, fakes = [] }: BootOptions): boolean {
  const fake = fakeOnboarding().module;
  return [...modules, ...fakes].some((each) => ('module' in each ? each.module : each) === onboarding.OnboardingModule || ('module' in each && each.module === fake));
}

async function makeTenant(commands: Commands): Promise<Tenant> {
  const studioId = newId('stu');
  const actor = { kind: 'system' as const, id: 'test' };
  const start: Scope = { gameId: '', studioId, actor, requestId: null };
  await commands.execute(new CreateStudio({ studio_id: studioId, name: 'Test Studio' }), start);
  const { sandbox_game_id, live_game_id } = await commands.execute(new CreateGame({ studio_id: studioId, name: 'Test Game', slug: `game-${studioId.slice(-20)}` }), start);
  const sandbox = await commands.execute(new CreateApiKey({ name: 'test', environment: 'sandbox', scopes: ['*', 'webhooks:reveal'], studio_id: studioId }), { ...start, gameId: sandbox_game_id });
  const live = await commands.execute(new CreateApiKey({ name: 'test', environment: 'live', scopes: ['*', 'webhooks:reveal'], studio_id: studioId }), { ...start, gameId: live_game_id });
  return {
    studioId, gameId: sandbox_game_id, liveGameId: live_game_id, apiKey: sandbox.key, liveApiKey: live.key,
    scope: { gameId: sandbox_game_id, studioId, actor: { kind: 'api_key', id: sandbox.id }, requestId: 'req_test' },
  };
}
