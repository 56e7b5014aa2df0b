import { createHmac } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { onlyAllowed } from '#platform/log/json-logger';
import { IsPlayerVerified, TryVerifyPlayer, VerifyPlayer } from '../contracts/queries.js';
import { GameServersSuite } from './game-servers-suite.js';

const suite = GameServersSuite.open();

describe('the question who a player is', () => {
  const ask = (playerId = 'P-1', fresh = false, context: object | null = null) => suite.app.calls.ask(new VerifyPlayer({ player_id: playerId, trigger: 'hub.login', context, fresh }), suite.tenant.scope);

  it('is signed, answered and believed for ten minutes', async () => {
    const made = (await suite.create({ events: ['player.verify'], url: suite.receiver.url })).json;
    expect(await ask()).toMatchObject({ outcome: 'verified', cached: false, player: { name: 'Ada', attributes: { level: 3 } } });
    const [request] = suite.receiver.received;
    // The clock of the test stands still, so the library is given the time of the message.
    jest.useFakeTimers({ now: Number(request!.headers['webhook-timestamp']) * 1_000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'performance', 'queueMicrotask'] });
    const event = new Webhook(made.secret).verify(request!.body, request!.headers as Record<string, string>) as Record<string, unknown>;
    jest.useRealTimers();
    expect(event).toMatchObject({ event_type: 'player.verify', event_data: { player_id: 'P-1' }, game_id: suite.tenant.gameId, sandbox: true, trigger: 'hub.login', context: null, event_id: request!.headers['webhook-id'] });
    expect(event.idempotency_key).toMatch(/^idmpt_/);
    expect(await ask()).toMatchObject({ outcome: 'verified', cached: true });
    expect(suite.receiver.received).toHaveLength(1);
    expect(await ask('P-1', true)).toMatchObject({ cached: false });
    suite.clock.advanceSeconds(601);
    expect(await ask()).toMatchObject({ cached: false });
    expect(suite.receiver.received).toHaveLength(3);
  });

  it('leaves no answer behind once it is believed no longer', async () => {
    await suite.create({ events: ['player.verify'], url: suite.receiver.url });
    await ask();
    const kept = async () => (await suite.app.look('SELECT 1 FROM game_servers.player_verification WHERE game_id = $1', [suite.tenant.gameId])).length;
    await suite.app.app.get(Housekeeping).doChores();
    expect(await kept()).toBe(1);
    suite.clock.advanceSeconds(600);
    await suite.app.app.get(Housekeeping).doChores();
    expect(await kept()).toBe(0);
  });

  it('can be signed the way another platform signs', async () => {
    const made = (await suite.create({ events: ['player.verify'], url: suite.receiver.url, signature: { scheme: 'timestamped-hmac', signature_header: 'X-Aghanim-Signature', timestamp_header: 'X-Aghanim-Signature-Timestamp' } })).json;
    await ask();
    const { headers, body } = suite.receiver.received[0]!;
    expect(headers['x-aghanim-signature']).toBe(createHmac('sha256', made.secret).update(`${String(headers['x-aghanim-signature-timestamp'])}.${body}`).digest('hex'));
    expect(headers['webhook-signature']).toBeUndefined();
    expect(headers['webhook-id']).toBe((JSON.parse(body) as { event_id: string }).event_id);
  });

  it('tells what is known of the player where the webhook asks for it', async () => {
    const known = { player_id: 'P-1', name: 'Ada', attributes: { level: 3 } };
    const made = (await suite.create({ events: ['player.verify'], url: suite.receiver.url, player_context_enabled: true })).json;
    await ask('P-1', true, known);
    await ask('P-1', true);
    await suite.app.inject({ method: 'PUT', url: `/v1/webhooks/${made.id}`, apiKey: suite.tenant.apiKey, body: { player_context_enabled: false } });
    await ask('P-1', true, known);
    expect(suite.receiver.received.map(({ body }) => (JSON.parse(body) as { context: unknown }).context)).toEqual([known, null, null]);
  });

  it('has a yes that is believed for ten minutes, and a no that ends it', async () => {
    const isBelieved = () => suite.app.queries.ask(new IsPlayerVerified('P-1'), suite.tenant.scope);
    await suite.create({ events: ['player.verify'], url: suite.receiver.url });
    expect(await isBelieved()).toBe(false);
    await ask();
    expect(await isBelieved()).toBe(true);
    suite.clock.advanceSeconds(601);
    expect(await isBelieved()).toBe(false);
    await ask();
    suite.receiver.answer = () => ({ status: 404 });
    await ask('P-1', true);
    expect(await isBelieved()).toBe(false);
  });

  it('leaves a line in the log, with the reason and without the answer, when it was no yes', async () => {
    const made = (await suite.create({ events: ['player.verify'], url: suite.receiver.url })).json;
    const logged = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    suite.receiver.answer = () => ({ status: 200, body: { player_id: 'P-SECRET', name: 'Ada', attributes: {} } });
    await ask();
    const lines = logged.mock.calls.map(([entry]) => onlyAllowed(entry as Record<string, unknown>));
    logged.mockRestore();
    expect(lines).toEqual([{
      msg: 'player.verify was not answered as documented', game_id: suite.tenant.gameId, endpoint_id: made.id, event_id: suite.receiver.received[0]!.headers['webhook-id'], request_id: 'req_test', outcome: 'unavailable',
      reason: 'player_id_differs', status: 200, duration_ms: expect.any(Number),
    }]);
    expect(JSON.stringify(lines)).not.toContain('P-SECRET');
  });

  it('is refused by 4xx and by a ban, and the refusal is not remembered as a yes', async () => {
    await suite.create({ events: ['player.verify'], url: suite.receiver.url });
    await ask();
    suite.receiver.answer = () => ({ status: 200, body: { player_id: 'P-1', name: 'Ada', attributes: {}, banned: true } });
    expect(await ask('P-1', true)).toMatchObject({ outcome: 'refused', code: 'banned' });
    suite.receiver.answer = () => ({ status: 404, body: { status: 'error', code: 'not_found', message: 'No such player.' } });
    expect(await ask()).toEqual({ outcome: 'refused', code: 'not_found', message: 'No such player.', detail: 'The game server answered 404.' });
  });

  it.each([
    ['500', () => ({ status: 500, body: {} })], ['no JSON', () => ({ status: 200, body: 'hello' })], ['200 kB', () => ({ status: 200, body: { player_id: 'P-1', name: 'A', attributes: { x: 'x'.repeat(200_000) } } })],
    ['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } })],
  ])('stays open after %s', async (_what, answer) => {
    await suite.create({ events: ['player.verify'], url: suite.receiver.url });
    suite.receiver.answer = answer;
    expect(await ask()).toMatchObject({ outcome: 'unavailable' });
    expect(suite.receiver.received).toHaveLength(1);
  });

  it('ends after three seconds', async () => {
    await suite.create({ events: ['player.verify'], url: suite.receiver.url });
    suite.receiver.answer = () => ({ status: 200, body: {}, afterMs: 6_000 });
    const began = performance.now();
    expect(await ask()).toEqual({ outcome: 'unavailable', reason: 'timeout', detail: 'The game server gave no whole answer within 3 seconds.' });
    expect(performance.now() - began).toBeLessThan(3_500);
  });

  it('has nobody to ask without a webhook', async () => expect(await ask()).toMatchObject({ outcome: 'unavailable', reason: 'no_endpoint' }));
});

describe('a question for trial', () => {
  const attempt = (endpointId: string) => suite.app.calls.ask(new TryVerifyPlayer({ endpoint_id: endpointId, player_id: 'P-1', context: null }), suite.tenant.scope);

  it('goes to the webhook that is named, and nothing of it is believed', async () => {
    const made = (await suite.create({ events: ['order.paid'], url: suite.receiver.url, enabled: false })).json;
    expect(await attempt(made.id)).toMatchObject({
      event_id: suite.receiver.received[0]!.headers['webhook-id'], status: 200, duration_ms: expect.any(Number), verdict: { outcome: 'verified', player: { name: 'Ada' } }, response_body: expect.stringContaining('"Ada"'),
    });
    expect(JSON.parse(suite.receiver.received[0]!.body)).toMatchObject({ event_type: 'player.verify', trigger: 'test', event_data: { player_id: 'P-1' } });
    expect(await suite.app.queries.ask(new IsPlayerVerified('P-1'), suite.tenant.scope)).toBe(false);
    await expect(attempt('whk_00000000000000000000000001')).rejects.toMatchObject({ code: 'webhook.not_found' });
  });

  it('tells why it was no yes', async () => {
    const made = (await suite.create({ events: ['player.verify'], url: suite.receiver.url })).json;
    suite.receiver.answer = () => ({ status: 200, body: '{"player_id": ' });
    expect(await attempt(made.id)).toMatchObject({ status: 200, verdict: { outcome: 'unavailable', reason: 'answer_not_json' }, response_body: '{"player_id": ' });
    const gone = (await suite.create({ url: 'http://127.0.0.1:1/' })).json;
    expect(await attempt(gone.id)).toMatchObject({ status: null, verdict: { outcome: 'unavailable', reason: 'connection', detail: 'The game server could not be asked. No connection: ECONNREFUSED.' }, response_body: null });
    const silent = (await suite.create({ url: suite.receiver.url, enabled_logs: false })).json;
    expect(await attempt(silent.id)).toMatchObject({ response_body: null });
  });
});
