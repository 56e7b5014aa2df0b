import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../scripts/lib/ports.mjs';
import { BreakableProxy } from './breakable-proxy.js';
import { Processes } from './processes.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { requireInvariants } from './invariants.js';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PSP_KEY = 'test-psp-key';

export type ProcessName = 'api' | 'worker' | 'psp' | 'game' | 'mailbox';
type Port = ProcessName | 'smtp' | 'apiMetrics' | 'workerMetrics';

const PROGRAMS: Record<ProcessName, string> = {
  api: 'dist/apps/api/main.js', worker: 'dist/apps/worker/main.js', psp: 'dist/apps/sandbox/psp/main.js', game: 'dist/apps/sandbox/game/main.js', mailbox: 'dist/apps/sandbox/mailbox/main.js',
};

export interface DemoKeys {
  game_id: string;
  live_game_id: string;
  studio_id: string;
  api_key: string;
  live_api_key: string;
  player_id: string;
  hub_slug: string;
}

/** The whole product as separate processes, on a database of its own, with the demo game seeded. */
export interface System {
  urls: { api: string; worker: string; psp: string; game: string; mailbox: string };
  /** Where api and worker answer their figures. */
  metrics: { api: string; worker: string };
  demo: DemoKeys;
  db: TestDatabase;
  pspKey: string;
  /** What nobody but these processes may know. */
  secrets: { masterKey: string; pspWebhookSecret: string; webhookSecret: string };
  /** SIGKILL, as a crash: nothing is told, nothing is finished. */
  kill(name: ProcessName): Promise<void>;
  /** SIGTERM, and waits until it has finished what it has begun. */
  stop(name: ProcessName): Promise<void>;
  /** Runs a command of the CLI of the build that is in use, with the settings of the product and as owner of the database. */
  cli(command: string, args?: string[]): Promise<string>;
  /** What is started from now on is of the build in this folder. */
  use(build: string): void;
  /** Starts a process again, with further settings for this time, and waits until it answers. */
  start(name: ProcessName, env?: Record<string, string>): Promise<void>;
  log(name: ProcessName): string;
  /** Waits until it has ended by itself. */
  ended(name: ProcessName): Promise<void>;
  /** Its process id while it runs. */
  pid(name: ProcessName): number | undefined;
  /** SIGSTOP and SIGCONT: it keeps everything and does nothing. */
  freeze(name: ProcessName): void;
  thaw(name: ProcessName): void;
  /** With `proxied`: the ways from one process to another, each breakable by itself. */
  edges: Partial<Record<EdgeName, BreakableProxy>>;
  /** Ends everything; throws when an invariant does not hold (`requireInvariants`). */
  close(): Promise<void>;
}

export const EDGES = ['api-postgres', 'worker-postgres', 'api-redis', 'worker-redis', 'api-psp', 'worker-psp', 'worker-game'] as const;
export type EdgeName = (typeof EDGES)[number];

export interface SystemOptions {
  redisUrl?: string;
  /** In place of a copy of the run's template. */
  database?: TestDatabase;
  /** The folder of another build than this one, whose `dist` is run. */
  build?: string;
  /** A breakable proxy on every edge between our processes and what they need. */
  proxied?: boolean;
  env?: Record<string, string>;
  /** Arguments of Node for api and worker: a profiler. */
  nodeArgs?: string[];
  /** Processes to start; all by default. */
  without?: ProcessName[];
}

interface Settings {
  /** What every process of the product gets, the CLI included. */
  product: Record<string, string>;
  secrets: System['secrets'];
  environments: Record<ProcessName, Record<string, string>>;
}

/** Who is where, and which secrets they share. */
function settingsOf(db: TestDatabase, folder: string, ports: Record<Port, number>, options: SystemOptions): Settings {
  const at = (name: ProcessName) => `http://127.0.0.1:${ports[name]}`;
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const pspSecret = randomBytes(24).toString('hex');
  const masterKey = randomBytes(32).toString('base64');
  const product = {
    DATABASE_URL: db.appUrl, PUBLIC_URL: at('api'), MASTER_KEY: masterKey, SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`, SANDBOX_PSP_URL: at('psp'), SANDBOX_PSP_API_KEY: PSP_KEY,
    SANDBOX_PSP_WEBHOOK_SECRET: pspSecret, DEMO_GAME_URL: at('game'), HUBCRAFT_STATE_DIR: folder, LOG_LEVEL: 'warn', ...(options.redisUrl ? { REDIS_URL: options.redisUrl } : {}), ...options.env,
  };
  const environments: Record<ProcessName, Record<string, string>> = {
    api: { ...product, PORT: String(ports.api), METRICS_PORT: String(ports.apiMetrics) },
    worker: { ...product, WORKER_PORT: String(ports.worker), WORKER_METRICS_PORT: String(ports.workerMetrics) },
    psp: {
      PORT: String(ports.psp), SANDBOX_PSP_API_KEY: PSP_KEY, SANDBOX_PSP_WEBHOOK_SECRET: pspSecret, SANDBOX_PSP_NOTIFY_URL: `${at('api')}/ingress/sandbox`, SANDBOX_PSP_PUBLIC_URL: at('psp'),
      SANDBOX_PSP_DATA_FILE: path.join(folder, 'psp.jsonl'),
    },
    game: { PORT: String(ports.game), WEBHOOK_SECRET: webhookSecret, GAME_DATA_FILE: path.join(folder, 'game.jsonl') },
    mailbox: { PORT: String(ports.mailbox), SMTP_PORT: String(ports.smtp), MAILBOX_DATA_FILE: path.join(folder, 'mail.jsonl') },
  };
  return { product, secrets: { masterKey, pspWebhookSecret: pspSecret, webhookSecret }, environments };
}

/** Puts a proxy before everything that api and worker call, and tells them of it. */
async function proxyEdges({ product, environments }: Settings, options: SystemOptions): Promise<System['edges']> {
  const edges: System['edges'] = {};
  for (const process of ['api', 'worker'] as const) {
    for (const [target, setting] of [['postgres', 'DATABASE_URL'], ['redis', 'REDIS_URL'], ['psp', 'SANDBOX_PSP_URL']] as const) {
      if (!product[setting] || (setting === 'REDIS_URL' && !options.redisUrl)) continue;
      const proxy = await BreakableProxy.before(product[setting]);
      edges[`${process}-${target}`] = proxy;
      environments[process][setting] = setting === 'SANDBOX_PSP_URL' ? proxy.url.replace(/\/$/, '') : proxy.url;
    }
  }
  const game = await BreakableProxy.before(product['DEMO_GAME_URL']!);
  edges['worker-game'] = game;
  // The seed registers the game's endpoints by this address.
  product['DEMO_GAME_URL'] = game.url.replace(/\/$/, '');
  return edges;
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const db = options.database ?? (await createTestDatabase());
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-system-'));
  const names = Object.keys(PROGRAMS) as ProcessName[];
  const ports = Object.fromEntries(await Promise.all([...names, 'smtp', 'apiMetrics', 'workerMetrics'].map(async (name) => [name, await freePort()]))) as Record<Port, number>;
  const at = (name: ProcessName) => `http://127.0.0.1:${ports[name]}`;
  const settings = settingsOf(db, folder, ports, options);
  const { product, secrets, environments } = settings;
  const edges = options.proxied ? await proxyEdges(settings, options) : {};
  const plain = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
  let build = options.build ?? ROOT;
  const cli = (command: string, args: string[] = []): Promise<string> => runCli(command, { ...plain, ...product, DATABASE_OWNER_URL: db.ownerUrl, WEBHOOK_SECRET: secrets.webhookSecret }, args, build);
  const processes = new Processes<ProcessName>(folder, (name) => ({
    file: path.join(build, PROGRAMS[name]), cwd: build, env: { ...plain, ...environments[name] }, nodeArgs: isOurs(name) ? (options.nodeArgs ?? []) : [], health: `${at(name)}${isOurs(name) ? '/health/ready' : '/health'}`,
  }));

  const close = async (): Promise<void> => {
    for (const edge of Object.values(edges)) edge.restore();
    await Promise.all(names.map((name) => processes.end(name, isOurs(name) ? 'SIGTERM' : 'SIGKILL')));
    await Promise.all(Object.values(edges).map((edge) => edge.close()));
    await requireInvariants(db.adminUrl).finally(async () => {
      await db.drop();
      rmSync(folder, { recursive: true, force: true });
    });
  };

  try {
    const wanted = names.filter((name) => !options.without?.includes(name));
    await Promise.all(wanted.filter((name) => !isOurs(name)).map((name) => processes.start(name)));
    await cli('seed');
    await Promise.all(wanted.filter(isOurs).map((name) => processes.start(name)));
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  const demo = JSON.parse(readFileSync(path.join(folder, 'demo-seed.json'), 'utf8')) as DemoKeys;
  return {
    urls: { api: at('api'), worker: at('worker'), psp: at('psp'), game: at('game'), mailbox: at('mailbox') }, metrics: { api: `http://127.0.0.1:${ports.apiMetrics}/metrics`, worker: `http://127.0.0.1:${ports.workerMetrics}/metrics` },
    demo, db, pspKey: PSP_KEY, secrets, edges, close, start: (name, env) => processes.start(name, env), kill: (name) => processes.end(name, 'SIGKILL'), stop: (name) => processes.end(name, 'SIGTERM'), cli, use: (other) => (build = other), ended: (name) => processes.ended(name),
    log: (name) => processes.log(name), pid: (name) => processes.pid(name), freeze: (name) => processes.signal(name, 'SIGSTOP'), thaw: (name) => processes.signal(name, 'SIGCONT'),
  };
}

const isOurs = (name: ProcessName): boolean => name === 'api' || name === 'worker';

/** Runs a command of the CLI and waits for it; its output is the error when it fails. */
export function runCli(command: string, env: Record<string, string>, args: string[] = [], build = ROOT): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(build, 'dist/apps/cli/main.js'), command, ...args], { cwd: build, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`hubcraft ${command} ended with ${code}:\n${output.slice(-4_000)}`))));
  });
}
