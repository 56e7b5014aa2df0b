import { Logger } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { AskReservation, GetFulfillment } from '../contracts/queries.js';
import { GameServersModule, rows } from '../module.js';

let app: Booted;
let tenant: Tenant;
const receiver = new Receiver();
beforeAll(async () => {
  app = await bootContext({ modules: [GameServersModule], rows, frozenAt: new Date('2026-11-22T06:00:00Z') });
  await receiver.listen();
});
afterAll(async () => {
  await receiver.close();
  await app?.close();
});
beforeEach(async () => {
  tenant = await app.tenant();
  receiver.clear();
  receiver.answer = () => ({ status: 200, body: {} });
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
});

const hook = (events: string[]) => app.inject({ method: 'POST', url: '/v1/webhooks', apiKey: tenant.apiKey, body: { events, url: receiver.url, method: 'POST' } });
const WANTED = { reservation_id: 'rsv_1', order_id: 'ord_1', player_id: 'P-1', data: { reservation_id: 'rsv_1', items: [{ sku: 'gems.500' }] } };
const ask = () => app.calls.ask(new AskReservation(WANTED), tenant.scope);
const choose = (mode: string) => app.inject({ method: 'PUT', url: '/v1/fulfillment', apiKey: tenant.apiKey, body: { mode } });

describe('asking a game to keep what is about to be paid', () => {
  it('is signed, names the effect and is answered by a yes', async () => {
    const { secret } = (await hook(['order.reserve'])).json;
    expect(await ask()).toEqual({ outcome: 'reserved' });
    expect(receiver.received).toHaveLength(1);
    const { headers, body } = receiver.received[0]!;
    expect(JSON.parse(body)).toMatchObject({ event_type: 'order.reserve', event_data: WANTED.data, idempotency_key: 'idmpt_order.reserve.rsv_1', aggregate_type: 'reservation', aggregate_id: 'rsv_1', sequence: null, trigger: 'checkout.pay', sandbox: true });
    const seconds = Number(headers['webhook-timestamp']);
    jest.useFakeTimers({ now: seconds * 1_000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'performance', 'queueMicrotask'] });
    expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
    jest.useRealTimers();
  });

  it('is refused with the reason that the player reads', async () => {
    await hook(['order.reserve']);
    receiver.answer = () => ({ status: 409, body: { status: 'error', code: 'inventory_full', message: 'Your bag is full.' } });
    expect(await ask()).toEqual({ outcome: 'refused', code: 'inventory_full', message: 'Your bag is full.' });
  });

  it('decides nothing where the answer is none, and says that something may stand', async () => {
    await hook(['order.reserve']);
    receiver.answer = () => ({ status: 500, body: {} });
    expect(await ask()).toMatchObject({ outcome: 'unavailable', reason: 'status_500', may_stand: true });
  });

  it('ends after three seconds, with nobody knowing', async () => {
    await hook(['order.reserve']);
    receiver.answer = () => ({ status: 200, body: {}, afterMs: 6_000 });
    expect(await ask()).toMatchObject({ outcome: 'unavailable', reason: 'timeout', may_stand: true });
  });

  it('asks nobody without a webhook of its own name: order.* does not hold it', async () => {
    await hook(['order.*']);
    expect(await ask()).toEqual({ outcome: 'unavailable', reason: 'no_endpoint', detail: expect.any(String), may_stand: false });
    expect(receiver.received).toEqual([]);
  });

  it('goes to one enabled webhook', async () => {
    expect((await hook(['order.reserve'])).status).toBe(201);
    expect(await hook(['order.reserve'])).toMatchObject({ status: 409, json: { code: 'webhook.event_already_bound' } });
  });

  it('is chosen only where somebody can be asked and told', async () => {
    expect(await choose('reserve')).toMatchObject({ status: 422, json: { code: 'fulfillment.reserve_needs_webhook', missing: ['order.reserve', 'item.add'] } });
    await hook(['item.add']);
    expect((await choose('reserve')).json.missing).toEqual(['order.reserve']);
    const { id } = (await hook(['order.reserve'])).json;
    expect(await choose('reserve')).toMatchObject({ status: 200, json: { mode: 'reserve' } });
    expect(await app.queries.ask(new GetFulfillment(), tenant.scope)).toEqual({ mode: 'reserve', is_ready: true });
    await app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.apiKey, body: { enabled: false } });
    expect(await app.queries.ask(new GetFulfillment(), tenant.scope)).toEqual({ mode: 'reserve', is_ready: false });
  });
});
