import { newId } from '#platform/kernel/ids';
import { PaymentDisputed } from '#sales/payments/events';
import { RefundFailed, RefundPartFailed, RefundPartSucceeded, RefundSucceeded, type RefundFact } from '#sales/refunds/events';
import { RequestOrderRefund, RequestPartRefund, type PartRefundAsked } from '#sales/orders/commands';
import type { OrderDetails } from '#sales/orders/queries';
import { TradingBooks } from '../../../../test/support/trading-books.js';

interface Sold { of: OrderDetails; payment: string }
type Asked = { lines: { line_id: string; quantity?: number }[] } | { amount: number };

describe('parts of an order', () => {
  let books: TradingBooks;
  beforeAll(async () => void (books = await TradingBooks.open()));
  afterAll(() => books.close());

  /** Two units for 39.98 EUR and one for 19.99: 59.97 with German VAT. */
  const sold = (): Promise<Sold> => books.paid('P-1', [{ sku: 'gems.500', quantity: 2 }, { sku: 'gems.900', quantity: 1 }]);
  const ask = ({ of }: Sold, asked: Asked): Promise<PartRefundAsked> => books.app.commands.execute(new RequestPartRefund({
    order_id: of.id, refund_id: newId('ref'), lines: 'lines' in asked ? asked.lines : null, amount_minor: 'amount' in asked ? asked.amount : null, reason_code: 'customer_request', reason: 'asked', source: 'studio',
    asked_by: 'mem_1', asked_by_member: 'mem_1',
  }), books.studio.scope);
  const fact = ({ of, payment }: Sold, refund_id: string, amount_minor: number): RefundFact => ({ refund_id, order_id: of.id, payment_id: payment, player_id: of.player_id, amount_minor, currency: of.currency, reason: 'asked', source: 'studio' });
  const back = (order: Sold, { refund_id, part }: PartRefundAsked) => books.announce(new RefundPartSucceeded('refund', refund_id, fact(order, refund_id, part.amount_minor)));
  const refund = async (order: Sold, asked: Asked): Promise<PartRefundAsked> => {
    const made = await ask(order, asked);
    await back(order, made);
    return made;
  };
  const rest = async (order: Sold): Promise<void> => {
    const { amount_minor } = await books.app.commands.execute(new RequestOrderRefund({ order_id: order.of.id, reason: 'rest', source: 'studio' }), books.studio.scope);
    const id = newId('ref');
    await books.announce(new RefundSucceeded('refund', id, fact(order, id, amount_minor)));
  };
  const disputed = ({ of, payment }: Sold, stage: 'opened' | 'won' | 'lost', amount_minor: number) => books.announce(new PaymentDisputed('payment', payment, {
    payment_id: payment, order_id: of.id, player_id: of.player_id, provider: 'sandbox', status: 'dispute', amount_minor, currency: of.currency, dispute_id: `dsp_${payment}`, stage, reason: 'fraudulent', taken_from: 'sale', has_gone_back: false,
  }));
  const announced = async ({ of }: Sold) => (await books.app.look<{ type: string; payload: any }>(`SELECT type, payload FROM platform.outbox_event WHERE aggregate_id = $1 AND type LIKE 'orders.%' ORDER BY id`, [of.id])).map(({ type, payload }) => ({ type: type.slice(13, -3), payload }));
  const types = async (order: Sold) => (await announced(order)).map(({ type }) => type).filter((type) => type !== 'created');
  /** What the order has left on each account; kinds and amounts of its entries in clearing. */
  const left = async ({ of }: Sold) => Object.fromEntries((await books.app.look<{ account: string; sum: string }>(
    `SELECT account, sum(amount_minor)::text AS sum FROM ledger.posting p JOIN ledger.journal_entry e ON e.game_id = p.game_id AND e.id = p.entry_id WHERE e.order_id = $1 AND e.kind <> 'psp_fee' GROUP BY account`, [of.id])).map(({ account, sum }) => [account, Number(sum)]));
  const SETTLED = { platform_fee_revenue: 0, studio_payable: 0, 'tax_payable:DE': 0 };

  it('go back one after the other, the order stays paid, and all of them are the sale to the cent', async () => {
    const order = await sold();
    const first = await ask(order, { lines: [{ line_id: '1', quantity: 1 }] });
    expect(first.part).toMatchObject({ amount_minor: 1_999, tax_minor: 319, net_minor: 1_680, platform_fee_minor: 84, lines: [{ line_id: '1', sku: 'gems.500', quantity: 1, amount_minor: 1_999, tax_minor: 319 }] });
    expect(await books.read(order.of.id)).toMatchObject({ status: 'paid', refunded: { amount_minor: 0, has_open_part: true } });
    await back(order, first);
    expect(await books.read(order.of.id)).toMatchObject({ status: 'paid', refunded_at: null, refunded: { amount_minor: 1_999, tax_minor: 319, lines: [{ line_id: '1', quantity: 1, amount_minor: 1_999 }], has_open_part: false } });
    const second = await refund(order, { amount: 1_000 });
    expect(second.part.lines.map(({ line_id, quantity, amount_minor }) => [line_id, quantity, amount_minor])).toEqual([['1', 0, 500], ['2', 0, 500]]);
    expect((await books.read(order.of.id)).refunded).toMatchObject({ amount_minor: 2_999, lines: [{ line_id: '1', quantity: 1, amount_minor: 2_499 }, { line_id: '2', quantity: 0, amount_minor: 500 }] });
    const last = await refund(order, { lines: [{ line_id: '2' }, { line_id: '1' }] });
    expect(last.part.amount_minor).toBe(2_998);
    expect(await books.read(order.of.id)).toMatchObject({ status: 'refunded', refunded_at: expect.any(Number), refunded: { amount_minor: 5_997, tax_minor: order.of.tax!.tax_minor, lines: [{ line_id: '1', quantity: 2 }, { line_id: '2', quantity: 1 }] } });
    expect(await types(order)).toEqual(['paid', 'part_refund_requested', 'partly_refunded', 'part_refund_requested', 'partly_refunded', 'part_refund_requested', 'refunded']);
    expect((await announced(order)).filter(({ type }) => type === 'partly_refunded').map(({ payload }) => [payload.refund_id, payload.amount_minor, payload.refunded_total_minor, payload.reason_code, payload.status]))
      .toEqual([[first.refund_id, 1_999, 1_999, 'customer_request', 'paid'], [second.refund_id, 1_000, 2_999, 'customer_request', 'paid']]);
    expect((await announced(order)).at(-1)!.payload).toMatchObject({ refund_id: last.refund_id, status: 'refunded', total_minor: 2_998 });
    expect(await left(order)).toEqual({ ...SETTLED, 'psp_clearing:sandbox': 0 });
  });

  it('and a refund of the whole gives back what is left', async () => {
    const order = await sold();
    await refund(order, { amount: 1 });
    await refund(order, { lines: [{ line_id: '2' }] });
    await rest(order);
    expect((await announced(order)).at(-1)!.payload).toMatchObject({ status: 'refunded', total_minor: 5_997 - 1 - 1_999 });
    expect(await left(order)).toEqual({ ...SETTLED, 'psp_clearing:sandbox': 0 });
  });

  it('never exceed a line or the order, however many ask at once', async () => {
    const order = await sold();
    const asked: Asked[] = Array.from({ length: 30 }, (_, n) => (n % 3 === 0 ? { lines: [{ line_id: '1', quantity: 1 }] } : n % 3 === 1 ? { lines: [{ line_id: '2' }] } : { amount: 1_500 }));
    const answers = await Promise.allSettled(asked.map((each) => ask(order, each)));
    const made = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const codes = new Set(answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : [])));
    expect([...codes].every((code) => ['orders.refund_exceeds_line', 'orders.refund_exceeds_order', 'orders.nothing_to_refund'].includes(code))).toBe(true);
    const total = made.reduce((sum, { part }) => sum + part.amount_minor, 0);
    expect(total).toBeLessThanOrEqual(5_997);
    expect(made.flatMap(({ part }) => part.lines).filter(({ line_id }) => line_id === '1').reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(2);
    for (const part of made) await back(order, part);
    const now = await books.read(order.of.id);
    expect(now.refunded.amount_minor).toBe(total);
    if (now.status === 'paid') await rest(order);
    expect(await left(order)).toEqual({ ...SETTLED, 'psp_clearing:sandbox': 0 });
  });

  it('are refused where the order is not paid, while the whole goes back, and the whole while they do', async () => {
    const order = await sold();
    const open = await ask(order, { amount: 100 });
    await expect(books.app.commands.execute(new RequestOrderRefund({ order_id: order.of.id, reason: 'r', source: 'studio' }), books.studio.scope)).rejects.toMatchObject({ code: 'orders.part_refunds_open' });
    await books.announce(new RefundPartFailed('refund', open.refund_id, { ...fact(order, open.refund_id, 100), failure: 'refund_refused' }));
    expect(await books.read(order.of.id)).toMatchObject({ status: 'paid', refunded: { amount_minor: 0, has_open_part: false } });
    expect((await announced(order)).at(-1)).toMatchObject({ type: 'refund_failed', payload: { refund_id: open.refund_id, reason: 'refund_refused', status: 'paid' } });
    await books.app.commands.execute(new RequestOrderRefund({ order_id: order.of.id, reason: 'r', source: 'studio' }), books.studio.scope);
    await expect(ask(order, { amount: 100 })).rejects.toMatchObject({ code: 'orders.not_refundable' });
    await books.announce(new RefundFailed('refund', 'ref_no', { ...fact(order, 'ref_no', 5_997), failure: 'x' }));
    await expect(ask(order, { amount: 5_998 })).rejects.toMatchObject({ code: 'orders.refund_exceeds_order', extra: { members: { amount_left: 5_997 } } });
    await expect(ask({ ...order, of: { ...order.of, id: await books.order() } }, { amount: 1 })).rejects.toMatchObject({ code: 'orders.not_refundable' });
  });

  it('are heard once, however often they are told, also of an order that the bank disputes', async () => {
    const order = await sold();
    const part = await ask(order, { lines: [{ line_id: '2' }] });
    await disputed(order, 'opened', 3_998);
    await back(order, part);
    await back(order, part);
    expect(await books.read(order.of.id)).toMatchObject({ status: 'disputed', refunded: { amount_minor: 1_999 } });
    await disputed(order, 'won', 3_998);
    expect(await types(order)).toEqual(['paid', 'part_refund_requested', 'partly_refunded', 'dispute_won']);
    await rest(order);
    expect(await left(order)).toEqual({ ...SETTLED, 'psp_clearing:sandbox': 0, 'disputes_in_transit:sandbox': 0 });
  });

  describe('that had gone back before the bank takes the order', () => {
    it('are mirrored once: it takes what was left', async () => {
      const order = await sold();
      await refund(order, { lines: [{ line_id: '2' }] });
      await disputed(order, 'opened', 3_998);
      await disputed(order, 'lost', 3_998);
      expect(await books.read(order.of.id)).toMatchObject({ status: 'canceled', refunded: { amount_minor: 1_999 } });
      expect(await types(order)).toEqual(['paid', 'part_refund_requested', 'partly_refunded', 'canceled']);
      expect(await left(order)).toEqual({ ...SETTLED, 'psp_clearing:sandbox': 0, 'disputes_in_transit:sandbox': 0 });
    });

    it('are a loss where it takes all of it', async () => {
      const order = await sold();
      await refund(order, { lines: [{ line_id: '2' }] });
      await disputed(order, 'opened', 5_997);
      await disputed(order, 'lost', 5_997);
      expect((await announced(order)).slice(-2)).toMatchObject([{ type: 'canceled', payload: { total_minor: 3_998 } }, { type: 'paid_back_again', payload: { amount_minor: 1_999, by: 'dispute' } }]);
      expect(await left(order)).toEqual({ ...SETTLED, 'psp_clearing:sandbox': -1_999, 'disputes_in_transit:sandbox': 0, chargeback_loss: 1_999 });
    });

    it('are mirrored when they arrive, where the bank left them: it took what was neither back nor on its way', async () => {
      const order = await sold();
      const part = await ask(order, { lines: [{ line_id: '2' }] });
      await disputed(order, 'opened', 3_998);
      await disputed(order, 'lost', 3_998);
      expect((await announced(order)).at(-1)).toMatchObject({ type: 'canceled', payload: { total_minor: 3_998 } });
      await back(order, part);
      expect((await announced(order)).at(-1)).toMatchObject({ type: 'partly_refunded', payload: { amount_minor: 1_999, status: 'canceled' } });
      expect(await left(order)).toEqual({ ...SETTLED, 'psp_clearing:sandbox': 0, 'disputes_in_transit:sandbox': 0 });
    });

    it('are a loss when they arrive after it has taken all of it', async () => {
      const order = await sold();
      const part = await ask(order, { lines: [{ line_id: '2' }] });
      await disputed(order, 'opened', 5_997);
      await disputed(order, 'lost', 5_997);
      await back(order, part);
      expect((await announced(order)).slice(-2)).toMatchObject([{ type: 'canceled', payload: { total_minor: 5_997 } }, { type: 'paid_back_again', payload: { amount_minor: 1_999, by: 'refund', cause_id: part.refund_id } }]);
      expect(await left(order)).toEqual({ ...SETTLED, 'psp_clearing:sandbox': -1_999, 'disputes_in_transit:sandbox': 0, chargeback_loss: 1_999 });
    });
  });

  it('stand on the order under its seal', async () => {
    const order = await sold();
    await refund(order, { amount: 100 });
    const broken = async () => (await books.app.look<{ facts: any }>('SELECT facts, seal FROM orders.order WHERE id = $1', [order.of.id]))[0]!;
    const before = await broken();
    const { SealedOrders } = await import('../infra/sealed-orders.js');
    const look = async () => books.app.database.transaction(books.studio.scope, { context: 'sales/orders' }, () => books.app.app.get(SealedOrders).byIds([order.of.id]));
    expect((await look())[0]!.fault).toBeNull();
    await books.admin.query(`UPDATE orders.order SET facts = replace(facts::text, '"counts": true', '"counts": false')::jsonb WHERE id = $1`, [order.of.id]);
    expect((await look())[0]!.fault).toMatch(/heard/);
    await books.admin.query('UPDATE orders.order SET facts = $2 WHERE id = $1', [order.of.id, JSON.stringify(before.facts)]);
  });
});
