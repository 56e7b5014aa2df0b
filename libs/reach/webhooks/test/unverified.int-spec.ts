import { type Booted } from '../../../../test/support/boot.js';
import { answersChallenges, throughTo } from '../../../../test/support/live-egress.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { bootWebhooks } from './sales-around.js';

let app: Booted;
const receiver = Receiver.ofSuite();

beforeAll(async () => {
  app = await bootWebhooks();
});
afterAll(() => app?.close());
afterEach(() => jest.restoreAllMocks());

it('a live webhook that has not answered its challenge is sent nothing else, and what waited for it follows when it has', async () => {
  const { liveApiKey: apiKey, liveGameId } = await app.tenant();
  throughTo(app, receiver);
  receiver.answer = () => ({ status: 404 });
  const post = (url: string, body?: object) => app.inject({ method: 'POST', url, apiKey, ...(body ? { body } : {}) });
  const typesReceived = () => receiver.received.map((each) => (JSON.parse(each.body) as { event_type: string }).event_type);
  const { id } = (await post('/v1/webhooks', { events: ['order.*', 'item.add', 'player.verify'], url: 'https://game.example.com/hooks', method: 'POST' })).json;
  for (const event_type of ['order.paid', 'item.add']) expect((await post(`/v1/webhooks/${id}/test`, { event_type })).status).toBe(202);
  expect((await post(`/v1/webhooks/${id}/verify_player`, { player_id: 'P-1' })).json.code).toBe('webhook.unverified');
  await app.settle();
  expect(typesReceived()).toEqual(['webhook.challenge']);
  expect(await app.look('SELECT DISTINCT state, attempts, is_waiting FROM webhooks.delivery WHERE game_id = $1', [liveGameId])).toEqual([{ state: 'pending', attempts: 0, is_waiting: true }]);
  answersChallenges(receiver);
  expect((await post(`/v1/webhooks/${id}/verify`)).json.verified).toBe(true);
  await app.settle();
  expect(typesReceived().sort()).toEqual(['item.add', 'order.paid', 'webhook.challenge', 'webhook.challenge']);
  expect(await app.look('SELECT DISTINCT state, attempts FROM webhooks.delivery WHERE game_id = $1', [liveGameId])).toEqual([{ state: 'succeeded', attempts: 1 }]);
});
