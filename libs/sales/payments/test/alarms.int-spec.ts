import { Logger } from '@nestjs/common';
import { newId } from '#platform/kernel/ids';
import { AbandonPayment, RefundPayment } from '#sales/payments/commands';
import type { Tenant } from '../../../../test/support/boot.js';
import { SandboxGateway } from '../infra/gateways/sandbox-gateway.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const BUG = new TypeError('x is not a function');
const NO_ANSWER = { outcome: 'unavailable', reason: 'connect' } as const;

describe('a job that keeps failing by an error of ours', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  let errors: Record<string, unknown>[] = [];
  beforeAll(async () => {
    world = await bootPayments();
    tenant = await world.app.tenant();
  });
  beforeEach(() => {
    errors = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void errors.push(entry as Record<string, unknown>));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await world.app.look(`UPDATE platform.job SET state = 'canceled', done_at = now() WHERE state = 'pending'`);
  });
  afterAll(() => world.close());

  const job = async (type: string, key: string) => (await world.app.look<{ state: string; attempts: number; failures: number; payload: object; wait: number }>(
    `SELECT state, attempts, failures, payload, extract(epoch FROM run_at - now())::float AS wait FROM platform.job WHERE type = $1 AND key = $2 ORDER BY id DESC`, [type, key]))[0]!;
  const ring = async (type: string, times: number): Promise<void> => {
    for (let i = 0; i < times; i++) await world.ring(type);
  };

  it.each<[string, () => Promise<string>]>([
    ['payments.look-up', () => world.start(tenant)],
    ['payments.call-off', async () => {
      const { id } = await world.pay(tenant, 'asks_3ds');
      await world.app.commands.execute(new AbandonPayment({ payment_id: id, status: 'canceled' }), tenant.scope);
      return id;
    }],
    ['payments.refund', async () => {
      const refund_id = newId('ref');
      await world.app.commands.execute(new RefundPayment({ payment_id: (await world.pay(tenant)).id, refund_id, amount_minor: 1999, reason: 'x' }), tenant.scope);
      return refund_id;
    }],
    ['payments.notification', async () => {
      const { id, standing } = await world.pay(tenant, 'asks_3ds');
      await world.psp.answerAction(standing.action_url!, 'refuse');
      const failed = (await world.psp.notifications(id)).find(({ type }) => type === 'payment.failed')!;
      await world.notify(failed);
      return `sandbox:${failed.id}`;
    }],
  ])('goes on, and is an alarm once: %s', async (type, begin) => {
    const key = await begin();
    for (const question of ['lookUp', 'lookUpRefund'] as const) jest.spyOn(SandboxGateway.prototype, question).mockRejectedValue(BUG);
    await ring(type, 4);
    expect(errors).toEqual([]);
    await ring(type, 4);
    expect(errors).toEqual([{ msg: 'ALARM: a job keeps failing by an error of ours, and is tried on', type, job_key: key, failures: 5, error: expect.stringContaining('TypeError: x is not a function') }]);
    const { state, attempts, failures, wait } = await job(type, key);
    expect({ state, attempts, failures }).toEqual({ state: 'pending', attempts: 8, failures: 0 });
    expect(wait).toBeGreaterThan(250);
    jest.restoreAllMocks();
    await world.psp.control({ mode: 'none' });
    await ring(type, 1);
    expect(['done', 'pending']).toContain((await job(type, key)).state);
  });

  it('counts no answer of the provider neither as a failure nor as their end, and a run that went well as their end', async () => {
    const { id } = await world.pay(tenant, 'asks_3ds');
    const asks = jest.spyOn(SandboxGateway.prototype, 'lookUp');
    const run = async (...answers: ('bug' | 'silence' | 'answer')[]): Promise<void> => {
      for (const answer of answers) {
        if (answer === 'bug') asks.mockRejectedValueOnce(BUG);
        if (answer === 'silence') asks.mockResolvedValueOnce(NO_ANSWER);
        await world.ring('payments.look-up');
      }
    };
    await run('silence', 'silence', 'silence', 'silence', 'silence', 'silence', 'bug', 'bug', 'bug', 'bug', 'answer', 'bug', 'bug', 'bug', 'bug');
    expect(errors).toEqual([]);
    expect((await job('payments.look-up', id)).payload).toEqual({ payment_id: id, failures: 4 });
    await run('silence', 'bug', 'bug');
    expect(errors).toMatchObject([{ job_key: id, failures: 5 }]);
    await run('answer');
    expect((await job('payments.look-up', id)).payload).toEqual({ payment_id: id, failures: 0 });
  });
});
