import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { newId } from '#platform/kernel/ids';
import { FakeFxModule } from '#money/fx/testing';
import { GameServerAnswers, aTarget, aVerifiedPlayer, fakeGameServers } from '#studio/game-servers/testing';
import { GrantRequested, GrantRevocationRequested, GrantVoided, ReservationReleased } from '#sales/fulfillment/events';
import { aGrantFact } from '#sales/fulfillment/testing';
import { OrderCanceled, OrderCreated, OrderOverpaid, OrderPaid, OrderPartlyRefunded, OrderRefunded, OrderRefundFailed } from '#sales/orders/events';
import { FakeOrders, fakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { PaymentCaptured, PaymentCapturedLate, PaymentCreated, PaymentDisputed, PaymentEnded, PaymentFraudReported, PaymentMismatched, PaymentMismatchResolved, PaymentRefunded } from '#sales/payments/events';
import { ClawbackRecorded } from '#sales/refunds/events';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { SENT_EVENTS } from '../domain/event-types.js';
import { eventSchema, type DocumentedEvent } from '../domain/event-schemas.js';
import { WebhooksModule, rows } from '../module.js';
import { Around, HappenForTest, salesAround } from './sales-around.js';

const OF_A_SALE = SENT_EVENTS.filter((type) => !/^(webhook|player|batch)\./.test(type));
let app: Booted;
let tenant: Tenant;
const receiver = Receiver.ofSuite();
const orders = new FakeOrders();
const around = new Around();
const servers = new GameServerAnswers();
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

beforeAll(async () => {
  app = await bootContext({ modules: [WebhooksModule], rows, fakes: [fakeOrders(orders), salesAround(around), fakeGameServers(servers), FakeFxModule] });
});
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await app.tenant();
  servers.endpoints = [aTarget({ endpoint_id: newId('whk'), url: receiver.url, events: [...aTarget().events, 'order.reserve', 'fraud.reported', 'review.opened', 'review.closed', 'refund.clawback'] })];
});

const happen = (...events: HappenForTest['events']) => app.commands.execute(new HappenForTest(events), tenant.scope);
const get = (url: string, apiKey = tenant.apiKey) => app.inject({ method: 'GET', url, apiKey });
const sent = () => receiver.received.map((each) => JSON.parse(each.body) as Record<string, any>);

/** One of everything that the sales contexts announce. */
async function everything(): Promise<{ orderId: string; paymentId: string }> {
  const order = orders.put({ game_id: tenant.gameId });
  const payment = around.payment({ order_id: order.id, psp_fee_minor: 88 });
  const paid = orderPaidForTest({ order_id: order.id, payment_id: payment.id });
  Object.assign(order, { payment_id: payment.id, receipt_number: paid.receipt_number });
  orders.sales.set(order.id, paid);
  const fact = (status: string) => around.fact(payment, status);
  const grant = aGrantFact({ order_id: order.id });
  const clawback = newId('clw');
  const reservation = { reservation_id: newId('rsv'), order_id: order.id, player_id: 'P-1', payment_id: payment.id, is_unsure: false };
  await happen(
    new OrderCreated('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'created' }), new OrderPaid('order', order.id, paid),
    new OrderRefundFailed('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'paid', refund_id: newId('ref'), reason: 'too_old' }),
    new OrderPartlyRefunded('order', order.id, {
      ...paid, status: 'paid', amount_minor: 500, net_minor: 420, tax_minor: 80, platform_fee_minor: 21, tax_components: [], refund_id: newId('ref'), reason_code: 'other', reason: 'asked', refunded_total_minor: 500, refunded_at: 1_790_000_100,
      lines: [{ line_id: '1', item_id: order.lines[0]!.item_id, sku: 'gems.500', quantity: 0, amount_minor: 500, tax_minor: 80 }],
    }),
    new OrderRefunded('order', order.id, { ...paid, status: 'refunded', refund_id: newId('ref'), reason: 'asked', refunded_at: 1_790_000_100 }), new OrderCanceled('order', order.id, { ...paid, status: 'canceled', reason: 'dispute_lost' }),
    new PaymentCreated('payment', payment.id, fact('created')),
    ...['failed', 'rejected', 'canceled', 'abandoned', 'expired', 'voided'].map((status) => new PaymentEnded('payment', payment.id, { ...fact(status), fail_reason: status === 'failed' ? 'card_declined' : null, fail_code: null })),
    new PaymentRefunded('payment', payment.id, { ...fact('refunded'), refund_id: newId('ref'), purpose: 'order', refunded_minor: 1_999, provider_refund_reference: 'psp_r' }),
    ...(['opened', 'lost'] as const).map((stage) => new PaymentDisputed('payment', payment.id, { ...fact(stage === 'opened' ? 'dispute' : 'chargeback'), dispute_id: newId('dsp'), stage, reason: null })),
    new PaymentFraudReported('payment', payment.id, { ...fact('done'), reported_at: 1_790_000_000 }),
    new PaymentMismatched('payment', payment.id, { ...fact('done'), reported_minor: 1_999, reported_currency: 'USD', held_for: 'review' }),
    new PaymentMismatchResolved('payment', payment.id, { ...fact('done'), reported_minor: 1_999, reported_currency: 'USD', resolution: 'pay_order', psp_fee_minor: 88, held_for: 'review' }),
    new ClawbackRecorded('clawback', clawback, { clawback_id: clawback, refund_id: newId('ref'), order_id: order.id, player_id: 'P-1', amount_minor: 500, currency: 'USD', items: [{ line_id: '1', item_id: order.lines[0]!.item_id, sku: 'gems.500', quantity: 1, state: 'used' }] }),
    new GrantRequested('grant', grant.grant_id, grant),
    new ReservationReleased('reservation', reservation.reservation_id, reservation),
  );
  await app.settle();
  await happen(new GrantRevocationRequested('grant', grant.grant_id, { ...grant, reason: `Order refunded ${order.id}` }));
  await app.settle();
  return { orderId: order.id, paymentId: payment.id };
}

describe('what is announced', () => {
  it('is sent as the documented events, each fitting its schema, numbered without gaps', async () => {
    const { orderId, paymentId } = await everything();
    const events = sent();
    expect(await app.look("SELECT subscriber, last_error FROM platform.outbox_delivery WHERE last_error IS NOT NULL AND game_id = $1", [tenant.gameId])).toEqual([]);
    expect(events.map((each) => each.event_type).sort()).toEqual([...OF_A_SALE].sort());
    for (const event of events) {
      const validate = ajv.getSchema(`https://hubcraft.dev/events/${event.event_type}.schema.json`) ?? ajv.compile(eventSchema(event.event_type as DocumentedEvent));
      validate(event);
      expect({ type: event.event_type, errors: validate.errors }).toEqual({ type: event.event_type, errors: null });
    }
    for (const id of [orderId, paymentId]) {
      const numbers = events.filter((each) => each.aggregate_id === id).sort((a, b) => a.sequence - b.sequence);
      expect(numbers.map((each) => each.sequence)).toEqual(numbers.map((_, index) => index + 1));
      expect(numbers.map((each) => each.previous_sequence)).toEqual(numbers.map((_, index) => (index === 0 ? null : index)));
    }
    const keys = events.map((each) => each.idempotency_key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('shows the status and the figures of its moment', async () => {
    await everything();
    const of = (type: string) => sent().find((each) => each.event_type === type)!.event_data;
    expect(of('fraud.reported')).toMatchObject({ payment_id: expect.stringMatching(/^pmt_/), status: 'done', fraud_reported_at: 1_790_000_000 });
    expect(of('payment.declined')).toMatchObject({ status: 'failed', fail_reason: 'card_declined', card_last_4_digits: '4242', total: 1_999, currency_minor_unit: 2 });
    expect(of('order.created')).toMatchObject({ status: 'created', revenue_usd: null });
    expect(of('refund.failed')).toMatchObject({ status: 'paid', refund_failure: 'too_old', refund_id: expect.stringMatching(/^ref_/) });
    expect(of('order.refunded')).toMatchObject({ status: 'refunded', refund_reason: 'asked' });
  });

  it('says that a payment succeeds when its dispute is won, and not when it was refunded meanwhile', async () => {
    const won = (status: string) => {
      const payment = around.payment({ order_id: orders.put({ game_id: tenant.gameId }).id });
      return new PaymentDisputed('payment', payment.id, { ...around.fact(payment, status), dispute_id: newId('dsp'), stage: 'won', reason: null });
    };
    await happen(won('done'), won('refund_requested'), won('refunded'), won('chargeback'));
    await app.settle();
    expect(sent().map((each) => [each.event_type, each.event_data.status])).toEqual([['payment.succeeded', 'done'], ['payment.succeeded', 'refund_requested']]);
    await happen(won('refunded'));
    await app.settle();
    expect(sent()).toHaveLength(2);
    expect(await app.look("SELECT subscriber, last_error FROM platform.outbox_delivery WHERE last_error IS NOT NULL AND game_id = $1", [tenant.gameId])).toEqual([]);
  });

  it('shows what is left to whom in every event of a payment whose money came, with the receipt, as of the day of the sale', async () => {
    await everything();
    const of = (type: string) => sent().find((each) => each.event_type === type)!.event_data;
    const paid = of('order.paid');
    const figures = { platform_fee_usd: paid.fees.platform_fee_usd, payment_system_fee_usd: paid.fees.payment_system_fee_usd, taxes_usd: paid.fees.taxes_usd, revenue_usd: paid.revenue_usd };
    for (const type of ['payment.succeeded', 'payment.refunded', 'payment.dispute', 'payment.chargeback']) {
      const data = of(type);
      expect({ type, ...data }).toMatchObject({ type, ...figures, total_usd_revenue: paid.revenue_usd, receipt_number: paid.receipt_number, total_usd: expect.any(Number) });
      expect(data.fees).toEqual(expect.arrayContaining([{ name: 'platform_fee_usd', amount: figures.platform_fee_usd }, { name: 'payment_system_fee_usd', amount: figures.payment_system_fee_usd }]));
    }
    expect(Object.values(figures)).toEqual(Array.from({ length: 4 }, () => expect.any(Number)));
    for (const type of ['payment.pending', 'payment.declined']) expect(of(type)).toMatchObject({ platform_fee_usd: null, payment_system_fee_usd: null, revenue_usd: null });
  });

  it('tells of the payment before the order that it pays', async () => {
    await everything();
    await app.overtaken();
    const types = ((await get('/v1/event_log?limit=500')).json.data as { event_type: string }[]).map((each) => each.event_type);
    expect(types.indexOf('payment.succeeded')).toBeLessThan(types.indexOf('order.paid'));
  });

  it('tells of money that its order does not take, without the figures of a sale that it is not part of', async () => {
    const order = orders.put({ game_id: tenant.gameId });
    const [payer, second, late] = [around.payment({ order_id: order.id }), around.payment({ order_id: order.id, psp_fee_minor: 88 }), around.payment({ order_id: order.id, psp_fee_minor: 88 })];
    const paid = orderPaidForTest({ order_id: order.id, payment_id: payer.id });
    Object.assign(order, { payment_id: payer.id, receipt_number: paid.receipt_number });
    orders.sales.set(order.id, paid);
    const refund = { refund_id: newId('ref'), purpose: 'overpaid' as const, refunded_minor: 1_999, provider_refund_reference: 'psp_r' };
    await happen(
      new OrderOverpaid('order', order.id, { order_id: order.id, player_id: 'P-1', payment_id: second.id, provider: 'sandbox', amount_minor: 1_999, psp_fee_minor: 88, currency: 'EUR' }),
      new PaymentCapturedLate('payment', late.id, { ...around.fact(late, 'done'), psp_fee_minor: 88, provider_reference: 'psp_l', captured_at: 1_790_000_000 }),
    );
    await app.settle();
    await happen(new PaymentRefunded('payment', second.id, { ...around.fact(second, 'refunded'), ...refund }));
    await app.settle();
    expect(sent().map((each) => [each.event_type, each.aggregate_id]).sort()).toEqual([['payment.refunded', second.id], ['payment.succeeded', late.id], ['payment.succeeded', second.id]].sort());
    for (const { event_data } of sent()) expect(event_data).toMatchObject({ receipt_number: '', platform_fee_usd: null, revenue_usd: null, payment_system_fee_usd: expect.any(Number), total_usd: expect.any(Number) });
  });

  it('tells of what an earlier build has left of captured payments', async () => {
    const order = orders.put({ game_id: tenant.gameId });
    const payment = around.payment({ order_id: order.id, psp_fee_minor: 88 });
    await happen(new PaymentCaptured('payment', payment.id, { ...around.fact(payment, 'done'), psp_fee_minor: 88, provider_reference: 'psp_1', captured_at: 1_790_000_000 }));
    await app.look(`INSERT INTO platform.outbox_delivery (event_id, subscriber, game_id, type) SELECT id, 'reach/webhooks.tell-payment-captured', game_id, type FROM platform.outbox_event WHERE game_id = $1 AND type = 'payments.payment.captured.v1'`, [tenant.gameId]);
    await app.settle();
    expect(sent()).toMatchObject([{ event_type: 'payment.succeeded', aggregate_id: payment.id, idempotency_key: `idmpt_payment.succeeded.${payment.id}`, event_data: { status: 'done' } }]);
  });

  it('asks for the payments of a batch once', async () => {
    const made = Array.from({ length: 10 }, () => around.payment({ order_id: orders.put({ game_id: tenant.gameId }).id }));
    around.paymentQuestions = 0;
    await happen(...made.map((payment) => new PaymentCreated('payment', payment.id, around.fact(payment, 'created'))));
    await app.settle();
    expect(sent()).toHaveLength(10);
    expect(around.paymentQuestions).toBe(1);
  });
});

describe('a refund that the provider refuses', () => {
  it('goes to webhooks with order.* or with refund.failed, each time under a key of its own', async () => {
    const at = (path: string, events: string[]) => aTarget({ endpoint_id: newId('whk'), url: `${receiver.url}${path}`, events });
    servers.endpoints = [at('/group', ['order.*']), at('/alone', ['refund.failed']), at('/other', ['payment.*', 'order.refunded'])];
    const order = orders.put({ game_id: tenant.gameId });
    const failed = () => new OrderRefundFailed('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'paid', refund_id: newId('ref'), reason: 'refused' });
    await happen(failed(), failed());
    await app.settle();
    expect(receiver.received.map((each) => each.path).sort()).toEqual(['/hooks/alone', '/hooks/alone', '/hooks/group', '/hooks/group']);
    expect(new Set(sent().map((each) => each.idempotency_key)).size).toBe(2);
    for (const event of sent()) expect(event).toMatchObject({ event_type: 'refund.failed', aggregate_type: 'order', aggregate_id: order.id, idempotency_key: `idmpt_refund.failed.${event.event_data.refund_id}` });
  });
});

describe('a grant that is heard to be void', () => {
  it('before it is heard of is never sent', async () => {
    const grant = aGrantFact();
    await happen(new GrantVoided('grant', grant.grant_id, grant));
    await app.settle();
    await happen(new GrantRequested('grant', grant.grant_id, grant));
    await app.settle();
    expect(receiver.received).toHaveLength(0);
    expect((await get('/v1/event_log')).json.data).toEqual([]);
  });
});

describe('two webhooks', () => {
  it('get the same event under one id with a line of numbers each', async () => {
    const [first, second] = [servers.endpoints[0]!, aTarget({ endpoint_id: newId('whk'), url: `${receiver.url}/second`, events: ['order.paid', 'order.refunded'] })];
    servers.endpoints = [first, second];
    const order = orders.put({ game_id: tenant.gameId });
    const paid = orderPaidForTest({ order_id: order.id });
    await happen(new OrderCreated('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'created' }));
    await app.settle();
    await happen(new OrderPaid('order', order.id, paid));
    await app.settle();
    const at = (path: string) => receiver.received.filter((each) => each.path === path).map((each) => JSON.parse(each.body) as Record<string, any>);
    expect(at('/hooks').filter((each) => each.aggregate_type === 'order').map((each) => [each.sequence, each.previous_sequence])).toEqual([[1, null], [2, 1]]);
    expect(at('/hooks/second').map((each) => [each.sequence, each.previous_sequence])).toEqual([[2, null]]);
    const [there, here] = [at('/hooks/second')[0]!, at('/hooks').find((each) => each.event_type === 'order.paid')!];
    expect(there.event_id).toBe(here.event_id);
    expect(there.transaction_id).not.toBe(here.transaction_id);
  });

  it('do not wait for each other', async () => {
    const slow = aTarget({ endpoint_id: newId('whk'), url: `${receiver.url}/slow`, events: ['order.created'] });
    servers.endpoints = [{ ...servers.endpoints[0]!, events: ['order.created'] }, slow];
    const arrived: number[] = [];
    const began = performance.now();
    receiver.answer = ({ path }) => {
      if (path === '/hooks') arrived.push(performance.now() - began);
      return { status: 200, ...(path === '/hooks/slow' ? { afterMs: 700 } : {}) };
    };
    const made = Array.from({ length: 40 }, () => orders.put({ game_id: tenant.gameId }));
    await happen(...made.map((order) => new OrderCreated('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'created' })));
    await app.settle();
    expect(receiver.received).toHaveLength(80);
    expect(Math.max(...arrived)).toBeLessThan(2_000);
  });
});

describe('a test event', () => {
  const test = (body: object, endpoint = servers.endpoints[0]!.endpoint_id) => app.inject({ method: 'POST', url: `/v1/webhooks/${endpoint}/test`, apiKey: tenant.apiKey, body });
  it.each(SENT_EVENTS)('of %s is sent, marked as a test, and acknowledges nothing', async (type) => {
    const answer = await test({ event_type: type });
    expect(answer.status).toBe(202);
    await app.settle();
    expect(sent()).toMatchObject([{ event_type: type, trigger: 'test', event_id: answer.json.event_id, transaction_id: answer.json.delivery_id, aggregate_type: 'test' }]);
    expect(await app.look("SELECT 1 FROM platform.outbox_event WHERE game_id = $1 AND type LIKE 'webhooks.%'", [tenant.gameId])).toHaveLength(0);
  });
  it('is one that the webhook wants where none is named', async () => {
    servers.endpoints[0]!.events = ['payment.refunded'];
    expect((await test({})).json.event_type).toBe('payment.refunded');
  });
  it('is refused for a webhook or a type that does not exist', async () => {
    expect((await test({ event_type: 'order.paid' }, newId('whk'))).status).toBe(404);
    expect((await test({ event_type: 'store.get' })).json.code).toBe('webhook.no_test_event');
    expect((await test({ event_type: 'player.verify' })).json).toMatchObject({ code: 'webhook.no_test_event', detail: expect.stringContaining('/verify_player') });
  });
});

describe('player.verify for trial', () => {
  const attempt = (body: object) => app.inject({ method: 'POST', url: `/v1/webhooks/${servers.endpoints[0]!.endpoint_id}/verify_player`, apiKey: tenant.apiKey, body });

  it('answers the verdict and why it was no yes', async () => {
    servers.verdict = () => ({ outcome: 'unavailable', reason: 'attributes_missing', detail: 'The answer of the game server lacks attributes, an object, which may be empty.' });
    around.players.set('P-known', {
      id: 'ply_1', player_id: 'P-known', name: 'Ada', email: null, country: 'DE', avatar_url: null, banned: false, banned_reason: null, attributes: {}, custom_attributes: {},
      custom_attributes_from_deeplink: {}, segments: [], registration_marketplace: null, balances: [], marketing_consent: {}, created_at: 1, modified_at: null,
    });
    const answer = await attempt({ player_id: 'P-known' });
    expect(answer).toMatchObject({ status: 200, json: { event_id: expect.stringMatching(/^evt_/), outcome: 'unavailable', reason: 'attributes_missing', detail: expect.stringMatching(/attributes/), player: null, status: 200, duration_ms: 1, response_body: '{}' } });
    expect(servers.tried).toEqual([{ endpoint_id: servers.endpoints[0]!.endpoint_id, player_id: 'P-known', context: expect.objectContaining({ name: 'Ada' }) }]);
    servers.verdict = (playerId) => ({ outcome: 'verified', player: aVerifiedPlayer({ player_id: playerId }), cached: false });
    expect((await attempt({ player_id: 'P-2' })).json).toMatchObject({ outcome: 'verified', reason: null, detail: null, player: { player_id: 'P-2', name: 'Ada' } });
    expect((await attempt({})).status).toBe(422);
    expect((await get('/v1/webhook_deliveries')).json.data).toEqual([]);
  });
});

describe('the log of events', () => {
  const log = async (query: string) => (await get(`/v1/event_log${query}`)).json as { data: { event_id: string; event_type: string; body: string }[]; has_more: boolean; next_cursor: string | null };

  it('is read page by page, whole, and goes on where one stopped', async () => {
    await everything();
    await app.overtaken();
    const all: string[] = [];
    let cursor = '';
    for (;;) {
      const page = await log(`?limit=5${cursor ? `&starting_after=${cursor}` : ''}`);
      all.push(...page.data.map((each) => each.event_id));
      cursor = page.next_cursor!;
      if (!page.has_more) break;
    }
    expect(new Set(all).size).toBe(OF_A_SALE.length);
    expect(await log('?starting_after=latest')).toEqual({ data: [], has_more: false, next_cursor: cursor });
    expect((await log(`?starting_after=${cursor}`)).data).toEqual([]);
    await everything();
    await app.overtaken();
    expect((await log(`?starting_after=${cursor}&limit=500`)).data).toHaveLength(OF_A_SALE.length);
    expect((await log('?event_type=order.paid')).data.map((each) => each.event_type)).toEqual(['order.paid', 'order.paid']);
  });

  it('shows nothing that could still be overtaken by an older transaction', async () => {
    const admin = await app.database.pool.connect();
    try {
      await admin.query('BEGIN; SELECT pg_current_xact_id()');
      const order = orders.put({ game_id: tenant.gameId });
      await happen(new OrderCreated('order', order.id, { order_id: order.id, player_id: 'P-1', status: 'created' }));
      await app.settle();
      expect((await log('')).data).toHaveLength(0);
      await admin.query('COMMIT');
      await app.overtaken();
      expect((await log('')).data).toHaveLength(1);
    } finally {
      admin.release();
    }
  });

  it('has the same event data as what was sent', async () => {
    await everything();
    await app.overtaken();
    const [entry] = (await log('?event_type=order.paid')).data;
    const shown = (await get(`/v1/events/${entry!.event_id}`)).json;
    expect(shown.body).toEqual(JSON.parse(entry!.body));
    const received = sent().find((each) => each.event_id === entry!.event_id)!;
    expect({ ...shown.body, transaction_id: 0, previous_sequence: 0 }).toEqual({ ...received, transaction_id: 0, previous_sequence: 0 });
    expect(shown.deliveries).toMatchObject([{ status: 'succeeded', id: received.transaction_id }]);
  });
});

describe('the list of deliveries', () => {
  it('is filtered and paged', async () => {
    const { orderId } = await everything();
    const list = async (query: string) => (await get(`/v1/webhook_deliveries${query}`)).json as { data: { id: string; event_type: string }[]; has_more: boolean; next_cursor: string };
    expect((await list(`?order_id=${orderId}&limit=1000`)).data).toHaveLength(OF_A_SALE.length);
    expect((await list(`?order_id=${newId('ord')}`)).data).toEqual([]);
    expect((await list('?event_type=order.paid')).data).toMatchObject([{ event_type: 'order.paid' }]);
    expect((await list(`?endpoint_id=${newId('whk')}`)).data).toEqual([]);
    expect((await list('?status=failed')).data).toEqual([]);
    const first = await list('?limit=3');
    expect(first.has_more).toBe(true);
    const second = await list(`?limit=3&starting_after=${first.next_cursor}`);
    expect(new Set([...first.data, ...second.data].map((each) => each.id)).size).toBe(6);
    expect((await get('/v1/webhook_deliveries?status=lost')).status).toBe(422);
    for (const path of ['webhook_deliveries', `webhook_deliveries/${first.next_cursor}/attempts`]) {
      expect((await get(`/v1/${path}?starting_after=whd_nonsense`)).json).toMatchObject({ status: 422, errors: [{ loc: ['query', 'starting_after'] }] });
    }
  });

  it("never shows another game's deliveries, attempts or events", async () => {
    await everything();
    const [delivery] = (await get('/v1/webhook_deliveries?limit=1')).json.data;
    const other = await app.tenant();
    for (const path of [`webhook_deliveries/${delivery.id}`, `webhook_deliveries/${delivery.id}/attempts`, `events/${delivery.event_id}`]) {
      expect((await get(`/v1/${path}`)).status).toBe(200);
      expect((await get(`/v1/${path}`, other.apiKey)).status).toBe(404);
    }
    expect((await app.inject({ method: 'POST', url: `/v1/webhook_deliveries/${delivery.id}/replay`, apiKey: other.apiKey })).status).toBe(404);
    expect((await get('/v1/webhook_deliveries', other.apiKey)).json.data).toEqual([]);
    expect((await get('/v1/event_log', other.apiKey)).json.data).toEqual([]);
    expect((await get(`/v1/event_log?starting_after=${delivery.event_id}`, other.apiKey)).status).toBe(404);
  });
});
