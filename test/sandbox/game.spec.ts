import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { buildGameApp, type GameApp } from '../../apps/sandbox/game/app.js';
import { http, type HttpAnswer, type Json } from './psp-fixture.js';

const SECRET = `whsec_${Buffer.from('a secret of the demo game server').toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.from('the secret before the rotation').toString('base64')}`;

let folder: string;
let game: GameApp;
let url: string;
let count = 0;

async function startGame(file = path.join(folder, 'game.jsonl')): Promise<void> {
  game = await buildGameApp({ host: '127.0.0.1', port: 0, webhookSecret: `${SECRET},${OLD_SECRET}`, dataFile: file, publicUrl: '' }, pino({ level: 'silent' }));
  url = (await game.listen()).url;
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hubcraft-game-'));
  await startGame();
});

afterEach(async () => {
  await game.close();
  rmSync(folder, { recursive: true, force: true });
});

function event(event_type: string, event_data: Json, more: Json = {}): Json {
  count += 1;
  return { event_id: `whevt_${count}`, game_id: 'gam_1', event_type, event_time: 1_800_000_000, event_data, idempotency_key: `idmpt_${count}`, sandbox: true, ...more };
}

function grant(items: Json[], more: Json = {}, player_id = '2D2R-OP3C'): Json {
  return event('item.add', { player_id, items, reason: 'Order paid ord_01abc' }, more);
}

/** Signs with the reference implementation, so that agreement is not only with ourselves. */
function signed(body: string, id: string, at = new Date(), secret = SECRET): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

function deliver(what: Json, at?: Date, secret?: string): Promise<HttpAnswer> {
  const body = JSON.stringify(what);
  return http('POST', `${url}/webhooks`, body, signed(body, String(what['event_id']), at, secret));
}

const get = async (route: string): Promise<Json> => (await http('GET', url + route)).json;
const inventory = async (player = '2D2R-OP3C'): Promise<Json[]> => (await get(`/inventory/${player}`))['items'] as Json[];

test('logo and key visual lie where the hub is told they are, and run nothing', async () => {
  for (const name of ['logo.svg', 'key-visual.svg']) {
    const answer = await fetch(`${url}/pictures/${name}`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-security-policy')]).toEqual([200, 'image/svg+xml', "default-src 'none'"]);
    expect(await answer.text()).not.toMatch(/<script|<style|<text|<image|href="http/);
  }
  expect((await fetch(`${url}/pictures/pictures.ts`)).status).toBe(404);
});

describe('signatures', () => {
  test('a right one is accepted, with the new secret and with the old one', async () => {
    expect((await deliver(event('order.created', {}))).status).toBe(200);
    expect((await deliver(event('order.created', {}), undefined, OLD_SECRET)).status).toBe(200);
    expect(await get('/stats')).toMatchObject({ received: 2, verified: 2, rejected: 0 });
  });

  test('any one of several signatures in the header is enough', async () => {
    const body = JSON.stringify(event('order.created', {}));
    const headers = signed(body, 'm1');
    expect((await http('POST', `${url}/webhooks`, body, { ...headers, 'webhook-signature': `v1,AAAA v2,xyz ${headers['webhook-signature']}` })).status).toBe(200);
  });

  const tampering: [string, (headers: Record<string, string>, body: string) => [Record<string, string>, string]][] = [
    ['another secret', (headers, body) => [{ ...headers, ...signed(body, headers['webhook-id'] ?? '', new Date(), `whsec_${Buffer.from('not ours').toString('base64')}`) }, body]],
    ['a changed body', (headers, body) => [headers, body.replace('"quantity":1', '"quantity":9')]],
    ['a body with one blank more', (headers, body) => [headers, `${body} `]],
    ['another id', (headers, body) => [{ ...headers, 'webhook-id': 'other' }, body]],
    ['another time', (headers, body) => [{ ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }, body]],
    ['no signature', (headers, body) => [{ ...headers, 'webhook-signature': '' }, body]],
    ['a time that is no number', (headers, body) => [{ ...headers, 'webhook-timestamp': '1e9' }, body]],
    ['a signature cut short', (headers, body) => [{ ...headers, 'webhook-signature': (headers['webhook-signature'] ?? '').slice(0, 20) }, body]],
  ];

  test.each(tampering)('%s is rejected and changes nothing', async (_name, tamper) => {
    const body = JSON.stringify(grant([{ sku: 'gems', quantity: 1 }]));
    const [headers, sent] = tamper(signed(body, 'm1'), body);
    const answer = await http('POST', `${url}/webhooks`, sent, headers);
    expect(answer.status).toBe(401);
    expect(answer.json['code']).toBe('invalid_signature');
    expect(await inventory()).toEqual([]);
    expect(await get('/stats')).toMatchObject({ verified: 0, rejected: 1 });
  });

  test.each([-301, 301])('a request %i seconds off the clock is rejected', async (seconds) => {
    expect((await deliver(grant([{ sku: 'gems', quantity: 1 }]), new Date(Date.now() + seconds * 1000))).status).toBe(401);
    expect((await get('/events'))['data'][0]).toMatchObject({ verified: false, result: seconds < 0 ? 'too_old' : 'too_new' });
  });

  test('a request that verifies and is no event answers 400', async () => {
    expect((await http('POST', `${url}/webhooks`, '{"a":', signed('{"a":', 'm1'))).status).toBe(400);
  });
});

test('the challenge of a live webhook is answered with its value', async () => {
  const answer = await deliver(event('webhook.challenge', { webhook_id: 'whk_1', challenge: 'a random value' }));
  expect([answer.status, answer.json]).toEqual([200, { challenge: 'a random value' }]);
});

describe('player.verify', () => {
  test('names the player, always the same', async () => {
    const answer = await deliver(event('player.verify', { player_id: '2D2R-OP3C' }));
    expect(answer.json).toMatchObject({ player_id: '2D2R-OP3C', name: 'Astra Vale', attributes: { level: expect.any(Number), platform: expect.any(String) }, balances: [] });
    const picture = await http('GET', String(answer.json['avatar_url']));
    expect(picture.headers['content-type']).toBe('image/svg+xml');
    const names = await Promise.all(['hero-1', 'hero-1', 'hero-2'].map(async (player_id) => (await deliver(event('player.verify', { player_id }))).json['name'] as string));
    expect(names[0]).toBe(names[1]);
    expect(names[0]).not.toBe(names[2]);
  });

  test.each([
    ['BANNED-1', 403, 'banned'],
    ['NOPE-1', 404, 'not_found'],
    ['ab', 404, 'not_found'],
    ['<script>', 404, 'not_found'],
    [12, 404, 'not_found'],
  ])('%s answers %i %s', async (player_id, status, code) => {
    const answer = await deliver(event('player.verify', { player_id }));
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ status: 'error', code, message: expect.any(String) });
  });

  test('asked again under the same key, answers what is true now', async () => {
    const question = event('player.verify', { player_id: '2D2R-OP3C' }, { idempotency_key: null });
    await deliver(question);
    await deliver(grant([{ sku: 'gems', quantity: 5 }]));
    expect((await deliver(question)).json['balances']).toEqual([{ sku: 'gems', quantity: 5 }]);
  });
});

describe('grants', () => {
  test('fifty deliveries of one grant credit it once, whatever their webhook-id', async () => {
    const one = grant([{ sku: 'gems', quantity: 100 }]);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => deliver({ ...one, event_id: `whevt_again_${n}` })));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(await inventory()).toEqual([{ sku: 'gems', quantity: 100 }]);
    expect(await get('/stats')).toMatchObject({ received: 50, duplicates: 49, grants: 1 });
    expect((await get('/events'))['data']).toMatchObject([{ duplicates: 49, order_id: 'ord_01abc', event_type: 'item.add' }]);
  });

  test('two keys are two grants', async () => {
    await deliver(grant([{ sku: 'gems', quantity: 100 }]));
    await deliver(grant([{ sku: 'gems', quantity: 100 }]));
    expect(await inventory()).toEqual([{ sku: 'gems', quantity: 200 }]);
  });

  const bundle = { sku: 'starter', quantity: 2, nested_items: [{ sku: 'gems', count: 3, quantity: 50 }, { sku: 'sword', count: 1, quantity: 1 }] };

  test('a bundle is credited as what is in it: how many of it, times how many it holds, times what one of those is', async () => {
    await deliver(grant([bundle, { sku: 'hat', quantity: 1, nested_items: null }]));
    expect(await inventory()).toEqual([{ sku: 'gems', quantity: 300 }, { sku: 'sword', quantity: 2 }, { sku: 'hat', quantity: 1 }]);
  });

  test('a bundle is taken back as it was credited', async () => {
    await deliver(grant([bundle, { sku: 'gems', quantity: 7 }]));
    await deliver(event('item.remove', { player_id: '2D2R-OP3C', items: [bundle] }));
    expect(await inventory()).toEqual([{ sku: 'gems', quantity: 7 }]);
  });

  test.each([undefined, 0, 1.5, '3'])('a bundle that holds its items %j times is refused, not guessed', async (times) => {
    expect((await deliver(grant([{ sku: 'starter', quantity: 1, nested_items: [{ sku: 'gems', count: times, quantity: 50 }] }]))).status).toBe(422);
    expect(await inventory()).toEqual([]);
  });

  test('a test event moves nothing', async () => {
    expect((await deliver(grant([bundle], { trigger: 'test' }))).status).toBe(200);
    expect(await inventory()).toEqual([]);
    expect((await get('/events'))['data']).toMatchObject([{ event_type: 'item.add', result: 'test', status: 200 }]);
  });

  test('a removal takes away, also when it overtakes its grant', async () => {
    await deliver(event('item.remove', { player_id: '2D2R-OP3C', items: [{ sku: 'gems', quantity: 30 }] }));
    expect(await inventory()).toEqual([{ sku: 'gems', quantity: -30 }]);
    await deliver(grant([{ sku: 'gems', quantity: 30 }]));
    expect(await inventory()).toEqual([]);
  });

  test('a declined sku grants nothing of the order, finally', async () => {
    const one = grant([{ sku: 'gems', quantity: 1 }, { sku: 'decline-me-hat', quantity: 1 }]);
    for (const answer of [await deliver(one), await deliver(one)]) {
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({ status: 'error', code: 'declined' });
    }
    expect(await inventory()).toEqual([]);
    expect(await get('/stats')).toMatchObject({ duplicates: 1, grants: 0 });
  });

  test.each([[[]], [[{ sku: 'gems', quantity: 0 }]], [[{ sku: 'gems', quantity: 1.5 }]], [[{ quantity: 1 }]], ['gems']])('items %j are refused, not finally', async (items) => {
    const one = grant([]);
    const broken = { ...one, event_data: { ...(one['event_data'] as Json), items } };
    expect((await deliver(broken)).status).toBe(422);
    const mended = { ...one, event_data: { ...(one['event_data'] as Json), items: [{ sku: 'gems', quantity: 1 }] } };
    expect((await deliver(mended)).status).toBe(200);
    expect(await inventory()).toEqual([{ sku: 'gems', quantity: 1 }]);
  });

  test('what was answered is there after a kill: the file as it stood makes the same game', async () => {
    const one = grant([{ sku: 'gems', quantity: 7 }]);
    await deliver(one);
    await deliver(event('order.paid', { id: 'ord_01abc', player_id: '2D2R-OP3C' }));
    const [events, stats] = [await get('/events'), await get('/stats')];
    copyFileSync(path.join(folder, 'game.jsonl'), path.join(folder, 'copy.jsonl'));
    await game.close();
    await startGame(path.join(folder, 'copy.jsonl'));
    expect(await get('/events')).toEqual(events);
    expect(await get('/stats')).toEqual(stats);
    await deliver(one);
    expect(await inventory()).toEqual([{ sku: 'gems', quantity: 7 }]);
  });
});

describe('the log', () => {
  test('types nobody knows are recorded and answered 200', async () => {
    expect((await deliver(event('moon.landed', { id: 'ord_9' }))).status).toBe(200);
    expect((await get('/events'))['data']).toMatchObject([{ event_type: 'moon.landed', order_id: 'ord_9', verified: true, result: 'recorded' }]);
    expect((await get('/stats'))['by_type']).toEqual({ 'moon.landed': 1 });
  });

  test('the list is read page by page', async () => {
    for (let n = 0; n < 5; n += 1) await deliver(event('order.created', { id: `ord_${n}` }));
    const first = await get('/events?limit=2');
    expect(first).toMatchObject({ has_more: true, data: [{ order_id: 'ord_0' }, { order_id: 'ord_1' }] });
    expect(await get(`/events?limit=10&after=${first['next_cursor']}`)).toMatchObject({ has_more: false, data: [{ order_id: 'ord_2' }, { order_id: 'ord_3' }, { order_id: 'ord_4' }] });
    expect((await http('GET', `${url}/events?limit=0`)).status).toBe(400);
  });

  test('the page shows players, items and verification, and escapes what came in', async () => {
    await deliver(grant([{ sku: '<img src=x onerror=alert(1)>', quantity: 3 }]));
    await http('POST', `${url}/webhooks`, '{}', { 'webhook-id': 'm', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' });
    const { text, headers } = await http('GET', `${url}/`);
    expect(text).toContain('Astra Vale');
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(text).not.toContain('<img');
    expect(text).toContain('<td class="yes">verified</td>');
    expect(text).toContain('<td class="no">rejected</td>');
    expect(headers['content-security-policy']).toMatch(/script-src 'nonce-[^']+'/);
  });

  test('rejected requests never reach the disk', async () => {
    await http('POST', `${url}/webhooks`, '{"spam":true}', { 'webhook-id': 'm', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' });
    expect(readFileSync(path.join(folder, 'game.jsonl'), 'utf8')).toBe('');
  });
});

describe('misbehaving', () => {
  const control = (wish: Json): Promise<HttpAnswer> => http('POST', `${url}/control`, wish);

  test('fail: n fails n times, without effect', async () => {
    await control({ fail: 2 });
    const one = grant([{ sku: 'gems', quantity: 1 }]);
    const statuses = [(await deliver(one)).status, (await deliver(one)).status];
    expect(await inventory()).toEqual([]);
    statuses.push((await deliver(one)).status);
    expect(statuses).toEqual([500, 500, 200]);
    expect(await inventory()).toEqual([{ sku: 'gems', quantity: 1 }]);
  });

  test('after_handling has its effect and cuts the line, so that the retry is a duplicate', async () => {
    await control({ down: true, for: 1, after_handling: true, types: ['item.add'] });
    const one = grant([{ sku: 'gems', quantity: 1 }]);
    expect((await deliver(event('order.paid', {}))).status).toBe(200);
    await expect(deliver(one)).rejects.toThrow();
    expect((await deliver(one)).status).toBe(200);
    expect(await inventory()).toEqual([{ sku: 'gems', quantity: 1 }]);
    expect(await get('/stats')).toMatchObject({ duplicates: 1, grants: 1 });
  });

  test('status, delay and an end by {}', async () => {
    await control({ status: 410, delay_ms: 30 });
    const start = performance.now();
    expect((await deliver(event('order.paid', {}))).status).toBe(410);
    expect(performance.now() - start).toBeGreaterThan(28);
    expect((await control({ status: 20 })).status).toBe(422);
    expect((await control({})).json).toEqual({ mischief: null });
    expect((await deliver(event('order.paid', {}))).status).toBe(200);
  });
});
