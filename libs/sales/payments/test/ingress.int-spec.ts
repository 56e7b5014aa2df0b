import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '#platform/kernel/ids';
import { eventually } from '../../../../test/support/eventually.js';
import type { Tenant } from '../../../../test/support/boot.js';
import { SandboxPsp, type SignedNotification } from '../../../../test/support/sandbox-psp.js';
import { UNROUTED } from '../app/accept-notification.js';
import { ForgetNotificationsChore } from '../app/forget-notifications.js';
import { RecordPayment } from '../app/record-payment.js';
import type { SeenPayment } from '../domain/payment-gateway.js';
import { SandboxGateway } from '../infra/gateways/sandbox-gateway.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const DISPUTED = 'payments.payment.disputed.v1';

function permutations<T>(list: T[]): T[][] {
  return list.length < 2 ? [list] : list.flatMap((one, i) => permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [one, ...rest]));
}

describe('notifications of the provider', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await bootPayments();
    tenant = await world.app.tenant();
  });
  afterAll(() => world.close());

  const stored = async (eventId: string) => (await world.app.look<{ state: string; game_id: string }>('SELECT state, game_id FROM payments.psp_notification WHERE event_id = $1', [eventId]))[0];
  const count = async () => Number((await world.app.look<{ n: bigint }>('SELECT count(*) AS n FROM payments.psp_notification'))[0]!.n);
  const about = (reference: string, told: object = {}) => ({ id: `psn_${newId('req')}`, type: 'payment.captured', created_at: 1, data: { payment: { reference } }, ...told });

  it('are refused without a trace when they are not signed, changed, or old', async () => {
    const { id } = await world.pay(tenant, 'asks_3ds');
    const before = await count();
    const good = world.psp.signed(about(id));
    const now = Math.floor(Date.now() / 1000);
    const bad = [
      { raw: good.raw, headers: { 'content-type': 'application/json' } },
      { raw: `${good.raw} `, headers: good.headers },
      { raw: good.raw.replace('captured', 'declined'), headers: good.headers },
      { raw: JSON.stringify(JSON.parse(good.raw), null, 1), headers: good.headers },
      { ...good, headers: { ...good.headers, 'sandbox-signature': good.headers['sandbox-signature']!.replace(/v1=./, 'v1=x') } },
      world.psp.signed(about(id), now - 305),
      world.psp.signed(about(id), now + 305),
    ];
    for (const each of bad) {
      const answer = await world.notify(each);
      expect([answer.status, answer.json.code]).toEqual([400, 'payments.notification_refused']);
    }
    const garbage = await world.notify({ raw: '{"id":', headers: good.headers });
    expect(garbage.status).toBe(400);
    expect(await count()).toBe(before);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
  });

  it('are a hint: what the provider answers is what counts, not what they say', async () => {
    const { id } = await world.pay(tenant, 'asks_3ds');
    const lie = world.psp.signed(about(id, { data: { payment: { reference: id, status: 'captured', captured_minor: 1999, currency: 'EUR' } } }));
    expect((await world.notify(lie)).json).toEqual({ received: true, state: 'stored' });
    await world.app.settle();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created' });
  });

  it('bring an attempt to its end, once, however often they come', async () => {
    const { id, standing } = await world.pay(tenant, 'asks_3ds');
    await world.psp.answerAction(standing.action_url!, 'approve');
    const captured = (await world.psp.notifications(id)).find(({ type }) => type === 'payment.captured')!;
    expect((await world.notify(captured)).json).toEqual({ received: true, state: 'stored' });
    expect((await world.notify(captured)).json).toEqual({ received: true, state: 'duplicate' });
    await world.app.settle();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    expect(await stored(captured.id)).toEqual({ state: 'processed', game_id: tenant.gameId });
    expect((await world.notify(captured)).json).toEqual({ received: true, state: 'duplicate' });
    await world.app.settle();
    expect(await world.announced(id)).toEqual(['payments.payment.created.v1', 'payments.payment.captured.v1']);
  });

  it('that tell what is known already cost no question to the provider', async () => {
    const { id } = await world.pay(tenant);
    const [captured] = await world.psp.notifications(id);
    expect((await world.notify(captured!)).json).toEqual({ received: true, state: 'processed' });
    expect(await world.app.look(`SELECT 1 AS one FROM platform.job WHERE type = 'payments.notification' AND key LIKE $1`, [`%${captured!.id}`])).toEqual([]);
  });

  it('that come while the charge is being answered start no job, and are known when the answer is recorded', async () => {
    const job = (eventId: string) => world.app.look<{ state: string; waits: boolean }>(`SELECT state, run_at > now() + interval '1 second' AS waits FROM platform.job WHERE type = 'payments.notification' AND key LIKE $1`, [`%${eventId}`]);
    const id = await world.start(tenant);
    const telling = about(id);
    const charge = jest.spyOn(SandboxGateway.prototype, 'charge').mockImplementationOnce(async function (this: SandboxGateway, ...told) {
      const answer = await this.charge(...told);
      expect((await world.notify(world.psp.signed(telling))).json).toEqual({ received: true, state: 'stored' });
      expect(await job(telling.id)).toEqual([{ state: 'pending', waits: true }]);
      return answer;
    });
    expect(await world.charge(tenant, id, await world.psp.token('succeeds'))).toMatchObject({ state: 'paid' });
    charge.mockRestore();
    expect(await stored(telling.id)).toMatchObject({ state: 'processed' });
    expect((await job(telling.id)).map(({ state }) => state)).toEqual(['canceled']);
  });

  it('that come while a charge is under way which never tells its end are looked up all the same', async () => {
    const id = await world.start(tenant);
    const telling = about(id);
    const charge = jest.spyOn(SandboxGateway.prototype, 'charge').mockImplementationOnce(async function (this: SandboxGateway, ...told) {
      await this.charge(...told);
      await world.notify(world.psp.signed(telling));
      throw new Error('the process died');
    });
    await expect(world.charge(tenant, id, await world.psp.token('succeeds'))).rejects.toThrow('the process died');
    charge.mockRestore();
    await world.ring('payments.notification');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    expect(await stored(telling.id)).toMatchObject({ state: 'processed' });
  });

  it('are kept for 400 days, longer while they wait, and those of nobody too', async () => {
    const { id } = await world.pay(tenant);
    const mine = about(id, { type: 'balance.updated' });
    const nobodys = about(newId('pmt'));
    const young = about(id, { type: 'balance.updated' });
    const waiting = about(id, { type: 'dispute.opened' });
    for (const each of [mine, nobodys, young, waiting]) await world.notify(world.psp.signed(each));
    const age = (days: number, ids: string[]) => world.app.look(`UPDATE payments.psp_notification SET received_at = now() - make_interval(days => $1) WHERE event_id = ANY($2)`, [days, ids]);
    await age(401, [mine.id, nobodys.id, waiting.id]);
    await age(399, [young.id]);
    const chore = world.app.app.get(ForgetNotificationsChore);
    expect((await chore.due('')).sort()).toEqual([tenant.gameId, UNROUTED].sort());
    for (const gameId of [tenant.gameId, UNROUTED]) expect(await chore.step(gameId, 10)).toBe(1);
    expect(await chore.due('')).toEqual([]);
    expect([await stored(mine.id), await stored(nobodys.id)]).toEqual([undefined, undefined]);
    expect([(await stored(young.id))?.state, (await stored(waiting.id))?.state]).toEqual(['ignored', 'stored']);
    await world.app.settle();
  });

  it('of an unknown kind or about nothing of ours are kept and answered 200', async () => {
    const { id } = await world.pay(tenant);
    const odd = about(id, { type: 'balance.updated' });
    expect(await world.notify(world.psp.signed(odd))).toMatchObject({ status: 200, json: { state: 'ignored' } });
    expect(await stored(odd.id)).toEqual({ state: 'ignored', game_id: tenant.gameId });
    const foreign = about(newId('pmt'));
    expect(await world.notify(world.psp.signed(foreign))).toMatchObject({ status: 200, json: { state: 'ignored' } });
    expect(await stored(foreign.id)).toEqual({ state: 'ignored', game_id: 'unrouted' });
  });

  it('of two accounts that number alike are of two games, and neither hides the other’s', async () => {
    const other = await world.app.tenant();
    const [mine, theirs] = [await world.start(tenant), await world.start(other)];
    const id = `psn_${newId('req')}`;
    for (const reference of [mine, theirs]) expect((await world.notify(world.psp.signed(about(reference, { id })))).json).toMatchObject({ state: 'stored' });
    for (const reference of [mine, theirs]) expect((await world.notify(world.psp.signed(about(reference, { id })))).json).toMatchObject({ state: 'duplicate' });
    const seen: SeenPayment = {
      provider_reference: 'charge_1', reference: mine, state: 'captured', asked_minor: 1999, captured_minor: 1999, currency: 'EUR', fee_minor: 88, card: null, three_ds: null, action_url: null,
      fail_code: null, dispute: null, fraud_reported_at: null,
    };
    await world.app.commands.execute(new RecordPayment({ payment_id: mine, seen }), tenant.scope);
    await world.app.commands.execute(new RecordPayment({ payment_id: theirs, seen: { ...seen, reference: theirs } }), other.scope);
    expect([(await world.view(tenant, mine)).status, (await world.view(other, theirs)).status]).toEqual(['done', 'done']);
    // In one game it is one charge for two payments, which cannot be.
    const third = await world.start(tenant);
    await expect(world.app.commands.execute(new RecordPayment({ payment_id: third, seen: { ...seen, reference: third } }), tenant.scope)).rejects.toMatchObject({ constraint: 'payment_provider_reference_key' });
  });

  it('wait while the provider does not answer, and are not forgotten', async () => {
    const { id, standing } = await world.pay(tenant, 'asks_3ds');
    await world.psp.answerAction(standing.action_url!, 'refuse');
    const failed = (await world.psp.notifications(id)).find(({ type }) => type === 'payment.failed')!;
    await world.notify(failed);
    await world.app.look(`UPDATE platform.job SET attempts = 40 WHERE key LIKE $1`, [`%${failed.id}`]);
    await world.app.settle();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'failed', fail_reason: 'authentication_failed' });
  });

  it.each([['dispute_lost', 'chargeback', ['opened', 'lost']], ['dispute_won', 'done', ['opened', 'won']]] as const)('of a dispute lead to one end in every order: %s', async (card, status, stages) => {
    await world.psp.control({ dispute_delay_ms: 30 });
    const first = await world.pay(tenant, card);
    const kinds = (await eventually(async () => {
      const all = await world.psp.notifications(first.id);
      return all.length === 3 && all;
    })) as SignedNotification[];
    for (const order of permutations(kinds.map(({ type }) => type))) {
      const { id } = await world.pay(tenant, card);
      const all = (await eventually(async () => {
        const told = await world.psp.notifications(id);
        return told.length === 3 && told;
      })) as SignedNotification[];
      for (const type of order) {
        await world.notify(all.find((each) => each.type === type)!);
        await world.app.settle();
      }
      expect(await world.view(tenant, id)).toMatchObject({ status });
      expect((await world.facts(id, DISPUTED)).map(({ stage }) => stage)).toEqual(stages);
      expect((await world.facts(id, DISPUTED))[0]).toMatchObject({ dispute_id: expect.stringMatching(/^psd_/) });
    }
  });

  it('of a dispute, heard as it opens and as it ends, are announced each in its time', async () => {
    await world.psp.control({ dispute_delay_ms: 400 });
    const { id } = await world.pay(tenant, 'dispute_lost');
    const told = async (type: string) => (await eventually(async () => (await world.psp.notifications(id)).find((each) => each.type === type))) as SignedNotification;
    await world.notify(await told('dispute.opened'));
    await world.app.settle();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'dispute' });
    await world.notify(await told('dispute.lost'));
    await world.app.settle();
    expect(await world.view(tenant, id)).toMatchObject({ status: 'chargeback' });
    expect((await world.facts(id, DISPUTED)).map(({ stage }) => stage)).toEqual(['opened', 'lost']);
  });

  it('of fraud are kept beside the payment, whose money stays', async () => {
    await world.psp.control({ dispute_delay_ms: 30 });
    const { id } = await world.pay(tenant, 'fraud');
    const fraud = (await eventually(async () => (await world.psp.notifications(id)).find(({ type }) => type === 'fraud.reported'))) as SignedNotification;
    await world.notify(fraud);
    await world.app.settle();
    expect(await world.app.look('SELECT payment_id FROM payments.fraud_report WHERE payment_id = $1', [id])).toEqual([{ payment_id: id }]);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
  });
});

describe('the real delivery of the provider', () => {
  it('is accepted as it is sent, duplicates and disorder included', async () => {
    const box: { world?: PaymentsApp } = {};
    const relay: Server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const headers = { 'content-type': 'application/json', 'sandbox-signature': String(request.headers['sandbox-signature']) };
        void box.world!.notify({ raw: Buffer.concat(parts).toString('utf8'), headers }).then((answer) => response.writeHead(answer.status).end(), () => response.writeHead(500).end());
      });
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const teller = await SandboxPsp.start(`http://127.0.0.1:${(relay.address() as AddressInfo).port}/`);
    const world = (box.world = await bootPayments({ env: teller.env }));
    try {
      const tenant = await world.app.tenant();
      await teller.control({ mode: 'duplicate' });
      await teller.control({ mode: 'reorder', delay_ms: 50 });
      const id = await world.start(tenant);
      const standing = await world.charge(tenant, id, await teller.token('asks_3ds'));
      await teller.answerAction(standing.action_url!, 'approve');
      await eventually(async () => {
        await world.app.settle();
        return (await world.view(tenant, id)).status === 'done';
      });
      await eventually(async () => (await world.app.look('SELECT 1 AS one FROM payments.psp_notification WHERE payment_id = $1', [id])).length === 2);
      expect(await world.announced(id)).toEqual(['payments.payment.created.v1', 'payments.payment.captured.v1']);
    } finally {
      await teller.close();
      await world.close();
      await new Promise((resolve) => relay.close(resolve));
    }
  });
});
