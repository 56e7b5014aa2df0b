// A game server's webhook receiver: verifies, dedupes, keeps an inventory. Node 20, no packages.
//   WEBHOOK_SECRET=whsec_… PORT=5000 node server.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const SECRET = process.env.WEBHOOK_SECRET ?? '';
const FILE = process.env.STATE_FILE ?? 'inventory.json';
const TOLERANCE_SECONDS = 300;
const BODY_MAX_BYTES = 1_048_576;
if (!SECRET.startsWith('whsec_')) throw new Error('Set WEBHOOK_SECRET to the secret of the webhook (whsec_…).');
const KEY = Buffer.from(SECRET.slice('whsec_'.length), 'base64');

// Your database. What matters: "seen" and the inventory change together or not at all (one transaction).
const state = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : { seen: {}, grants: {}, withdrawn: {}, inventory: {} };
function save() {
  writeFileSync(`${FILE}.new`, JSON.stringify(state));
  renameSync(`${FILE}.new`, FILE);
}

/** Over the exact bytes that arrived: parsing and writing the JSON again would change them. */
function isGenuine(headers, body) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !signatures || !/^\d{1,12}$/.test(timestamp ?? '')) return false;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac('sha256', KEY).update(`${id}.${timestamp}.`).update(body).digest();
  // Several signatures while a secret is being rotated: one that fits is enough.
  return signatures.split(' ').slice(0, 10).some((each) => {
    const [version, value] = each.split(',');
    const given = Buffer.from(value ?? '', 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function change(playerId, items, sign) {
  const owned = (state.inventory[playerId] ??= {});
  for (const item of items) {
    const contents = item.nested_items?.length ? item.nested_items.map((each) => [each.sku, each.quantity * each.count * item.quantity]) : [[item.sku, item.quantity]];
    for (const [sku, quantity] of contents) owned[sku] = Math.max(0, (owned[sku] ?? 0) + sign * quantity);
  }
}

function handle(event) {
  const { player_id: playerId, items } = event.event_data;
  // A live webhook has to show that it is yours before it is sent anything else.
  if (event.event_type === 'webhook.challenge') return [200, { challenge: event.event_data.challenge }];
  if (event.event_type === 'player.verify') {
    // Look the player up. A 4xx refuses the sign-in: 404 {"status":"error","code":"not_found","message":"…"}.
    return [200, { player_id: playerId, name: `Player ${playerId}`, attributes: { level: 1 } }];
  }
  if (event.trigger === 'test' || state.seen[event.idempotency_key]) return [200, { status: 'ok' }];
  if (event.event_type === 'item.add' && !state.withdrawn[event.aggregate_id]) {
    // To refuse for good (the order is refunded): 400 {"status":"error","code":"declined","message":"…"}.
    change(playerId, items, 1);
    state.grants[event.aggregate_id] = true;
  }
  if (event.event_type === 'item.remove') {
    // It may come before the item.add that it takes back, or without one: then a later item.add of the same grant credits nothing.
    if (state.grants[event.aggregate_id]) change(playerId, items, -1);
    state.withdrawn[event.aggregate_id] = true;
  }
  state.seen[event.idempotency_key] = true;
  save();
  return [200, { status: 'ok' }];
}

const server = createServer((request, response) => {
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method === 'GET' && request.url === '/inventory') return answer(200, state.inventory);
  const parts = [];
  let size = 0;
  request.on('data', (part) => {
    size += part.length;
    if (size <= BODY_MAX_BYTES) parts.push(part);
  });
  request.on('end', () => {
    if (size > BODY_MAX_BYTES) return answer(413, { status: 'error', code: 'too_large' });
    const body = Buffer.concat(parts);
    if (!isGenuine(request.headers, body)) return answer(401, { status: 'error', code: 'invalid_signature' });
    try {
      const [status, answered] = handle(JSON.parse(body.toString('utf8')));
      answer(status, answered);
    } catch (error) {
      console.error(error);
      answer(500, { status: 'error', code: 'internal' });
    }
  });
});
server.listen(Number(process.env.PORT ?? 5000), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
