import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Config, ConfigError } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { createApplication } from '#platform/http/application';
import { newId } from '#platform/kernel/ids';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { CreateApiKey } from '#studio/access/commands';
import { storeDemoRegistrations } from '#money/tax/module';
import { storeDemoEntity } from '#sales/receipts/module';
import { CreateGame, CreateStudio } from '#studio/games/commands';
import { GameNotFound, SlugTaken } from '#studio/games/errors';
import { GetEnvironment } from '#studio/games/queries';
import { ApiModule } from '../../api/api.module.js';
import { StudioClient } from '../seed/studio-client.js';
import { configureGame, demo, followPictures } from '../seed/configure-game.js';

/** What the seed leaves for the launcher, 0600: ids and the demo's credentials, of the sandbox environment. */
interface DemoSeed {
  studio_id: string;
  game_id: string;
  live_game_id: string;
  api_key: string;
  /** What `api_key` may do; missing in the state of a build that had no key for the whole studio. */
  api_key_scopes?: string[];
  live_api_key: string;
  player_id: string;
  hub_slug: string;
  hub_url: string;
  webhook_secret: string;
  webhook_id: string | null;
  /** The demo game server that the webhook leads to. */
  game_url?: string;
  complete: boolean;
}

/** The demo's key makes further games, and the keys of all their environments. */
const SANDBOX_SCOPES = ['studio:admin', 'webhooks:reveal'];
const LIVE_SCOPES = ['*', 'webhooks:reveal'];
const SLUGS_MAX = 100;

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

/** What only the owner may do: who sells in the demo, and its tax registrations, everywhere a row says collect. */
async function prepareAsOwner(config: Config): Promise<void> {
  const client = new pg.Client({ connectionString: config.optional('DATABASE_OWNER_URL') ?? config.databaseUrl });
  await client.connect();
  try {
    await storeDemoRegistrations(client);
    await storeDemoEntity(client);
  } finally {
    await client.end();
  }
}

/** True when the game of the state file still stands in this database: a state folder may have been kept while the database was not. */
async function gameExists(queries: Queries, gameId: string): Promise<boolean> {
  try {
    await queries.ask(new GetEnvironment(), systemScope(gameId, 'seed'));
    return true;
  } catch (error) {
    if (error instanceof GameNotFound) return false;
    throw error;
  }
}

/** The slug of the demo, numbered where it is taken: by a demo whose keys lie in another state folder, or by a seed that ended too early. */
async function makeGame(commands: Commands, start: Scope): Promise<{ slug: string; sandbox_game_id: string; live_game_id: string }> {
  for (let number = 1; ; number++) {
    const slug = number === 1 ? demo.slug : `${demo.slug}-${number}`;
    try {
      return { slug, ...(await commands.execute(new CreateGame({ studio_id: start.studioId!, name: demo.name, slug }), start)) };
    } catch (error) {
      if (!(error instanceof SlugTaken) || number === SLUGS_MAX) throw error;
    }
  }
}

async function makeSandboxKey(commands: Commands, { studio_id, game_id }: Pick<DemoSeed, 'studio_id' | 'game_id'>): Promise<Pick<DemoSeed, 'api_key' | 'api_key_scopes'>> {
  const scope: Scope = { gameId: game_id, studioId: studio_id, actor: { kind: 'system', id: 'seed' }, requestId: null };
  const { key } = await commands.execute(new CreateApiKey({ name: 'demo', environment: 'sandbox', scopes: SANDBOX_SCOPES, studio_id }), scope);
  return { api_key: key, api_key_scopes: SANDBOX_SCOPES };
}

async function makeTenant(commands: Commands, webhookSecret: string): Promise<DemoSeed> {
  const studioId = newId('stu');
  const start: Scope = { gameId: '', studioId, actor: { kind: 'system', id: 'seed' }, requestId: null };
  await commands.execute(new CreateStudio({ studio_id: studioId, name: demo.studio }), start);
  const { slug, ...game } = await makeGame(commands, start);
  const live = await commands.execute(new CreateApiKey({ name: 'demo', environment: 'live', scopes: LIVE_SCOPES, studio_id: studioId }), { ...start, gameId: game.live_game_id });
  return {
    studio_id: studioId, game_id: game.sandbox_game_id, live_game_id: game.live_game_id, live_api_key: live.key,
    ...(await makeSandboxKey(commands, { studio_id: studioId, game_id: game.sandbox_game_id })),
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
  await prepareAsOwner(config);
  const app = await createApplication(ApiModule.with(config), config);
  try {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    if (state && !(await gameExists(app.get(Queries), state.game_id))) state = null;
    if (!state) {
      state = await makeTenant(app.get(Commands), webhookSecret);
      writeState(file, state);
    }
    if (!state.api_key_scopes) {
      // A database of an earlier build: its key of that name stays, this one may do what a demo's key may do today.
      state = { ...state, ...(await makeSandboxKey(app.get(Commands), state)) };
      writeState(file, state);
    }
    const sandbox = new StudioClient(app, state.api_key);
    const live = new StudioClient(app, state.live_api_key);
    if (!state.complete) {
      await configureGame(sandbox, state.hub_slug, demoGameUrl);
      await configureGame(live, `${state.hub_slug}-live`, demoGameUrl);
      state.complete = true;
    }
    for (const environment of [sandbox, live]) await followPictures(environment, demoGameUrl);
    const isSameSecret = state.webhook_secret === webhookSecret;
    state.webhook_id = await connectGameServer(sandbox, `${demoGameUrl}/webhooks`, webhookSecret, state.webhook_id, isSameSecret);
    state.webhook_secret = webhookSecret;
    state.game_url = demoGameUrl;
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
