import { newId } from '#platform/kernel/ids';
import { RefundPayment } from '#sales/payments/commands';
import { eventually } from '../../../../test/support/eventually.js';
import type { Tenant } from '../../../../test/support/boot.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

const PAYMENTS = 120;
const LOST = { lose_answer: 0.2, charged_but_unknown: 0.15 };

describe('a provider that misbehaves', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await bootPayments();
    tenant = await world.app.tenant();
  });
  afterAll(() => world.close());

  const injected = async () => ((await world.psp.control({})) as { injected: Record<string, number> }).injected;

  it('keeps books that agree with ours to the cent, charge by charge and refund by refund', async () => {
    const tokens = [await world.psp.token('succeeds'), await world.psp.token('declined')];
    for (const [mode, probability] of Object.entries(LOST)) await world.psp.control({ mode, probability, seed: 4711 });
    const ids: string[] = [];
    for (let from = 0; from < PAYMENTS; from += 8) {
      await Promise.all(Array.from({ length: 8 }, async (_, i) => {
        const id = await world.start(tenant, { ip_address: null, amount_minor: 100 + from + i });
        ids.push(id);
        const token = tokens[i === 7 ? 1 : 0]!;
        // A double click on every fourth.
        await Promise.all(Array.from({ length: i % 4 === 0 ? 2 : 1 }, () => world.charge(tenant, id, token)));
      }));
    }
    // Notifications of every third, twice and backwards; the others never come.
    for (const [index, id] of ids.entries()) {
      if (index % 3 !== 0) continue;
      for (const each of (await world.psp.notifications(id)).reverse()) for (let i = 0; i < 2; i++) expect((await world.notify(each)).status).toBe(200);
    }
    await world.ring('payments.look-up');
    for (const id of ids.slice(0, 40)) {
      const { status, amount_minor } = await world.view(tenant, id);
      if (status === 'done') await world.app.commands.execute(new RefundPayment({ payment_id: id, refund_id: newId('ref'), amount_minor, reason: 'chaos' }), tenant.scope);
    }
    await eventually(async () => {
      await world.ring('payments.refund');
      return (await world.app.look(`SELECT 1 AS one FROM payments.refund WHERE state IN ('requested', 'pending')`)).length === 0;
    }, 20_000);

    const faults = await injected();
    expect(faults['lose_answer']).toBeGreaterThan(10);
    expect(faults['charged_but_unknown']).toBeGreaterThan(10);
    const books = await world.psp.books();
    const ours = await world.app.look<{ id: string; status: string; captured_minor: bigint; refunded_minor: bigint; provider_reference: string }>(
      'SELECT id, status, captured_minor, refunded_minor, provider_reference FROM payments.payment WHERE game_id = $1', [tenant.gameId]);
    expect(ours).toHaveLength(PAYMENTS);
    for (const row of ours) {
      const theirs = books.filter(({ type, reference }) => type === 'payment' && reference === row.id);
      expect(theirs).toHaveLength(1);
      expect({ id: theirs[0]!.id, captured: theirs[0]!.captured_minor, refunded: theirs[0]!.refunded_minor }).toEqual({ id: row.provider_reference, captured: Number(row.captured_minor), refunded: Number(row.refunded_minor) });
      expect(row.status).toBe({ declined: 'failed', captured: 'done', refunded: 'refunded' }[theirs[0]!.status]);
    }
    const refunds = await world.app.look<{ id: string; state: string }>('SELECT id, state FROM payments.refund WHERE game_id = $1', [tenant.gameId]);
    expect(refunds.length).toBeGreaterThan(20);
    for (const refund of refunds) expect(books.filter(({ reference }) => reference === refund.id).map(({ status }) => status)).toEqual([refund.state]);

    const facts = await world.app.look<{ aggregate_id: string; n: bigint }>(
      `SELECT aggregate_id, count(*) AS n FROM platform.outbox_event WHERE type IN ('payments.payment.captured.v1', 'payments.payment.ended.v1') GROUP BY aggregate_id`);
    expect(facts).toHaveLength(PAYMENTS);
    expect(facts.every(({ n }) => Number(n) === 1)).toBe(true);
    expect(await world.app.look(`SELECT type FROM platform.outbox_event WHERE type IN ('payments.payment.mismatched.v1', 'payments.payment.captured_late.v1')`)).toEqual([]);
  });
});
