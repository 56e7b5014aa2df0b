import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readJson, writeWhole } from './place.mjs';

/**
 * The secrets of this installation, made once and kept 0600 in `secrets.json` of the state folder. MASTER_KEY and WEBHOOK_SECRET of the environment win
 * for this run and are not written down.
 */
export function secretsOf(folder) {
  const file = path.join(folder, 'secrets.json');
  const kept = readJson(file, {});
  const secrets = {
    master_key: randomBytes(32).toString('base64'),
    app_password: randomBytes(24).toString('base64url'),
    owner_password: randomBytes(24).toString('base64url'),
    webhook_secret: `whsec_${randomBytes(32).toString('base64')}`,
    psp_api_key: `psp_sandbox_${randomBytes(18).toString('base64url')}`,
    psp_webhook_secret: randomBytes(24).toString('base64url'),
    ...kept,
  };
  if (!existsSync(file) || Object.keys(secrets).some((name) => !(name in kept))) writeWhole(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  return {
    ...secrets,
    master_key: process.env.MASTER_KEY || secrets.master_key,
    webhook_secret: process.env.WEBHOOK_SECRET || secrets.webhook_secret,
  };
}

/** What is worth remembering from one start to the next, but no secret: the ports. */
export function rememberedPorts(folder) {
  return readJson(path.join(folder, 'state.json'), {}).ports ?? {};
}

export function rememberPorts(folder, ports) {
  writeWhole(path.join(folder, 'state.json'), `${JSON.stringify({ ports }, null, 2)}\n`);
}

const seedOf = (folder) => readJson(path.join(folder, 'demo-seed.json'), {});

/** Whether the seed of an earlier start has nothing to add: the demo game is whole, and where its server and its hub are has not changed. */
export function seedIsComplete(folder, { urls, secrets }) {
  const seed = seedOf(folder);
  return seed.complete === true && seed.game_url === urls.game && seed.webhook_secret === secrets.webhook_secret && seed.hub_url === `${urls.public}/h/${seed.hub_slug}`;
}

/** Whether the running API knows the demo's key. */
export async function knowsDemo(folder, api) {
  const answer = await fetch(`${api}/v1/game`, { headers: { authorization: `Bearer ${seedOf(folder).api_key}` }, signal: AbortSignal.timeout(10_000) });
  await answer.body?.cancel();
  return answer.status === 200;
}

/**
 * Writes `demo.json` (0600): where everything is and how to get in, all of the sandbox environment. What the seed made comes from `demo-seed.json`.
 * @returns the object written
 */
export function writeDemo(folder, { urls, secrets }) {
  const seed = seedOf(folder);
  const demo = {
    studio_api_url: `${urls.public}/v1`,
    store_api_url: `${urls.public}/store/v1`,
    hub_url: seed.hub_url ?? hubUrl(urls.public, seed.hub_host),
    api_key: seed.api_key ?? null,
    game_id: seed.game_id ?? null,
    player_id: seed.player_id ?? null,
    demo_game_url: urls.game,
    sandbox_psp_url: urls.psp,
    webhook_secret: seed.webhook_secret ?? secrets.webhook_secret,
    mail_url: urls.mail,
  };
  writeWhole(path.join(folder, 'demo.json'), `${JSON.stringify(demo, null, 2)}\n`, 0o600);
  return demo;
}

/** A hub has a host of its own, on the port and scheme of the API process. */
function hubUrl(publicUrl, host) {
  if (!host) return publicUrl;
  const url = new URL(publicUrl);
  if (host.includes(':')) url.host = host;
  else url.hostname = host;
  return url.origin;
}
