import { Logger } from '@nestjs/common';
import { newId } from '#platform/kernel/ids';
import { AbandonPayment, RefundPayment } from '#sales/payments/commands';
import { eventually } from '../../../../test/support/eventually.js';
import type { Tenant } from '../../../../test/support/boot.js';
import { RecordPayment } from '../app/record-payment.js';
import { RecordRefund } from '../app/refund-payment.js';
import type { SeenPayment } from '../domain/payment-gateway.js';
import { SandboxGateway } from '../infra/gateways/sandbox-gateway.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const DISPUTED = 'payments.payment.disputed.v1';
const REFUNDED = 'payments.payment.refunded.v1';

type Stage = 'opened' | 'won' | 'lost';

describe('a dispute', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  let alarms: { msg: string; payment_id: string }[] = [];
  beforeAll(async () => {
    world = await bootPayments();
    // Refunds end when these tests say so.
    await world.psp.control({ refund_delay_ms: 600_000 });
    tenant = await world.app.tenant();
  });
  beforeEach(() => {
    alarms = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void alarms.push(entry as (typeof alarms)[number]));
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => world.close());

  /** What the provider says of the payment, with this dispute in it. */
  const seen = async (id: string, stage: Stage, disputeId: string, amount_minor?: number): Promise<SeenPayment> => {
    const found = await world.app.app.get(SandboxGateway).lookUp({ reference: id, provider_reference: null, charged_at: null });
    if (found.outcome !== 'answered' || !found.value) throw new Error(JSON.stringify(found));
    return { ...found.value, dispute: { id: disputeId, stage, reason: 'fraudulent', ...(amount_minor === undefined ? {} : { amount_minor }) } };
  };
  const dispute = async (id: string, stage: Stage, disputeId = `psd_${id}`, amount?: number) => world.app.commands.execute(new RecordPayment({ payment_id: id, seen: await seen(id, stage, disputeId, amount) }), tenant.scope);
  const book = async (id: string, amount_minor = 1999): Promise<string> => {
    const refund_id = newId('ref');
    await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id, amount_minor, reason: 'asked for' }), tenant.scope);
    return refund_id;
  };
  const refundEnds = (refund_id: string, state: 'succeeded' | 'failed', amount_minor = 1999) => world.app.commands.execute(new RecordRefund({ refund_id, state, provider_reference: `psr_${refund_id}`, failure: null, amount_minor }), tenant.scope);
  const stages = async (id: string) => (await world.facts(id, DISPUTED)).map(({ stage, status, taken_from, has_gone_back }) => [stage, status, taken_from, has_gone_back]);
  const status = async (id: string) => (await world.view(tenant, id)).status;

  it.each(['won', 'lost'] as const)('that is opened while a refund is under way is followed to its end after the refund: %s', async (end) => {
    const { id } = await world.pay(tenant);
    const refund = await book(id);
    await dispute(id, 'opened');
    expect(await status(id)).toBe('dispute');
    await refundEnds(refund, 'succeeded');
    expect(await status(id)).toBe('refunded');
    for (let told = 0; told < 2; told++) await dispute(id, end);
    expect(await status(id)).toBe('refunded');
    expect(await stages(id)).toEqual([['opened', 'dispute', 'sale', false], [end, 'refunded', 'sale', true]]);
    expect(alarms.map(({ msg }) => msg)).toEqual(end === 'lost' ? ['ALARM: money went back to the player twice: refunded, and taken by the bank'] : []);
  });

  it('of a payment that was refunded before is announced, and an alarm as soon as it is opened', async () => {
    const { id } = await world.pay(tenant);
    await refundEnds(await book(id), 'succeeded');
    await dispute(id, 'opened');
    await dispute(id, 'opened');
    expect(alarms).toMatchObject([{ msg: 'ALARM: the bank has taken money that was refunded before: show it the refund', payment_id: id }]);
    await dispute(id, 'lost');
    expect(alarms).toHaveLength(2);
    expect(await status(id)).toBe('refunded');
    expect(await stages(id)).toEqual([['opened', 'refunded', 'sale', true], ['lost', 'refunded', 'sale', true]]);
  });

  it('that is lost before a refund goes through leaves an alarm, and the refund is told as the second time', async () => {
    const { id } = await world.pay(tenant);
    const refund = await book(id);
    await dispute(id, 'lost');
    expect(await status(id)).toBe('chargeback');
    await refundEnds(refund, 'succeeded');
    expect(await status(id)).toBe('chargeback');
    expect(await world.facts(id, REFUNDED)).toMatchObject([{ status: 'chargeback', has_gone_back: true }]);
    expect(alarms).toMatchObject([{ msg: 'ALARM: money went back to the player twice: refunded, and taken by the bank', payment_id: id }]);
  });

  it('that is won lets a refund under way go on, and one that failed meanwhile is over', async () => {
    const [gone, kept] = [await world.pay(tenant), await world.pay(tenant)];
    const refunds = [await book(gone.id), await book(kept.id)];
    for (const { id } of [gone, kept]) await dispute(id, 'opened');
    await refundEnds(refunds[1]!, 'failed');
    for (const { id } of [gone, kept]) await dispute(id, 'won');
    expect([await status(gone.id), await status(kept.id)]).toEqual(['refund_requested', 'done']);
    await refundEnds(refunds[0]!, 'succeeded');
    expect(await status(gone.id)).toBe('refunded');
    expect(alarms).toEqual([]);
  });

  it('takes what the provider says that it takes, to its end; what is refunded beside it goes back once, and the alarm is for what goes back twice', async () => {
    const amounts = async (id: string) => (await world.facts(id, DISPUTED)).map(({ amount_minor }) => amount_minor);
    const part = await world.pay(tenant);
    const refund = await book(part.id, 500);
    await dispute(part.id, 'opened', undefined, 1_499);
    await dispute(part.id, 'lost', undefined, 1_500);
    await refundEnds(refund, 'succeeded', 500);
    expect([await amounts(part.id), await status(part.id), (await world.facts(part.id, REFUNDED))[0]!.has_gone_back, alarms]).toEqual([[1_499, 1_499], 'chargeback', false, []]);
    const all = await world.pay(tenant);
    await refundEnds(await book(all.id, 500), 'succeeded', 500);
    await dispute(all.id, 'lost', undefined, 1_999);
    expect(alarms).toMatchObject([{ msg: 'ALARM: money went back to the player twice: refunded, and taken by the bank', payment_id: all.id }]);
    const older = await world.pay(tenant);
    await dispute(older.id, 'opened', undefined, 1_000);
    await world.app.look('UPDATE payments.payment SET dispute_minor = NULL WHERE id = $1', [older.id]);
    await dispute(older.id, 'won', undefined, 1_000);
    expect(await amounts(older.id)).toEqual([1_000, 1_999]);
  });

  it('may come again after the first one has ended, and is an alarm while the first one has not', async () => {
    const { id } = await world.pay(tenant);
    await dispute(id, 'won');
    await dispute(id, 'opened', `psd_${id}_2`);
    expect((await stages(id)).map(([stage]) => stage)).toEqual(['opened', 'won', 'opened']);
    expect(await status(id)).toBe('dispute');
    await dispute(id, 'lost', `psd_${id}_3`);
    expect(await stages(id)).toHaveLength(3);
    expect(alarms).toMatchObject([{ msg: 'ALARM: the provider tells of another dispute while the first one has no end', payment_id: id }]);
  });

  it('of money that came after its attempt had ended says that it was the player’s', async () => {
    const { id, standing } = await world.pay(tenant, 'asks_3ds');
    await world.app.commands.execute(new AbandonPayment({ payment_id: id, status: 'canceled' }), tenant.scope);
    await world.psp.answerAction(standing.action_url!, 'approve');
    await eventually(async () => {
      await world.ring('payments.call-off');
      return (await status(id)) === 'refund_requested';
    });
    await dispute(id, 'lost');
    expect(await stages(id)).toEqual([['opened', 'dispute', 'owed_to_player', false], ['lost', 'chargeback', 'owed_to_player', false]]);
  });

  it('of another amount than asked for speaks of what was taken, and leaves the attempt to the person who looks at it', async () => {
    const id = await world.start(tenant);
    await world.psp.control({ mode: 'wrong_amount', count: 1 });
    await world.charge(tenant, id, await world.psp.token('succeeds'));
    await dispute(id, 'lost');
    expect(await status(id)).toBe('created');
    expect(await world.facts(id, DISPUTED)).toMatchObject([{ stage: 'opened', taken_from: 'suspense', amount_minor: 2000 }, { stage: 'lost', taken_from: 'suspense', amount_minor: 2000 }]);
  });
});
