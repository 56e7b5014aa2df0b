import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Config, ConfigError } from '#platform/config/config';
import { Commands } from '#platform/cqrs/doors';
import { createApplication } from '#platform/http/application';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { CreateApiKey } from '#studio/access/commands';
import { storeDemoRegistrations } from '#money/tax/module';
import { CreateGame, CreateStudio } from '#studio/games/commands';
import { ApiModule } from '../../api/api.module.js';
import { StudioClient } from '../seed/studio-client.js';
import { configureGame, demo, followPictures } from '../seed/configure-game.js';

/** What the seed leaves for the launcher, 0600: ids and the demo's credentials, of the sandbox environment. */
interface DemoSeed {
  studio_id: string;
  game_id: string;
  live_game_id: string;
  api_key: string;
  live_api_key: string;
  player_id: string;
  hub_slug: string;
  hub_url: string;
  webhook_secret: string;
  webhook_id: string | null;
  complete: boolean;
}

function stateFile(config: Config): string {
  return path.join(config.required('HUBCRAFT_STATE_DIR'), 'demo-seed.json');
}

function readState(file: string): DemoSeed | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoSeed;
  } catch {
    return null;
  }
}

function writeState(file: string, state: DemoSeed): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

/** What only the owner may do: the demo operator's tax registrations, everywhere a row says collect. */
async function prepareAsOwner(config: Config): Promise<void> {
  const client = new pg.Client({ connectionString: config.optional('DATABASE_OWNER_URL') ?? config.databaseUrl });
  await client.connect();
  try {
    await storeDemoRegistrations(client);
  } finally {
    await client.end();
  }
}

/** True when the game of the state file still stands in this database: a state folder may have been kept while the database was not. */
async function gameExists(config: Config, gameId: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: config.optional('DATABASE_OWNER_URL') ?? config.databaseUrl });
  await client.connect();
  try {
    return (await client.query('SELECT 1 FROM games.game WHERE id = $1', [gameId])).rowCount === 1;
  } finally {
    await client.end();
  }
}

async function makeTenant(commands: Commands, slug: string, webhookSecret: string): Promise<DemoSeed> {
  const studioId = newId('stu');
  const start: Scope = { gameId: '', studioId, actor: { kind: 'system', id: 'seed' }, requestId: null };
  await commands.execute(new CreateStudio({ studio_id: studioId, name: demo.studio }), start);
  const game = await commands.execute(new CreateGame({ studio_id: studioId, name: demo.name, slug }), start);
  const key = (environment: 'sandbox' | 'live', gameId: string) =>
    commands.execute(new CreateApiKey({ name: 'demo', environment, scopes: ['*'], studio_id: studioId }), { ...start, gameId });
  const sandbox = await key('sandbox', game.sandbox_game_id);
  const live = await key('live', game.live_game_id);
  return {
    studio_id: studioId, game_id: game.sandbox_game_id, live_game_id: game.live_game_id, api_key: sandbox.key, live_api_key: live.key,
    player_id: demo.player_id, hub_slug: slug, hub_url: '', webhook_secret: webhookSecret, webhook_id: null, complete: false,
  };
}

/** `hubcraft seed`: one studio with the demo game, made through the Studio API as a studio would. Repeating it completes what is missing and follows a moved demo game server. */
export async function run(): Promise<number> {
  const config = new Config({ ...process.env, LOG_LEVEL: 'warn' });
  const file = stateFile(config);
  const webhookSecret = process.env['WEBHOOK_SECRET'];
  const demoGameUrl = process.env['DEMO_GAME_URL'];
  if (!webhookSecret || !demoGameUrl) throw new ConfigError('seed needs WEBHOOK_SECRET and DEMO_GAME_URL, which npm start gives it');
  let state = readState(file);
  if (state && !(await gameExists(config, state.game_id))) state = null;
  await prepareAsOwner(config);
  const app = await createApplication(ApiModule.with(config), config);
  try {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    if (!state) {
      state = await makeTenant(app.get(Commands), demo.slug, webhookSecret);
      writeState(file, state);
    }
    const sandbox = new StudioClient(app, state.api_key);
    const live = new StudioClient(app, state.live_api_key);
    if (!state.complete) {
      await configureGame(sandbox, demo.slug, demoGameUrl);
      await configureGame(live, `${demo.slug}-live`, demoGameUrl);
      state.complete = true;
    }
    for (const environment of [sandbox, live]) await followPictures(environment, demoGameUrl);
    const isSameSecret = state.webhook_secret === webhookSecret;
    state.webhook_id = await connectGameServer(sandbox, `${demoGameUrl}/webhooks`, webhookSecret, state.webhook_id, isSameSecret);
    state.webhook_secret = webhookSecret;
    state.hub_url = `${config.publicUrl}/h/${state.hub_slug}`;
    writeState(file, state);
  } finally {
    await app.close();
  }
  return 0;
}

/** Makes the endpoint of the demo game server, or moves it: its port may differ from start to start. */
async function connectGameServer(client: StudioClient, url: string, secret: string, known: string | null, isSameSecret: boolean): Promise<string> {
  const events = ['player.verify', 'item.add', 'item.remove', 'order.*', 'payment.*'];
  // A secret that was brought along cannot be changed: an endpoint with another one is another endpoint.
  if (known && !isSameSecret) await client.send('DELETE', `/v1/webhooks/${known}`);
  else if (known) {
    await client.send('PUT', `/v1/webhooks/${known}`, { url, events });
    return known;
  }
  const made = await client.send<{ id: string }>('POST', '/v1/webhooks', { url, events, method: 'POST', description: 'Demo game server', secret });
  return made.id;
}
