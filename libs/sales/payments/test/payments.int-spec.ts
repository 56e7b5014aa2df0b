import { newId } from '#platform/kernel/ids';
import { AbandonPayment, RefundPayment } from '#sales/payments/commands';
import { GetCardFrame, GetPayments, ListPaymentMethods, ListPaymentsOfOrder, RefreshPayment } from '#sales/payments/queries';
import { eventually } from '../../../../test/support/eventually.js';
import type { Tenant } from '../../../../test/support/boot.js';
import { SandboxGateway } from '../infra/gateways/sandbox-gateway.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const CREATED = 'payments.payment.created.v1';
const CAPTURED = 'payments.payment.captured.v1';
const ENDED = 'payments.payment.ended.v1';
const LATE = 'payments.payment.captured_late.v1';
const REFUNDED = 'payments.payment.refunded.v1';
const REFUND_FAILED = 'payments.payment.refund_failed.v1';
const MISMATCHED = 'payments.payment.mismatched.v1';

describe('an attempt to pay', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await bootPayments();
    tenant = await world.app.tenant();
  });
  beforeEach(async () => void (await world.psp.control({ mode: 'none' })));
  afterAll(() => world.close());

  const job = async (type: string, key: string) => (await world.app.look<{ state: string }>('SELECT state FROM platform.job WHERE type = $1 AND key = $2 ORDER BY id DESC', [type, key]))[0]?.state;

  it('is committed before the provider is called, with its way back and its look-up', async () => {
    const id = await world.start(tenant);
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created', provider: 'sandbox', provider_reference: null, amount_minor: 1999, platform: 'ios' });
    expect(await world.announced(id)).toEqual([CREATED]);
    expect(await world.app.look(`SELECT game_id FROM platform.route WHERE kind = 'psp:sandbox' AND handle = $1`, [id])).toEqual([{ game_id: tenant.gameId }]);
    const [row] = await world.app.look<{ wait: number }>(`SELECT extract(epoch FROM run_at - created_at)::int AS wait FROM platform.job WHERE type = 'payments.look-up' AND key = $1`, [id]);
    expect(row!.wait).toBe(15);
    expect(await world.psp.booked(id)).toEqual([]);
    await world.start(tenant, { payment_id: id });
    expect(await world.announced(id)).toEqual([CREATED]);
  });

  it('keeps its way back sealed, since that names the secret of a checkout, and tells the provider what it is; one of an earlier build stands there in clear', async () => {
    const charge = jest.spyOn(SandboxGateway.prototype, 'charge');
    const kept = async (id: string) => (await world.app.look<{ return_url: string }>('SELECT return_url FROM payments.payment WHERE id = $1', [id]))[0]!.return_url;
    try {
      const return_url = 'http://127.0.0.1:4400/checkout/cs_secret/return';
      const [sealed, clear] = [await world.start(tenant, { return_url }), await world.start(tenant, { return_url })];
      expect(await kept(sealed)).toMatch(/^sealed:[\w+/=]{60,}$/);
      expect(Buffer.from((await kept(sealed)).slice(7), 'base64').toString('latin1')).not.toContain('cs_secret');
      await world.app.look('UPDATE payments.payment SET return_url = $2 WHERE id = $1', [clear, return_url]);
      for (const id of [sealed, clear]) await world.charge(tenant, id, await world.psp.token('succeeds'));
      expect(charge.mock.calls.map(([order]) => order.return_url)).toEqual([return_url, return_url]);
    } finally {
      charge.mockRestore();
    }
  });

  it('is paid by card: status, fee, card and one fact', async () => {
    const { id, standing } = await world.pay(tenant);
    expect(standing).toEqual({ payment_id: id, state: 'paid', action_url: null, decline: null });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done', psp_fee_minor: 88, card: { brand: 'VISA', last4: '4242', country: 'GB' }, fail_reason: null, captured_at: expect.any(Number) });
    expect(await world.announced(id)).toEqual([CREATED, CAPTURED]);
    expect((await world.facts(id, CAPTURED))[0]).toMatchObject({ payment_id: id, provider: 'sandbox', status: 'done', amount_minor: 1999, currency: 'EUR', buyer_country: 'DE', psp_fee_minor: 88, provider_reference: expect.stringMatching(/^psp_/) });
    expect(await job('payments.look-up', id)).toBe('canceled');
  });

  it.each([
    ['declined', 'card_declined', true, '16'], ['insufficient', 'insufficient_funds', true, '2051'], ['lost', 'card_declined', false, '3041'], ['expired', 'expired_card', false, '2054'], ['unknown', 'invalid_card_number', false, '14'],
  ] as const)('is declined in words for the player: %s', async (card, code, retryable, provider) => {
    const { id, standing } = await world.pay(tenant, card);
    expect(standing).toEqual({ payment_id: id, state: 'declined', action_url: null, decline: { code, retryable } });
    expect(await world.view(tenant, id)).toMatchObject({ status: 'failed', fail_reason: code, fail_code: provider });
    expect(await world.facts(id, ENDED)).toEqual([expect.objectContaining({ status: 'failed', fail_reason: code, fail_code: provider })]);
  });

  it.each([['approve', 'paid', 'done', 'authenticated'], ['refuse', 'failed', 'failed', 'failed']] as const)('goes through 3-D Secure: %s', async (answer, state, status, result) => {
    const { id, standing } = await world.pay(tenant, 'asks_3ds');
    expect(standing).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/3ds/') });
    expect(await world.charge(tenant, id, await world.psp.token('succeeds'))).toEqual(standing);
    expect(await world.app.calls.ask(new RefreshPayment({ payment_id: id }), tenant.scope)).toEqual(standing);
    await world.psp.answerAction(standing.action_url!, answer);
    expect(await world.app.calls.ask(new RefreshPayment({ payment_id: id }), tenant.scope)).toMatchObject({ state, action_url: null, ...(answer === 'refuse' ? { decline: { code: 'authentication_failed', retryable: true } } : {}) });
    expect(await world.view(tenant, id)).toMatchObject({ status, three_ds: { flow: 'challenge', result }, action_url: null });
  });

  it('is charged once by thirty simultaneous callers', async () => {
    const id = await world.start(tenant);
    const token = await world.psp.token('succeeds');
    const standings = await Promise.all(Array.from({ length: 30 }, () => world.charge(tenant, id, token)));
    expect(standings.filter(({ state }) => state === 'paid').length).toBeGreaterThanOrEqual(1);
    expect(new Set(standings.map(({ state }) => state))).toEqual(new Set(['paid', 'unknown']));
    expect(await world.psp.booked(id)).toHaveLength(1);
    expect(await world.announced(id)).toEqual([CREATED, CAPTURED]);
  });

  it.each(['lose_answer', 'charged_but_unknown'])('is found when the answer is lost: %s', async (mode) => {
    const id = await world.start(tenant);
    const token = await world.psp.token('succeeds');
    await world.psp.control({ mode, count: 1 });
    expect(await world.charge(tenant, id, token)).toMatchObject({ state: 'paid' });
    expect(await world.psp.booked(id)).toHaveLength(1);
  });

  it('is found by its look-up job when this process died after the charge', async () => {
    const id = await world.start(tenant);
    const token = await world.psp.token('succeeds');
    await fetch(`${world.psp.url}/payments`, {
      method: 'POST', headers: { authorization: `Bearer ${world.psp.apiKey}`, 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ reference: id, amount_minor: 1999, currency: 'EUR', token, return_url: 'http://127.0.0.1/' }),
    });
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
    expect(await world.announced(id)).toEqual([CREATED, CAPTURED]);
  });

  it('is held, not granted, when another amount was taken than asked for', async () => {
    const id = await world.start(tenant);
    const token = await world.psp.token('succeeds');
    await world.psp.control({ mode: 'wrong_amount', count: 1 });
    expect(await world.charge(tenant, id, token)).toMatchObject({ state: 'pending' });
    await world.app.calls.ask(new RefreshPayment({ payment_id: id }), tenant.scope);
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject({ status: 'created', captured_at: null });
    expect(await world.announced(id)).toEqual([CREATED, MISMATCHED]);
    expect((await world.facts(id, MISMATCHED))[0]).toMatchObject({ amount_minor: 1999, reported_minor: 2000, reported_currency: 'EUR' });
    expect(await world.app.commands.execute(new AbandonPayment({ payment_id: id, status: 'canceled' }), tenant.scope)).toEqual({ changed: false });
  });

  it('ends when the provider refuses or cannot be reached, so that another try is free', async () => {
    const refused = await world.start(tenant);
    expect(await world.charge(tenant, refused, 'ptk_unheard_of')).toMatchObject({ state: 'failed', decline: { code: 'payment_failed', retryable: true } });
    expect(await world.view(tenant, refused)).toMatchObject({ status: 'failed', fail_code: 'unknown_token' });
    expect(await world.announced(refused)).toEqual([CREATED, ENDED]);
  });

  it.each(['bank_transfer', 'voucher', 'wallet'])('waits for an async method: %s', async (method) => {
    const id = await world.start(tenant, { method });
    const standing = await world.charge(tenant, id);
    if (method === 'wallet') {
      expect(standing).toMatchObject({ state: 'requires_action', action_url: expect.stringContaining('/wallet/') });
      await world.psp.answerAction(standing.action_url!, 'refuse');
      await world.ring('payments.look-up');
      expect(await world.view(tenant, id)).toMatchObject({ status: 'canceled', fail_reason: 'canceled_by_player' });
      return;
    }
    expect(standing).toMatchObject({ state: 'pending' });
    const [booked] = await world.psp.booked(id);
    await world.psp.control({ settle_async: { payment_id: booked!.id, result: method === 'voucher' ? 'failed' : 'paid' } });
    await world.ring('payments.look-up');
    expect(await world.view(tenant, id)).toMatchObject(method === 'voucher' ? { status: expect.stringMatching(/failed|expired/) } : { status: 'done' });
    expect((await world.view(tenant, id)).expires_at - (await world.view(tenant, id)).created_at).toBe(24 * 3_600);
  });

  it('that was called off is voided at the provider', async () => {
    const { id } = await world.pay(tenant, 'asks_3ds');
    expect(await world.app.commands.execute(new AbandonPayment({ payment_id: id, status: 'canceled' }), tenant.scope)).toEqual({ changed: true });
    expect(await world.app.commands.execute(new AbandonPayment({ payment_id: id, status: 'abandoned' }), tenant.scope)).toEqual({ changed: false });
    await world.app.settle();
    expect((await world.psp.booked(id))[0]).toMatchObject({ status: 'voided' });
    expect(await world.announced(id)).toEqual([CREATED, ENDED]);
    expect(await world.charge(tenant, id, await world.psp.token('succeeds'))).toMatchObject({ state: 'failed' });
    expect(await world.psp.booked(id)).toHaveLength(1);
  });

  it('that succeeds after it was called off goes back by itself, and the order never hears of a capture', async () => {
    const { id, standing } = await world.pay(tenant, 'asks_3ds');
    await world.app.commands.execute(new AbandonPayment({ payment_id: id, status: 'abandoned' }), tenant.scope);
    await world.psp.answerAction(standing.action_url!, 'approve');
    await eventually(async () => {
      await world.ring('payments.call-off');
      await world.ring('payments.refund');
      return (await world.view(tenant, id)).status === 'refunded';
    });
    expect(await world.announced(id)).toEqual([CREATED, ENDED, LATE, REFUNDED]);
    expect((await world.facts(id, REFUNDED))[0]).toMatchObject({ purpose: 'late', refund_id: id.replace('pmt_', 'ref_'), refunded_minor: 1999 });
    expect((await world.psp.booked(id))[0]).toMatchObject({ status: 'refunded', refunded_minor: 1999 });
    expect(await world.app.calls.ask(new RefreshPayment({ payment_id: id }), tenant.scope)).toMatchObject({ state: 'failed' });
  });

  it('is limited to ten per order in ten minutes: the eleventh is rejected without being charged', async () => {
    const order_id = newId('ord');
    const ids: string[] = [];
    for (let i = 0; i < 11; i++) ids.push(await world.start(tenant, { order_id, ip_address: null }));
    const all = await world.app.queries.ask(new ListPaymentsOfOrder(order_id), tenant.scope);
    expect(all.map(({ status }) => status)).toEqual([...Array<string>(10).fill('created'), 'rejected']);
    expect(await world.announced(ids[10]!)).toEqual([CREATED, ENDED]);
    await expect(world.charge(tenant, ids[10]!, await world.psp.token('succeeds'))).rejects.toMatchObject({ code: 'payments.too_many_attempts', status: 429, extra: { retryAfterSeconds: expect.any(Number) } });
    expect(await world.psp.booked(ids[10]!)).toEqual([]);
  });

  describe('gives money back', () => {
    const refund = (payment_id: string, refund_id: string, amount_minor = 1999) => world.app.commands.execute(new RefundPayment({ payment_id, refund_id, amount_minor, reason: 'asked for' }), tenant.scope);
    const final = (id: string) => eventually(async () => {
      await world.ring('payments.refund');
      return (await world.view(tenant, id)).status !== 'refund_requested';
    });

    it('once, however often it is told to', async () => {
      const { id } = await world.pay(tenant);
      const refund_id = newId('ref');
      await Promise.all(Array.from({ length: 10 }, () => refund(id, refund_id)));
      expect(await world.view(tenant, id)).toMatchObject({ status: 'refund_requested', refund_id, refund_reason: 'asked for' });
      await final(id);
      expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
      expect(await world.psp.booked(refund_id)).toHaveLength(1);
      expect(await world.announced(id)).toEqual([CREATED, CAPTURED, REFUNDED]);
      expect((await world.facts(id, REFUNDED))[0]).toMatchObject({ refund_id, refunded_minor: 1999, purpose: 'order', provider_refund_reference: expect.stringMatching(/^psr_/) });
      await expect(refund(id, newId('ref'))).rejects.toMatchObject({ code: 'payments.not_refundable' });
      await expect(refund(id, refund_id, 5)).rejects.toMatchObject({ code: 'payments.refund_id_taken' });
    });

    it('never more than was taken, also by ten that race', async () => {
      const { id } = await world.pay(tenant);
      const answers = await Promise.allSettled(Array.from({ length: 10 }, () => refund(id, newId('ref'), 1500)));
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await final(id);
      expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
      await expect(refund(id, newId('ref'), 500)).rejects.toMatchObject({ code: 'payments.not_refundable' });
      await refund(id, newId('ref'), 499);
      await final(id);
      expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
    });

    it('in several parts at once, each under its own id, and never more than was taken', async () => {
      const { id } = await world.pay(tenant);
      const ids = Array.from({ length: 10 }, () => newId('ref'));
      const answers = await Promise.allSettled(ids.map((refund_id) => refund(id, refund_id, 600)));
      const booked = ids.filter((_, n) => answers[n]!.status === 'fulfilled');
      expect(booked).toHaveLength(3);
      await final(id);
      expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
      expect((await world.facts(id, REFUNDED)).map(({ refund_id, refunded_minor }) => [refund_id, refunded_minor]).sort()).toEqual(booked.sort().map((refund_id) => [refund_id, 600]));
      expect((await world.facts(id, REFUNDED)).map(({ status }) => status)).toEqual(['refund_requested', 'refund_requested', 'done']);
      await refund(id, newId('ref'), 199);
      await final(id);
      expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
      expect((await world.psp.booked(id))[0]).toMatchObject({ status: 'refunded', refunded_minor: 1999 });
    });

    it('in part, and the bank takes what is left: that, and no more, is in dispute', async () => {
      await world.psp.control({ dispute_delay_ms: 1_500 });
      const { id } = await world.pay(tenant, 'dispute_lost');
      await refund(id, newId('ref'), 500);
      await final(id);
      const told = (await eventually(async () => {
        const all = await world.psp.notifications(id);
        return all.some(({ type }) => type === 'dispute.lost') && all.filter(({ type }) => type.startsWith('dispute.'));
      })) as Awaited<ReturnType<typeof world.psp.notifications>>;
      for (const notification of told) await world.notify(notification);
      await world.app.settle();
      expect((await world.facts(id, 'payments.payment.disputed.v1')).map(({ stage, amount_minor, has_gone_back }) => [stage, amount_minor, has_gone_back])).toEqual([['opened', 1499, false], ['lost', 1499, false]]);
      expect(await world.view(tenant, id)).toMatchObject({ status: 'chargeback' });
    });

    it('or says that the provider would not, and is done again', async () => {
      const { id } = await world.pay(tenant);
      const refund_id = newId('ref');
      await world.psp.control({ mode: 'fail_refunds', count: 1 });
      await refund(id, refund_id);
      await final(id);
      expect(await world.view(tenant, id)).toMatchObject({ status: 'done' });
      expect((await world.facts(id, REFUND_FAILED))[0]).toMatchObject({ refund_id, reason: 'refund_refused', purpose: 'order' });
      await refund(id, newId('ref'));
      await final(id);
      expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
    });

    it('once when the answer of the refund is lost', async () => {
      const { id } = await world.pay(tenant);
      const refund_id = newId('ref');
      await world.psp.control({ mode: 'charged_but_unknown', count: 1 });
      await refund(id, refund_id);
      await final(id);
      expect(await world.psp.booked(refund_id)).toHaveLength(1);
      expect(await world.view(tenant, id)).toMatchObject({ status: 'refunded' });
    });
  });

  it('is nobody else’s', async () => {
    const { id } = await world.pay(tenant);
    const other = await world.app.tenant();
    await expect(world.view(other, id)).rejects.toMatchObject({ code: 'payments.not_found' });
    expect(await world.app.queries.ask(new GetPayments([id]), other.scope)).toEqual([]);
    await expect(world.charge(other, id)).rejects.toMatchObject({ code: 'payments.not_found' });
    await expect(world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id: newId('ref'), amount_minor: 1, reason: 'x' }), other.scope)).rejects.toMatchObject({ code: 'payments.not_found' });
  });

  it('tells the page what it needs for card fields and methods', async () => {
    const frame = await world.app.queries.ask(new GetCardFrame({ locale: 'de' }), tenant.scope);
    expect(frame).toMatchObject({ provider: 'sandbox', origin: world.psp.url });
    expect((await fetch(frame.frame_url)).headers.get('content-security-policy')).toContain('frame-ancestors http://127.0.0.1:4400');
    expect((await world.app.queries.ask(new ListPaymentMethods({ country: 'DE', currency: 'EUR', amount_minor: 1 }), tenant.scope)).map(({ method }) => method)).toEqual(['apple_pay', 'google_pay', 'card', 'wallet', 'bank_transfer', 'voucher', 'code']);
    expect(await world.app.queries.ask(new ListPaymentMethods({ country: 'DE', currency: 'EUR', amount_minor: 0 }), tenant.scope)).toEqual([]);
  });

  it('takes three statements to start and four to record as paid', async () => {
    const before = world.app.database.statements;
    const id = await world.start(tenant);
    const started = world.app.database.statements - before;
    const token = await world.psp.token('succeeds');
    await world.charge(tenant, id, token);
    const charged = world.app.database.statements - before - started;
    // BEGIN with its scope counts as two and COMMIT as one: three per transaction. Charging is two transactions, one statement in the first.
    expect(started - 3).toBe(3);
    expect(charged - 3 - 1 - 3).toBe(4);
  });
});
