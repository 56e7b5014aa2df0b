import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Limits, ProcessBuckets } from '#platform/limits/limits';
import { NEWEST } from '#platform/versions/published';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { answersChallenges, throughTo, type LiveRequest } from '../../../../test/support/live-egress.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { RecordChallenge } from '../app/endpoint-challenge.js';
import { GetDeliveryTarget, HasEndpointFor, ListEndpointsFor, VerifyPlayer } from '../contracts/queries.js';
import { GameServersModule, rows } from '../module.js';

let app: Booted;
let tenant: Tenant;
let sent: LiveRequest[];
const receiver = Receiver.ofSuite();

beforeAll(async () => void (app = await bootContext({ modules: [GameServersModule], rows })));
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await app.tenant();
  const through = throughTo(app, receiver);
  sent = through.sent;
  answersChallenges(receiver);
});
afterEach(() => jest.restoreAllMocks());

const URL = 'https://game.example.com/hooks';
const live = () => ({ ...tenant.scope, gameId: tenant.liveGameId });
const create = (body: object = {}, apiKey = tenant.liveApiKey) => app.inject({ method: 'POST', url: '/v1/webhooks', apiKey, body: { events: ['item.add', 'player.verify'], url: URL, method: 'POST', ...body } });
const change = (id: string, body: object) => app.inject({ method: 'PUT', url: `/v1/webhooks/${id}`, apiKey: tenant.liveApiKey, body });
const verify = (id: string, apiKey = tenant.liveApiKey) => app.inject({ method: 'POST', url: `/v1/webhooks/${id}/verify`, apiKey });
const announced = () => app.look<{ enabled: boolean }>("SELECT (payload->>'enabled')::bool AS enabled FROM platform.outbox_event WHERE game_id = $1 AND type = 'game_servers.endpoint.changed.v1' ORDER BY id", [tenant.liveGameId]);

describe('a live webhook', () => {
  it('is asked, signed, for a random value when it is registered, and verified by its answer', async () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const made = await create({ secret });
    expect([made.status, made.json.verified, made.json.challenge_error]).toEqual([201, true, null]);
    expect(sent).toEqual([{ url: URL, deadlineMs: 5_000 }]);
    const { body, headers } = receiver.received[0]!;
    const event = new Webhook(secret).verify(body, headers as Record<string, string>) as { event_type: string; event_data: { webhook_id: string; challenge: string }; sandbox: boolean; aggregate_id: string };
    expect(event).toMatchObject({ event_type: 'webhook.challenge', event_data: { webhook_id: made.json.id }, sandbox: false, aggregate_id: made.json.id });
    await create({ events: ['order.*'], secret });
    expect((JSON.parse(receiver.received[1]!.body) as typeof event).event_data.challenge).not.toBe(event.event_data.challenge);
    expect(await app.queries.ask(new HasEndpointFor('item.add'), live())).toBe(true);
  });

  it('that has not answered is as one that there is not, until it has', async () => {
    receiver.answer = () => ({ status: 401 });
    const { json } = await create();
    expect([json.verified, json.challenge_error, json.enabled]).toEqual([false, 'status_401', true]);
    expect(await app.queries.ask(new HasEndpointFor('item.add'), live())).toBe(false);
    expect(await app.queries.ask(new ListEndpointsFor('item.add'), live())).toEqual([{ endpoint_id: json.id, enabled: false, player_context_enabled: false, batch: null, api_version: NEWEST }]);
    expect((await app.queries.ask(new GetDeliveryTarget(json.id), live()))!.enabled).toBe(false);
    expect(await app.calls.ask(new VerifyPlayer({ player_id: 'P-1', trigger: 'hub.login', context: null }), live())).toMatchObject({ outcome: 'unavailable', reason: 'no_endpoint' });
    receiver.answer = () => ({ status: 200, body: { challenge: 'another' } });
    expect((await verify(json.id)).json).toMatchObject({ verified: false, challenge_error: 'challenge_differs' });
    answersChallenges(receiver);
    const verified = await verify(json.id);
    expect([verified.status, verified.json.verified, verified.json.challenge_error]).toEqual([200, true, null]);
    expect(await announced()).toEqual([{ enabled: false }, { enabled: true }]);
    expect(await app.queries.ask(new HasEndpointFor('item.add'), live())).toBe(true);
    // What is verified is asked no more.
    const before = sent.length;
    expect((await verify(json.id)).json.verified).toBe(true);
    expect(sent).toHaveLength(before);
  });

  it('has to answer again at another address, and at no other change', async () => {
    const { json } = await create();
    await change(json.id, { description: 'the same place', url: URL });
    expect(sent).toHaveLength(1);
    receiver.answer = () => ({ status: 500 });
    expect((await change(json.id, { url: 'https://other.example.com/hooks' })).json).toMatchObject({ verified: false, challenge_error: 'status_500' });
    expect(sent.map((each) => each.url)).toEqual([URL, 'https://other.example.com/hooks']);
    expect(await app.queries.ask(new HasEndpointFor('item.add'), live())).toBe(false);
    // The answer of an address that it has no longer comes too late.
    await app.commands.execute(new RecordChallenge(json.id, URL, null), live());
    expect((await app.inject({ method: 'GET', url: `/v1/webhooks/${json.id}`, apiKey: tenant.liveApiKey })).json.verified).toBe(false);
  });

  it('that was registered before there were challenges counts as verified', async () => {
    receiver.answer = () => ({ status: 401 });
    const { json } = await create();
    // As a process of the build before writes it.
    await app.look(`INSERT INTO game_servers.endpoint (game_id, id, environment, url, method, events, enabled, enabled_logs, signature_scheme)
      SELECT game_id, 'whk_00000000000000000000000001', environment, url, method, '{order.paid}', true, true, signature_scheme FROM game_servers.endpoint WHERE id = $1`, [json.id]);
    expect((await app.queries.ask(new ListEndpointsFor('order.paid'), live())).map((each) => each.enabled)).toEqual([true]);
  });

  it('is asked ten times in a row at most, however many of them name the same stranger', async () => {
    receiver.answer = () => ({ status: 404 });
    const atOneMoment = new ProcessBuckets();
    jest.spyOn(app.app.get(Limits), 'take').mockImplementation(async (key, bucket, cost = 1) => atOneMoment.take(key, bucket, cost, 0));
    const { json } = await create();
    for (let nth = 1; nth < 10; nth++) expect((await verify(json.id)).json.challenge_error).toBe('status_404');
    expect((await create({ events: ['order.*'] })).json).toMatchObject({ verified: false, challenge_error: 'too_many_challenges' });
    expect((await verify(json.id)).json.challenge_error).toBe('too_many_challenges');
    expect(sent).toHaveLength(10);
  });

  it('of another environment or none is not found', async () => {
    const { json } = await create();
    expect((await verify(json.id, tenant.apiKey)).status).toBe(404);
    expect((await verify('whk_00000000000000000000000009')).status).toBe(404);
  });
});

it('a sandbox webhook needs no challenge', async () => {
  const made = await create({ url: receiver.url }, tenant.apiKey);
  expect([made.json.verified, (await verify(made.json.id, tenant.apiKey)).json.verified]).toEqual([true, true]);
  await app.inject({ method: 'PUT', url: `/v1/webhooks/${made.json.id}`, apiKey: tenant.apiKey, body: { url: `${receiver.url}/other` } });
  expect([sent, receiver.received]).toEqual([[], []]);
});
