import { contexts } from '../../apps/contexts.js';
import { bootContext, type Booted, type Tenant } from '../support/boot.js';
import { GoingLive } from '../support/go-live.js';
import { answersChallenges, throughTo } from '../support/live-egress.js';
import { Receiver } from '../support/receiver.js';
import { SandboxPsp } from '../support/sandbox-psp.js';
import { staffOf } from '../support/staff.js';

const receiver = Receiver.ofSuite();
let app: Booted;
let psp: SandboxPsp;
let tenant: Tenant;
let going: GoingLive;

beforeAll(async () => {
  psp = await SandboxPsp.start();
  const others = contexts.filter(({ module }) => !['GamesModule', 'AccessModule'].includes(module.name));
  app = await bootContext({ modules: others.map(({ module }) => module), rows: others.flatMap(({ rows }) => rows), env: psp.env });
  tenant = await app.tenant();
  going = new GoingLive(app, psp, tenant, receiver.url);
});
afterAll(async () => {
  await app.close();
  await psp.close();
});

/** Whatever it was that was asked of the provider about orders of the live game. */
const liveCharges = () => app.look(`SELECT id FROM payments.payment WHERE game_id = $1 AND status = 'done'`, [tenant.liveGameId]);
const readiness = async () => (await app.inject({ method: 'GET', url: `/v1/games/${tenant.liveGameId}/readiness`, apiKey: tenant.liveApiKey })).json;

it('a game sells in its sandbox from the first minute, goes live step by step, and stops when its studio is suspended', async () => {
  throughTo(app, receiver);
  answersChallenges(receiver);
  // A newcomer's first purchase takes nothing but a shop.
  await going.shop(tenant.apiKey, receiver.url);
  await going.shop(tenant.liveApiKey, 'https://game.example.com/hooks');
  const early = await going.order(tenant.liveApiKey);
  expect([early.status, early.json.code]).toEqual([409, 'games.not_live_ready']);
  expect((await readiness()).requirements.filter((each: { is_met: boolean }) => !each.is_met).map((each: { id: string }) => each.id)).toEqual(['verification_approved', 'acceptable_use_accepted', 'sandbox_grant_acknowledged', 'tax_registration']);
  await going.papers();
  expect((await readiness())).toMatchObject({ takes_money: false, is_ready: false });
  expect((await going.order(tenant.liveApiKey)).json.code).toBe('games.not_live_ready');
  expect((await going.buy(tenant.apiKey)).json).toMatchObject({ state: 'paid' });
  expect((await app.inject({ method: 'POST', url: `/v1/games/${tenant.liveGameId}/readiness`, apiKey: tenant.liveApiKey })).json).toMatchObject({ takes_money: true, is_ready: true });

  expect((await going.buy(tenant.liveApiKey)).json).toMatchObject({ state: 'paid' });
  expect(await liveCharges()).toHaveLength(1);

  const open = (await going.order(tenant.liveApiKey)).json;
  const admin = { authorization: `Bearer ${(await staffOf(app, 'admin')).token}` };
  await app.inject({ method: 'POST', url: `/operator/v1/studios/${tenant.studioId}/verification/decisions`, headers: admin, body: { kind: 'suspend', reason: 'Complaints of players.' } });
  const refused = await going.pay(open);
  expect([refused.status, refused.json.code]).toEqual([409, 'games.not_live_ready']);
  expect((await going.order(tenant.liveApiKey)).json.code).toBe('games.not_live_ready');
  expect(await liveCharges()).toHaveLength(1);
  // The sandbox goes on, and payouts know.
  expect((await going.buy(tenant.apiKey)).json).toMatchObject({ state: 'paid' });
  await app.settle();
  expect((await app.inject({ method: 'GET', url: `/operator/v1/studios/${tenant.studioId}/payout_standing`, headers: admin })).json).toMatchObject({ kyb_status: 'suspended' });
});
