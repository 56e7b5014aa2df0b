import net from 'node:net';
import path from 'node:path';
import { startChild, ended, runOnce, untilReady } from './children.mjs';
import { Failure } from './failure.mjs';
import { knowsDemo, rememberPorts, rememberedPorts, secretsOf, seedIsComplete, writeDemo } from './installation.mjs';
import { ensureInstalled } from './install.mjs';
import { ensureStateFolder } from './place.mjs';
import { choosePort } from './ports.mjs';
import { takeLauncher } from './single.mjs';

const started = performance.now();
const say = (text) => console.log(`[${((performance.now() - started) / 1_000).toFixed(1)} s] ${text}`);

/** Thrown to leave the start when a signal arrives in the middle of it. */
class Interrupted extends Error {}

/**
 * `npm start`: installs, builds, starts the database, migrates, seeds, starts every process, prints where they are, and stays until Ctrl-C or SIGTERM.
 * @returns {Promise<number>} the exit code
 */
export async function launch() {
  const folder = ensureStateFolder();
  const single = await takeLauncher(folder);
  const stopping = new AbortController();
  const run = { folder, single, children: [], closers: [], signal: stopping.signal };
  const interruption = new Promise((resolve) => {
    run.interrupt = resolve;
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  let asked = 0;
  const onSignal = () => {
    asked++;
    if (asked === 1) say('stopping');
    run.isInterrupted = true;
    stopping.abort();
    run.interrupt();
  };
  for (const signal of signals) process.on(signal, onSignal);
  const watch = followNpm(() => run.isInterrupted || onSignal());
  try {
    await bringUp(run);
    await Promise.race([interruption, ...run.children.map(async (child) => {
      await child.gone;
      if (!run.isInterrupted) throw ended(child);
    })]);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted || run.isInterrupted) return 0;
    throw error;
  } finally {
    await takeDown(run);
    clearInterval(watch);
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** A SIGTERM to npm ends npm and its shell and is not passed on: that they are gone is how this process hears of it. */
function followNpm(gone) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const shell = process.ppid;
  return setInterval(() => {
    if (process.ppid !== shell) gone();
  }, 250).unref();
}

async function takeDown(run) {
  await Promise.all(run.children.map((child) => child.stop()));
  for (const close of run.closers.reverse()) await close();
  run.single.release();
  if (run.children.length || run.closers.length) say('stopped');
}

function goOn(run) {
  if (run.isInterrupted) throw new Interrupted();
}

async function bringUp(run) {
  const { folder } = run;
  const { ports, release } = await claimPorts(folder);
  await ensureInstalled({ say, signal: run.signal });
  goOn(run);
  // These need what was just installed.
  const { build } = await import('./compile.mjs');
  const { openDatabase, checkRedis } = await import('./storage.mjs');
  const made = await build();
  if (made.compiled + made.copied > 0) say(`built (${made.compiled} files compiled)`);
  goOn(run);
  const secrets = secretsOf(folder);
  await checkSettings();
  await checkRedis();
  const database = await openDatabase({ folder, secrets, port: rememberedPorts(folder).postgres });
  run.closers.push(database.stop);
  run.data = database.data;
  say(database.what);
  rememberPorts(folder, { ...ports, ...(database.port ? { postgres: database.port } : {}) });
  const urls = urlsOf(ports);
  const env = environment({ folder, ports, urls, secrets, database });
  goOn(run);
  await runOnce({ folder, name: 'migrate', script: 'dist/apps/cli/main.js', args: ['migrate'], env: env.owner, signal: run.signal });
  say('migrated');
  goOn(run);
  const seed = async () => {
    await runOnce({ folder, name: 'seed', script: 'dist/apps/cli/main.js', args: ['seed'], env: env.owner, signal: run.signal });
    say('seeded');
    goOn(run);
  };
  const isSeeded = made.compiled + made.copied === 0 && seedIsComplete(folder, { urls, secrets });
  if (!isSeeded) await seed();
  await release();
  await startAll(run, { ports, urls, env });
  // The state folder may have been kept while the database was not.
  if (isSeeded && !(await knowsDemo(folder, urls.api))) await seed();
  announce(folder, urls, secrets);
}

/** Every setting that is given, before anything is started with it. */
async function checkSettings() {
  const { Config } = await import('../../dist/libs/platform/config/config.js');
  try {
    new Config(process.env).check();
  } catch (error) {
    throw new Failure(error.message);
  }
  const { SMTP_URL: mail } = process.env;
  if (mail && !(await answers(new URL(mail)))) say('the mail server of SMTP_URL does not answer: mails wait until it does');
}

function answers({ hostname, port, protocol }) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port) || (protocol === 'smtps:' ? 465 : 25), timeout: 2_000 });
    const end = (is) => () => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

async function claimPorts(folder) {
  const remembered = rememberedPorts(folder);
  const held = {};
  const claim = async (name, variable, usual, host) => (held[name] = await choosePort({ asked: process.env[variable], variable, remembered: remembered[name], usual, host }));
  await claim('api', 'PORT', 4400, process.env.HOST);
  await claim('worker', 'WORKER_PORT', 4401, process.env.HOST);
  await claim('metrics', 'METRICS_PORT', 4406, process.env.METRICS_HOST);
  await claim('worker_metrics', 'WORKER_METRICS_PORT', 4407, process.env.METRICS_HOST);
  await claim('psp', 'SANDBOX_PSP_PORT', 4402);
  await claim('game', 'DEMO_GAME_PORT', 4403);
  await claim('mail', 'MAILBOX_PORT', 4404);
  await claim('smtp', 'MAILBOX_SMTP_PORT', 4405);
  return { ports: Object.fromEntries(Object.entries(held).map(([name, { port }]) => [name, port])), release: () => Promise.all(Object.values(held).map((each) => each.release())) };
}

function urlsOf(ports) {
  const local = (port) => `http://127.0.0.1:${port}`;
  const { HOST: host = '' } = process.env;
  const listening = (port) => (['', '0.0.0.0', '::'].includes(host) ? local(port) : `http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  return {
    public: (process.env.PUBLIC_URL || listening(ports.api)).replace(/\/+$/, ''),
    api: listening(ports.api),
    worker: listening(ports.worker),
    psp: (process.env.SANDBOX_PSP_URL || local(ports.psp)).replace(/\/+$/, ''),
    game: local(ports.game),
    mail: local(ports.mail),
    smtp: process.env.SMTP_URL || `smtp://127.0.0.1:${ports.smtp}`,
  };
}

/** What each process is told. The owner's connection reaches migrations and seed only; the sandboxes get no connection and no master key at all. */
function environment({ folder, ports, urls, secrets, database }) {
  const plain = { ...process.env };
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'MASTER_KEY', 'PORT']) delete plain[name];
  const sandbox = { ...plain, HOST: '127.0.0.1' };
  const app = {
    ...plain,
    PORT: String(ports.api),
    WORKER_PORT: String(ports.worker),
    METRICS_PORT: String(ports.metrics),
    WORKER_METRICS_PORT: String(ports.worker_metrics),
    PUBLIC_URL: urls.public,
    DATABASE_URL: database.appUrl,
    ...(process.env.REDIS_URL ? { REDIS_URL: process.env.REDIS_URL } : {}),
    MASTER_KEY: secrets.master_key,
    SMTP_URL: urls.smtp,
    SANDBOX_PSP_URL: urls.psp,
    SANDBOX_PSP_API_KEY: secrets.psp_api_key,
    SANDBOX_PSP_WEBHOOK_SECRET: secrets.psp_webhook_secret,
    DEMO_GAME_URL: urls.game,
    HUBCRAFT_STATE_DIR: folder,
  };
  return {
    app,
    owner: { ...app, DATABASE_OWNER_URL: database.ownerUrl, WEBHOOK_SECRET: secrets.webhook_secret },
    psp: {
      ...sandbox,
      PORT: String(ports.psp),
      SANDBOX_PSP_API_KEY: secrets.psp_api_key,
      SANDBOX_PSP_WEBHOOK_SECRET: secrets.psp_webhook_secret,
      SANDBOX_PSP_NOTIFY_URL: `${urls.public}/ingress/sandbox`,
      SANDBOX_PSP_PUBLIC_URL: urls.psp,
      SANDBOX_PSP_DATA_FILE: path.join(folder, 'sandbox-psp.jsonl'),
    },
    game: { ...sandbox, PORT: String(ports.game), WEBHOOK_SECRET: secrets.webhook_secret, GAME_DATA_FILE: path.join(folder, 'demo-game.jsonl') },
    mailbox: { ...sandbox, PORT: String(ports.mail), SMTP_PORT: String(ports.smtp), MAILBOX_DATA_FILE: path.join(folder, 'mailbox.jsonl') },
  };
}

async function startAll(run, { ports, urls, env }) {
  const health = ['/health'];
  const ready = ['/health/ready', '/health'];
  const local = (port) => `http://127.0.0.1:${port}`;
  const programs = [
    { name: 'sandbox-psp', script: 'dist/apps/sandbox/psp/main.js', env: env.psp, origin: local(ports.psp), paths: health },
    { name: 'demo-game', script: 'dist/apps/sandbox/game/main.js', env: env.game, origin: urls.game, paths: health },
    { name: 'mailbox', script: 'dist/apps/sandbox/mailbox/main.js', env: env.mailbox, origin: urls.mail, paths: health },
    { name: 'api', script: 'dist/apps/api/main.js', env: env.app, origin: urls.api, paths: ready },
    { name: 'worker', script: 'dist/apps/worker/main.js', env: env.app, origin: urls.worker, paths: ready },
  ];
  for (const program of programs) run.children.push(Object.assign(startChild({ folder: run.folder, ...program }), { program }));
  run.single.note({ url: urls.public, data: run.data, children: run.children.map((child) => child.pid) });
  await Promise.all(run.children.map((child) => untilReady(child, child.program.origin, child.program.paths, run.signal)));
  goOn(run);
}

function announce(folder, urls, secrets) {
  const demo = writeDemo(folder, { urls, secrets });
  say('ready');
  const lines = [
    ['Game hub', demo.hub_url],
    ['Studio API', demo.studio_api_url],
    ['API reference', `${urls.public}/docs`],
    ['Demo game’s log', demo.demo_game_url],
    ['Mailbox', demo.mail_url],
    ['Keys', path.join(folder, 'demo.json')],
  ];
  console.log(`\n${lines.map(([what, where]) => `  ${what.padEnd(16)} ${where}`).join('\n')}\n\nCtrl-C stops everything.`);
}
