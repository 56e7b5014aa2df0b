import { Backlog } from '#platform/metrics/backlog';
import { Metrics } from '#platform/metrics/metrics';
import { CreateEndpoint } from '#studio/game-servers/commands';
import { type Booted } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { Deliverer } from '../app/deliverer.js';
import { SendTestEvent } from '../app/test-event.js';
import { bootWebhooks } from './sales-around.js';

let app: Booted;
const receiver = Receiver.ofSuite();

beforeAll(async () => {
  app = await bootWebhooks();
});
afterAll(() => app?.close());

/** A figure of the worker; undefined where it is not told. */
async function figure(name: string): Promise<number | undefined> {
  const found = new RegExp(`^${name} (.*)$`, 'm').exec(await app.app.get(Metrics).text());
  return found ? Number(found[1]) : undefined;
}

it('what is due and has not left is told over all games, and nothing that waits on purpose', async () => {
  const now = jest.spyOn(performance, 'now');
  let at = performance.now();
  now.mockImplementation(() => at);
  const later = () => void (at += 60_000);
  app.app.get(Backlog).watch();
  expect([await figure('hubcraft_webhooks_due'), await figure('hubcraft_webhooks_oldest_due_seconds'), await figure('hubcraft_webhooks_dead')]).toEqual([0, 0, undefined]);
  const tenants = [await app.tenant(), await app.tenant(), await app.tenant()];
  for (const { scope } of tenants) {
    const { endpoint_id } = await app.commands.execute(new CreateEndpoint({ environment: 'sandbox', url: receiver.url, events: ['order.created'] }), scope);
    for (const _nth of [1, 2]) await app.commands.execute(new SendTestEvent(endpoint_id, 'order.created'), scope);
  }
  later();
  expect(await figure('hubcraft_webhooks_due')).toBe(6);
  const wait = (gameId: string, seconds: number) => app.look("UPDATE webhooks.delivery SET next_at = now() + make_interval(secs => $2) WHERE game_id = $1 AND state = 'pending'", [gameId, seconds]);
  await wait(tenants[0]!.gameId, 3_600);
  await wait(tenants[1]!.gameId, -120);
  later();
  expect(await figure('hubcraft_webhooks_due')).toBe(4);
  expect(await figure('hubcraft_webhooks_oldest_due_seconds')).toBeGreaterThanOrEqual(120);
  const leftAlone = (until: string) => app.look(`INSERT INTO webhooks.endpoint_health (game_id, endpoint_id, failing_since, failed_attempts, open_until) SELECT game_id, endpoint_id, now(), 5, ${until} FROM webhooks.delivery
    WHERE game_id = $1 LIMIT 1 ON CONFLICT (game_id, endpoint_id) DO UPDATE SET open_until = excluded.open_until`, [tenants[1]!.gameId]);
  await leftAlone("now() + interval '1 minute'");
  later();
  expect(await figure('hubcraft_webhooks_due')).toBe(2);
  expect(await figure('hubcraft_webhooks_oldest_due_seconds')).toBeLessThan(120);
  await leftAlone('now()');
  later();
  expect(await figure('hubcraft_webhooks_due')).toBe(4);
  for (const { gameId } of tenants) await app.app.get(Deliverer).drain(gameId);
  later();
  expect([await figure('hubcraft_webhooks_due'), await figure('hubcraft_webhooks_oldest_due_seconds')]).toEqual([0, 0]);
  now.mockRestore();
});
