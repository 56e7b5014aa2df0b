import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { FakeFxModule } from '#money/fx/testing';
import { GameServersModule, rows as gameServerRows } from '#studio/game-servers/module';
import { fakePlayers } from '#player/players/testing';
import { fakeOrders } from '#sales/orders/testing';
import { WebhooksModule, rows } from '#reach/webhooks/module';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { endWithItsReader } from '../../closed-pipe.js';
import { listen, run as runListen } from '../listen.js';
import { run as runReplay } from '../replay.js';
import { StudioAccess } from '../studio-access.js';
import { run as runTrigger } from '../trigger.js';

let app: Booted;
let tenant: Tenant;
let url: string;
const receiver = new Receiver();
const elsewhere = new Receiver();
const before = { ...process.env };

beforeAll(async () => {
  app = await bootContext({ modules: [WebhooksModule, GameServersModule], rows: [...rows, ...gameServerRows], fakes: [fakeOrders(), FakeFxModule, fakePlayers().module] });
  await app.app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.app.getHttpServer().address() as AddressInfo).port}`;
  await receiver.listen();
  await elsewhere.listen();
});
afterAll(async () => {
  process.env = before;
  await receiver.close();
  await elsewhere.close();
  await app?.close();
});
let said: string[];
beforeEach(async () => {
  tenant = await app.tenant();
  Object.assign(process.env, { HUBCRAFT_API_URL: url, HUBCRAFT_API_KEY: tenant.apiKey });
  for (const each of [receiver, elsewhere]) {
    each.clear();
    each.answer = () => ({ status: 200 });
  }
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  jest.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => void jest.restoreAllMocks());

const register = async (body: object = {}) =>
  (await app.inject({ method: 'POST', url: '/v1/webhooks', apiKey: tenant.apiKey, body: { events: ['order.*'], url: receiver.url, method: 'POST', ...body } })).json as { id: string; secret: string };

/** Runs the command while the worker of the test works. */
async function withWorker(command: Promise<number>): Promise<number> {
  let isOver = false;
  const worker = (async () => {
    while (!isOver) {
      await app.settle();
      await pause(20);
    }
  })();
  const code = await command.finally(() => (isOver = true));
  await worker;
  return code;
}

describe('hubcraft trigger', () => {
  it('sends an example event and tells how it was taken', async () => {
    const { secret } = await register();
    expect(await withWorker(runTrigger(['order.refunded']))).toBe(0);
    expect(new Webhook(secret).verify(receiver.received[0]!.body, receiver.received[0]!.headers as Record<string, string>)).toMatchObject({ event_type: 'order.refunded', trigger: 'test' });
    expect(said.join('\n')).toMatch(/order\.refunded evt_\w+ to whk_\w+\nwhd_\w+: taken, answered 200/);
  });
  it('sends to no webhook that does not want the event, unless it is named', async () => {
    const { id } = await register({ events: ['payment.*'] });
    expect(await runTrigger(['order.paid'])).toBe(1);
    expect(said).toEqual([expect.stringMatching(/^No enabled webhook wants order\.paid/)]);
    expect(receiver.received).toEqual([]);
    expect(await withWorker(runTrigger(['order.paid', '--webhook', id]))).toBe(0);
  });
  it('finds the webhook of a group for refund.failed, which is news of an order', async () => {
    await register();
    expect(await withWorker(runTrigger(['refund.failed']))).toBe(0);
  });
  it('asks player.verify and tells the verdict with its reason', async () => {
    await register({ events: ['player.verify'] });
    receiver.answer = () => ({ status: 200, body: { player_id: 'P-7', name: 'Ada', attributes: {} } });
    expect(await runTrigger(['player.verify', '--player', 'P-7'])).toBe(0);
    expect(said.join('\n')).toMatch(/^player\.verify evt_\w+ to whk_\w+\nP-7: verified, Ada in \d+ ms$/);
    said.length = 0;
    receiver.answer = () => ({ status: 200, body: { player_id: 'P-7', name: 'Ada' } });
    expect(await runTrigger(['player.verify', '--player', 'P-7'])).toBe(1);
    expect(said.join('\n')).toMatch(/unavailable in \d+ ms \(attributes_missing\)\. The answer of the game server lacks attributes.*\nThe answer begins: \{"player_id":"P-7"/);
    said.length = 0;
    expect(await runTrigger(['player.verify'])).toBe(1);
    expect(await runTrigger(['order.paid', '--player', 'P-7'])).toBe(1);
    expect(said).toEqual([expect.stringMatching(/--player/), expect.stringMatching(/--player/)]);
  });
  it('ends with 1 where it was not taken, and says why', async () => {
    await register();
    receiver.answer = () => ({ status: 500 });
    expect(await withWorker(runTrigger(['order.paid']))).toBe(1);
    expect(said.join('\n')).toMatch(/not taken, answered 500/);
  });
  it.each([[[], 2, /usage/], [['order.paid', '--nonsense', 'x'], 1, /--nonsense is not an option/], [['no.such'], 1, /No enabled webhook wants no\.such/]])('%j ends with %d', async (args, code, words) => {
    if (args[0] === 'no.such') await register();
    expect(await runTrigger(args as string[])).toBe(code);
    expect(said.join('\n')).toMatch(words as RegExp);
  });
  it('says in a sentence that there is no webhook, no key or no server', async () => {
    expect(await runTrigger(['order.paid'])).toBe(1);
    process.env.HUBCRAFT_API_KEY = 'hc_sandbox_nonsense';
    expect(await runTrigger(['order.paid'])).toBe(1);
    process.env.HUBCRAFT_API_URL = 'http://127.0.0.1:1';
    expect(await runTrigger(['order.paid'])).toBe(1);
    delete process.env.HUBCRAFT_API_URL;
    expect(await runTrigger(['order.paid'])).toBe(1);
    expect(said).toEqual([expect.stringMatching(/No enabled webhook/), expect.stringMatching(/answers 401/), 'No answer from http://127.0.0.1:1.', expect.stringMatching(/HUBCRAFT_API_URL/)]);
  });
});

describe('a command whose output nobody reads to its end', () => {
  it('ends in peace, and fails at everything else', () => {
    const out = new EventEmitter();
    const codes: number[] = [];
    endWithItsReader(out, (code) => codes.push(code));
    out.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(codes).toEqual([0]);
    expect(() => out.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow('full');
  });
});

describe('hubcraft replay', () => {
  it.each(['delivery', 'event'])('sends by the id of a %s under the same event id', async (by) => {
    const { id } = await register();
    const sent = (await app.inject({ method: 'POST', url: `/v1/webhooks/${id}/test`, apiKey: tenant.apiKey, body: {} })).json as { event_id: string; delivery_id: string };
    await app.settle();
    expect(await withWorker(runReplay([by === 'delivery' ? sent.delivery_id : sent.event_id]))).toBe(0);
    expect(receiver.received.map((each) => each.headers['webhook-id'])).toEqual([sent.event_id, sent.event_id]);
  });
});

describe('hubcraft listen', () => {
  it('forwards what happens from now on, signed, and survives a receiver that is away', async () => {
    const { id } = await register();
    const trigger = (event_type: string) => app.inject({ method: 'POST', url: `/v1/webhooks/${id}/test`, apiKey: tenant.apiKey, body: { event_type } });
    await trigger('order.created');
    await app.overtaken();
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const stop = new AbortController();
    const lines: string[] = [];
    let listening!: Promise<void>;
    await new Promise<void>((listens) => {
      listening = listen(StudioAccess.fromEnvironment(), { forwardTo: elsewhere.url, secret, events: ['order.*'], from: 'latest', signal: stop.signal, say: (line) => lines.push(line), listens });
    });
    await trigger('payment.pending');
    await trigger('order.paid');
    await eventually(() => elsewhere.received.length === 1);
    expect(new Webhook(secret).verify(elsewhere.received[0]!.body, elsewhere.received[0]!.headers as Record<string, string>)).toMatchObject({ event_type: 'order.paid', event_id: elsewhere.received[0]!.headers['webhook-id'] });
    await eventually(() => lines.length === 1);
    expect(lines[0]).toMatch(/^order\.paid +evt_\w+ {2}200 in \d+ ms$/);
    elsewhere.answer = () => ({ status: 503 });
    await trigger('order.refunded');
    await eventually(() => lines.length === 2);
    expect(lines[1]).toMatch(/503/);
    stop.abort();
    await listening;
  });
  it.each([[['--forward-to', 'ftp://x'], 2], [[], 2], [['--forward-to', 'http://127.0.0.1:1', '--secret', 'plain'], 1]])('%j ends with %d', async (args, code) => {
    expect(await runListen(args)).toBe(code);
  });
});
