import { newId } from '#platform/kernel/ids';
import type { FrozenClock } from '#platform/kernel/clock';
import type { DomainEvent } from '#platform/kernel/messages';
import { tokenHash } from '#platform/crypto/envelope';
import { PaymentCaptured, PaymentDisputed, PaymentEnded, PaymentMismatched, type PaymentFact } from '#sales/payments/events';
import { PaymentExchanged, PspFeeSettled } from '#money/ledger/events';
import { RefundFailed, RefundSucceeded } from '#sales/refunds/events';
import { ClosedGames } from '#studio/onboarding/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { ChangeOrderPlace, ConfirmAttempts, CreateOrder, LockOrderForPayment, ReleaseOrder, RequestOrderRefund, RequoteOrder } from '../contracts/commands.js';
import { CountPaidLastHour, GetOrderDetails, GetOrders, GetSales, ListUnconfirmedAttempts, type OrderDetails } from '../contracts/queries.js';
import { OrdersModule, rows } from '../module.js';
import { Announce, AnnounceModule } from '../testing/announce.js';
import { neighbours } from '../testing/neighbours.js';

const START = new Date('2026-11-22T12:00:00Z');
const near = neighbours();
let app: Booted;
let studio: Tenant;

beforeAll(async () => {
  app = await bootContext({ modules: [OrdersModule, AnnounceModule], rows, fakes: near.fakes, frozenAt: START });
  studio = await app.tenant();
});
afterAll(() => app.close());

const read = (id: string): Promise<OrderDetails> => app.queries.ask(new GetOrderDetails(id), studio.scope);
const announce = async (...events: DomainEvent[]): Promise<void> => {
  await app.commands.execute(new Announce(events), studio.scope);
  await app.settle();
};
const events = async (orderId: string): Promise<string[]> =>
  (await app.look<{ type: string }>(`SELECT type FROM platform.outbox_event WHERE aggregate_id = $1 AND type LIKE 'orders.%' ORDER BY id`, [orderId])).map((row) => row.type);

async function order(told: Partial<CreateOrder['input']> = {}): Promise<string> {
  const input = { source: 's2s' as const, player_id: 'P-1', email: 'aria@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 1 }], ...told };
  return (await app.commands.execute(new CreateOrder(input), studio.scope)).order_id;
}

async function lock(id: string, payment_id: string = newId('pmt'), told: Partial<LockOrderForPayment['input']> = {}): Promise<string> {
  const { amount_minor, currency } = await read(id);
  await app.commands.execute(new LockOrderForPayment({ order_id: id, payment_id, expected_total_minor: amount_minor, expected_currency: currency, immediate_delivery_requested: true, ...told }), studio.scope);
  return payment_id;
}

async function paid(told: Partial<CreateOrder['input']> = {}): Promise<{ id: string; payment: string }> {
  const id = await order(told);
  const payment = await lock(id);
  await announce(captured(await read(id), payment));
  return { id, payment };
}

const fact = (of: OrderDetails, payment_id: string, status = 'done'): PaymentFact => ({
  payment_id, order_id: of.id, player_id: of.player_id, provider: 'sandbox', status, amount_minor: of.amount_minor, currency: of.currency,
});
const captured = (of: OrderDetails, payment: string, told: object = {}): PaymentCaptured =>
  new PaymentCaptured('payment', payment, { ...fact(of, payment), psp_fee_minor: 88, provider_reference: `psp_${payment}`, captured_at: app.clock.nowSeconds(), ...told });
const ended = (of: OrderDetails, payment: string): PaymentEnded => new PaymentEnded('payment', payment, { ...fact(of, payment, 'failed'), fail_reason: 'card_declined', fail_code: '16' });
const dispute = (of: OrderDetails, payment: string, stage: 'opened' | 'won' | 'lost'): PaymentDisputed =>
  new PaymentDisputed('payment', payment, { ...fact(of, payment), dispute_id: `dsp_${payment}`, stage, reason: 'fraudulent' });
const refund = (of: OrderDetails, payment: string) => ({
  refund_id: 'ref_1', order_id: of.id, payment_id: payment, player_id: of.player_id, amount_minor: of.amount_minor, currency: of.currency, reason: 'asked', source: 'studio' as const,
});

describe('an order that is made', () => {
  it('is priced and taxed as its country does it', async () => {
    expect(await read(await order())).toMatchObject({
      status: 'created', currency: 'EUR', amount_minor: 1_999, listed_minor: 1_999, quoted_on: '2026-11-22', tax: { price_display: 'inclusive', net_minor: 1_680, tax_minor: 319, total_minor: 1_999, rate: '19' },
    });
    expect(await read(await order({ country: 'US' }))).toMatchObject({ currency: 'USD', amount_minor: 1_999, tax: null, tax_refusal_code: null });
    expect(await read(await order({ country: undefined }))).toMatchObject({ currency: 'USD', country: null, tax: null, quoted_on: null });
  });

  it('lives 24 hours from the hub, 72 from the API, or as long as was said', async () => {
    const now = START.getTime() / 1_000;
    expect((await read(await order({ source: 'hub' }))).expires_at - now).toBe(24 * 3_600);
    expect((await read(await order())).expires_at - now).toBe(72 * 3_600);
    expect((await read(await order({ expires_at: now + 60 }))).expires_at).toBe(now + 60);
    await expect(order({ expires_at: now })).rejects.toMatchObject({ code: 'orders.expiry_out_of_range' });
  });

  it('is refused when nobody would be told what to grant, to a banned player, and when there is nothing to pay', async () => {
    near.servers.endpoints[0]!.enabled = false;
    await expect(order()).rejects.toMatchObject({ code: 'fulfillment.no_endpoint', status: 409 });
    near.servers.endpoints[0]!.enabled = true;
    near.players.players.set('P-bad', { ...(await import('#player/players/testing')).playerForTest({ player_id: 'P-bad' }), banned: true });
    await expect(order({ player_id: 'P-bad' })).rejects.toMatchObject({ code: 'orders.player_banned', status: 403 });
    await expect(order({ discount_percent: 100 })).rejects.toMatchObject({ code: 'orders.nothing_to_pay' });
  });

  it('is made without anybody to tell where the player collects it in the game, and keeps the mode that it began with', async () => {
    const told = await order();
    near.servers.endpoints[0]!.enabled = false;
    near.servers.mode = 'claim';
    const collected = await order();
    near.servers.endpoints[0]!.enabled = true;
    near.servers.mode = 'push';
    expect([(await read(told)).fulfillment_mode, (await read(collected)).fulfillment_mode]).toEqual(['push', 'claim']);
    // An order of the build before names none.
    await app.look('UPDATE orders.order SET fulfillment_mode = NULL WHERE id = $1', [told]);
    expect((await read(told)).fulfillment_mode).toBe('push');
  });

  it('is refused when it would grant nothing, and made when something of it is granted', async () => {
    await expect(order({ lines: [{ sku: 'system.counter', quantity: 1 }] })).rejects.toMatchObject({ code: 'orders.nothing_to_grant', status: 422 });
    await order({ lines: [{ sku: 'system.counter', quantity: 1 }, { sku: 'gems.500', quantity: 1 }] });
  });

  it('is refused in an embargoed country, whoever may change it later', async () => {
    for (const country_locked of [true, false]) await expect(order({ country: 'KP', country_locked })).rejects.toMatchObject({ code: 'tax.place_embargoed', status: 422 });
    await expect(order({ country: 'CU', country_source: 'player' })).rejects.toMatchObject({ code: 'tax.place_embargoed' });
  });

  it('is refused where nothing is sold yet when the country is locked, and tells it at the checkout when it is not', async () => {
    await expect(order({ country: 'BD', country_locked: true })).rejects.toMatchObject({ code: 'tax.rate_unverified', status: 422 });
    const id = await order({ country: 'BD' });
    expect(await read(id)).toMatchObject({ tax_refusal_code: 'tax.rate_unverified', tax: null });
    await expect(lock(id)).rejects.toMatchObject({ code: 'orders.not_payable', extra: { members: { reason: 'place_refused' } } });
  });

  it('keeps the hash of its secret only, and the same secret can be shown again', async () => {
    const placed = await app.commands.execute(new CreateOrder({ source: 'hub', player_id: 'P-1', lines: [{ sku: 'gems.500', quantity: 1 }] }), studio.scope);
    expect(placed.checkout_secret).toMatch(/^cs_[\w-]{43}$/);
    expect((await read(placed.order_id)).checkout_url).toBe(`http://127.0.0.1:4400/checkout/${placed.checkout_secret}`);
    const routes = await app.look(`SELECT * FROM platform.route WHERE kind = 'checkout' AND target_id = $1`, [placed.order_id]);
    expect(routes).toEqual([{ kind: 'checkout', handle: tokenHash(placed.checkout_secret), game_id: studio.gameId, target_id: placed.order_id }]);
    const everything = await app.look(`SELECT to_jsonb(o)::text AS text FROM orders.order o UNION ALL SELECT payload::text FROM platform.outbox_event UNION ALL SELECT payload::text FROM platform.job`);
    expect(everything.filter((row) => row.text.includes(placed.checkout_secret.slice(3)))).toEqual([]);
  });
});

describe('the place of the buyer', () => {
  it('moves the currency with the country, adds tax where it is added, and asks for what it needs', async () => {
    const id = await order();
    await app.commands.execute(new ChangeOrderPlace({ order_id: id, country: 'CA' }), studio.scope);
    expect(await read(id)).toMatchObject({ currency: 'CAD', tax: null, amount_minor: 1_999 });
    await app.commands.execute(new ChangeOrderPlace({ order_id: id, region: 'CA-ON' }), studio.scope);
    expect(await read(id)).toMatchObject({ region: 'CA-ON', amount_minor: 2_259, tax: { price_display: 'exclusive', net_minor: 1_999, tax_minor: 260 } });
    await app.commands.execute(new ChangeOrderPlace({ order_id: id, country: 'DE' }), studio.scope);
    expect(await read(id)).toMatchObject({ currency: 'EUR', region: null, amount_minor: 1_999, tax: null });
    await app.commands.execute(new ChangeOrderPlace({ order_id: id, postcode: '10115' }), studio.scope);
    expect(await read(id)).toMatchObject({ postcode: '10115', amount_minor: 1_999, tax: { tax_minor: 319 } });
  });

  it('has to be told finely enough by a buyer, while the studio may vouch for the country', async () => {
    const id = await order({ country_source: 'ip_address' });
    expect(await read(id)).toMatchObject({ country: 'DE', tax: null, tax_refusal_code: null });
    await expect(lock(id)).rejects.toMatchObject({ code: 'orders.buyer_incomplete', extra: { members: { missing: ['postcode'] } } });
    const busingen = app.commands.execute(new ChangeOrderPlace({ order_id: id, postcode: '78266' }), studio.scope);
    await expect(busingen).rejects.toMatchObject({ code: 'tax.rate_unverified', extra: { members: { refusal_code: 'tax.rate_unverified' } } });
    await app.commands.execute(new ChangeOrderPlace({ order_id: id, postcode: '10115' }), studio.scope);
    expect(await read(id)).toMatchObject({ postcode: '10115', tax: { tax_minor: 319 } });
  });

  it('keeps the price that the studio fixed, and refuses another country where it is locked', async () => {
    const fixed = await order({ price_decimal: '5', currency: 'USD', currency_preferred: true });
    await app.commands.execute(new ChangeOrderPlace({ order_id: fixed, country: 'FR', postcode: '75001' }), studio.scope);
    expect(await read(fixed)).toMatchObject({ currency: 'USD', amount_minor: 500, tax: { tax_minor: 83 } });
    const locked = await order({ country_locked: true });
    await expect(app.commands.execute(new ChangeOrderPlace({ order_id: locked, country: 'FR' }), studio.scope)).rejects.toMatchObject({ code: 'orders.country_locked' });
  });

  it('is locked at the first country that is guessed, where the studio named none, and not the buyer’s to say', async () => {
    const id = await order({ country: undefined, country_locked: true });
    const tell = (told: Partial<ChangeOrderPlace['input']>) => app.commands.execute(new ChangeOrderPlace({ order_id: id, ...told }), studio.scope);
    await expect(tell({ country: 'JP', country_source: 'buyer' })).rejects.toMatchObject({ code: 'orders.country_locked' });
    await expect(tell({ country: 'JP' })).rejects.toMatchObject({ code: 'orders.country_locked' });
    await tell({ country: 'JP', country_source: 'ip_address' });
    expect(await read(id)).toMatchObject({ country: 'JP', country_locked: true, currency: 'JPY', tax: { outcome: 'charge' } });
    for (const country_source of ['ip_address', 'buyer'] as const) await expect(tell({ country: 'FR', country_source })).rejects.toMatchObject({ code: 'orders.country_locked' });
    await lock(id);
  });

  it('bears its tax on what it costs before discounts too', async () => {
    const id = await order({ country: 'CA', discount_percent: 25 });
    expect(await read(id)).toMatchObject({ tax: null, amount_minor: 1_499, amount_before_discount_minor: 1_999, listed_before_discount_minor: 1_999 });
    await app.commands.execute(new ChangeOrderPlace({ order_id: id, region: 'CA-ON' }), studio.scope);
    expect(await read(id)).toMatchObject({ tax: { net_minor: 1_499, tax_minor: 195 }, amount_minor: 1_694, amount_before_discount_minor: 2_259, listed_before_discount_minor: 1_999 });
    const plain = await order({ country: 'CA' });
    await app.commands.execute(new ChangeOrderPlace({ order_id: plain, region: 'CA-ON' }), studio.scope);
    expect(await read(plain)).toMatchObject({ amount_minor: 2_259, amount_before_discount_minor: 2_259 });
    expect(await read(await order({ discount_percent: 25 }))).toMatchObject({ amount_minor: 1_499, amount_before_discount_minor: 1_999 });
  });

  it('stays as it is when nothing can be sold there', async () => {
    const id = await order();
    await expect(app.commands.execute(new ChangeOrderPlace({ order_id: id, country: 'KP' }), studio.scope)).rejects.toMatchObject({ code: 'tax.place_embargoed' });
    await expect(app.commands.execute(new ChangeOrderPlace({ order_id: id, country: 'ZZ' }), studio.scope)).rejects.toMatchObject({ code: 'tax.country_unknown' });
    expect(await read(id)).toMatchObject({ country: 'DE', amount_minor: 1_999 });
  });

  it('does not change while an attempt runs', async () => {
    const id = await order();
    await lock(id);
    await expect(app.commands.execute(new ChangeOrderPlace({ order_id: id, country: 'FR' }), studio.scope)).rejects.toMatchObject({ code: 'orders.not_changeable' });
  });
});

describe('one attempt at a time', () => {
  it('gets the order, once, out of 30 that want it at once', async () => {
    const id = await order();
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => lock(id)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'orders.not_payable', extra: { members: { reason: 'in_progress' } } });
    const steps = await app.look(`SELECT from_status, to_status, cause_kind, cause_id FROM orders.order_transition WHERE order_id = $1 ORDER BY version`, [id]);
    expect(steps).toEqual([
      { from_status: null, to_status: 'created', cause_kind: 'order.created', cause_id: 'req_test' },
      { from_status: 'created', to_status: 'captured', cause_kind: 'payment.locked', cause_id: (await read(id)).payment_id },
    ]);
  });

  it('gets it again under the same payment, with the same answer', async () => {
    const id = await order();
    const payment = await lock(id);
    await expect(lock(id, payment)).resolves.toBe(payment);
    expect((await read(id)).immediate_delivery_requested_at).toBe(START.getTime() / 1_000);
  });

  it.each([
    ['another total', { expected_total_minor: 1_998 }], ['the same number of another currency', { expected_currency: 'GBP' }],
  ])('is told the total when it expects %s', async (_, told) => {
    const id = await order();
    await expect(lock(id, newId('pmt'), told)).rejects.toMatchObject({
      code: 'order.requote', status: 409, extra: { members: { total_minor: 1_999, currency: 'EUR', tax: { tax_minor: 319 } } },
    });
  });

  it('needs e-mail and place', async () => {
    await expect(lock(await order({ email: undefined }))).rejects.toMatchObject({ code: 'orders.buyer_incomplete', extra: { members: { missing: ['email'] } } });
    await expect(lock(await order({ country: 'CA' }))).rejects.toMatchObject({ code: 'orders.buyer_incomplete', extra: { members: { missing: ['region'] } } });
  });

  it('is refused to who was banned and for what is sold no more since the order was made, and the order stays open', async () => {
    const id = await order({ player_id: 'P-turned' });
    near.players.players.set('P-turned', { ...(await import('#player/players/testing')).playerForTest({ player_id: 'P-turned' }), banned: true });
    await expect(lock(id)).rejects.toMatchObject({ code: 'orders.player_banned', status: 403 });
    near.players.players.get('P-turned')!.banned = false;
    near.prices.noLongerSold.add('itm_01h00000000000000000000001');
    await expect(lock(id)).rejects.toMatchObject({ code: 'offer.no_longer_available', status: 409, extra: { members: { skus: ['gems.500'] } } });
    expect(await read(id)).toMatchObject({ status: 'created', payment_id: null, amount_minor: 1_999 });
    near.prices.noLongerSold.clear();
    const payment = await lock(id);
    near.prices.noLongerSold.add('itm_01h00000000000000000000001');
    await expect(lock(id, payment)).resolves.toBe(payment);
    near.prices.noLongerSold.clear();
  });

  it('asks little of the database', async () => {
    const id = await order();
    const before = app.database.statements;
    await app.commands.execute(new LockOrderForPayment({ order_id: id, payment_id: newId('pmt'), expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true }), studio.scope);
    // Begin and scope, the lock, commit, and whether the studio sells there; player, items and blocks of the operator are asked of the neighbours, together.
    expect(app.database.statements - before).toBeLessThanOrEqual(5);
  });

  it('does not pay the tax of yesterday', async () => {
    const id = await order({ expires_at: START.getTime() / 1_000 + 10 * 86_400 });
    (app.clock as FrozenClock).advanceSeconds(86_400);
    await expect(lock(id)).rejects.toMatchObject({ code: 'order.requote' });
    await expect(app.commands.execute(new RequoteOrder(id), studio.scope)).resolves.toEqual({ changed: true });
    await expect(app.commands.execute(new RequoteOrder(id), studio.scope)).resolves.toEqual({ changed: false });
    await lock(id);
  });

  it('leaves the order when it ends, found by those who look for attempts that never began', async () => {
    const id = await order();
    const payment = await lock(id);
    const listed = async (locked_before: number, after: string | null = null) => (await app.queries.ask(new ListUnconfirmedAttempts({ locked_before, after }), studio.scope)).filter(({ order_id }) => order_id === id);
    const now = app.clock.nowSeconds();
    expect(await listed(now)).toEqual([{ order_id: id, payment_id: payment }]);
    expect([await listed(now - 1), await listed(now, id)]).toEqual([[], []]);
    await app.commands.execute(new ConfirmAttempts([{ order_id: id, payment_id: newId('pmt') }]), studio.scope);
    expect(await listed(now)).toHaveLength(1);
    await app.commands.execute(new ConfirmAttempts([{ order_id: id, payment_id: payment }]), studio.scope);
    expect(await listed(now)).toEqual([]);
    await expect(app.commands.execute(new ReleaseOrder({ order_id: id, payment_id: newId('pmt') }), studio.scope)).resolves.toEqual({ changed: false });
    await expect(app.commands.execute(new ReleaseOrder({ order_id: id, payment_id: payment }), studio.scope)).resolves.toEqual({ changed: true });
    await announce(ended(await read(id), payment));
    expect(await read(id)).toMatchObject({ status: 'reattempted', payment_id: null, locked_at: null });
    const next = await lock(id);
    expect(await listed(now)).toEqual([{ order_id: id, payment_id: next }]);
  });
});

describe('what payments tell', () => {
  it('pays the order: receipt, fee, and everything that the books need', async () => {
    const { id, payment } = await paid();
    const after = await read(id);
    expect(after).toMatchObject({ status: 'paid', payment_id: payment, paid_at: app.clock.nowSeconds() });
    expect(after.receipt_number).toMatch(/^\d{16}$/);
    const [told] = await app.look(`SELECT payload FROM platform.outbox_event WHERE aggregate_id = $1 AND type = 'orders.order.paid.v1'`, [id]);
    expect(await app.queries.ask(new GetSales([id, await order()]), studio.scope)).toEqual([told!.payload]);
    expect(told!.payload).toEqual({
      order_id: id, player_id: 'P-1', status: 'paid', studio_id: studio.studioId, payment_id: payment, provider: 'sandbox', currency: 'EUR', total_minor: 1_999, net_minor: 1_680, tax_minor: 319,
      tax: after.tax, country: 'DE', region: null, psp_fee_minor: 88, psp_fee_bearer: 'studio', platform_fee_minor: 84, locale: null,
      receipt_number: after.receipt_number, paid_at: after.paid_at,
    });
  });

  it('has a finance block, whose fee is an estimate until the settlement report has told it', async () => {
    const id = await order();
    const payment = await lock(id);
    expect((await read(id)).finance).toBeNull();
    await announce(captured(await read(id), payment, { psp_fee_minor: 0, fees_status: 'estimated' }));
    const before = (await read(id)).finance;
    expect(before).toEqual({ merchant_of_record: 'operator', currency: 'EUR', gross_minor: 1_999, tax_minor: 319, net_minor: 1_680, platform_fee_minor: 84, psp_fee_minor: 0, psp_fee_bearer: 'studio', studio_minor: 1_596, fees_status: 'estimated', settlement: null });
    const settled = (told: object = {}) => new PspFeeSettled('payment', payment, { payment_id: payment, order_id: id, provider: 'adyen', currency: 'EUR', psp_fee_minor: 62, estimated_minor: 0, psp_fee_bearer: 'studio', is_of_sale: true, line_id: 'l1', ...told });
    // That of a payment which the order did not take is not its own.
    await announce(settled({ payment_id: newId('pmt'), is_of_sale: false }));
    expect((await read(id)).finance).toEqual(before);
    await announce(settled(), settled());
    const { finance, status } = await read(id);
    expect([status, finance]).toEqual(['paid', { ...before, psp_fee_minor: 62, studio_minor: 1_534, fees_status: 'final' }]);
    expect((await app.inject({ method: 'GET', url: `/v1/orders/${id}`, apiKey: studio.apiKey })).json.finance).toEqual({ merchant_of_record: 'operator', currency: 'EUR', gross: 1_999, tax: 319, net: 1_680, platform_fee: 84, payment_system_fee: 62, payment_system_fee_bearer: 'studio', studio_share: 1_534, fees_status: 'final', settlement: null });
    // What mirrors the sale later says the same; the order is sealed as it is now, and has announced nothing more.
    expect(await app.queries.ask(new GetSales([id]), studio.scope)).toMatchObject([{ psp_fee_minor: 62, fees_status: 'final', platform_fee_minor: 84 }]);
    expect(await events(id)).toEqual(['orders.order.created.v1', 'orders.order.paid.v1']);
    await announce(new RefundSucceeded('refund', 'ref_1', refund(await read(id), payment)));
    expect(await read(id)).toMatchObject({ status: 'refunded', finance: { psp_fee_minor: 62, fees_status: 'final' } });
    // An order of the build before says nothing of it: there was no fee unless it was told.
    const { id: older } = await paid();
    expect((await read(older)).finance).toMatchObject({ psp_fee_minor: 88, fees_status: 'final' });
  });

  it.each(['after it was paid', 'before the order hears that it was paid'])('says how it was settled in another currency, told %s', async (when) => {
    const id = await order();
    const payment = await lock(id);
    const told = (of: object = {}) => new PaymentExchanged('payment', payment, {
      payment_id: payment, order_id: id, provider: 'adyen', line_id: 'l1', currency: 'EUR', gross_minor: 1_999, settlement_currency: 'USD', settled_gross_minor: 2_199, settled_fee_minor: 69, settled_net_minor: 2_130, provider_rate: '1.1', rate: '1.12',
      rate_date: '2026-11-27', rate_source: 'ECB', ...of,
    });
    if (when !== 'after it was paid') await announce(told());
    await announce(captured(await read(id), payment, { psp_fee_minor: 0, fees_status: 'estimated' }));
    // That of another payment, and of one that no order is known of, is not its own.
    await announce(told(), told({ payment_id: newId('pmt'), settled_net_minor: 1 }), told({ order_id: null }));
    expect((await read(id)).finance).toMatchObject({ settlement: { currency: 'USD', gross_minor: 2_199, fee_minor: 69, net_minor: 2_130, provider_rate: '1.1', rate: '1.12', rate_date: '2026-11-27', rate_source: 'ECB' } });
    expect((await app.inject({ method: 'GET', url: `/v1/orders/${id}`, apiKey: studio.apiKey })).json.finance).toMatchObject({
      currency: 'EUR', gross: 1_999, settlement: { currency: 'USD', gross: 2_199, payment_system_fee: 69, net: 2_130, provider_rate: '1.1', fx: { rate: '1.12', date: '2026-11-27', source: 'ECB' } },
    });
    expect(await read(id)).toMatchObject({ status: 'paid' });
  });

  it('pays a hundred at once in few statements, each with a receipt of its own', async () => {
    const orders = await Promise.all(Array.from({ length: 100 }, async () => {
      const id = await order();
      return { id, payment: await lock(id) };
    }));
    const views = await app.queries.ask(new GetOrders(orders.map(({ id }) => id)), studio.scope);
    await app.commands.execute(new Announce(orders.map(({ id, payment }) => captured(views.find((view) => view.id === id) as OrderDetails, payment))), studio.scope);
    const before = app.database.statements;
    await app.settle();
    // Four of orders for the whole batch; beside them the dispatcher's own: finding what is due, claiming, announcing, marking done.
    expect(app.database.statements - before).toBeLessThan(60);
    const after = await app.queries.ask(new GetOrders(orders.map(({ id }) => id)), studio.scope);
    expect(after.every((view) => view.status === 'paid')).toBe(true);
    expect(new Set(after.map((view) => view.receipt_number)).size).toBe(100);
    const paidNow = await app.queries.ask(new CountPaidLastHour(), studio.scope);
    expect(paidNow).toBeGreaterThanOrEqual(100);
    (app.clock as FrozenClock).advanceSeconds(3_601);
    expect(await app.queries.ask(new CountPaidLastHour(), studio.scope)).toBe(0);
  });

  it('hears the same fact twice without another effect, and gives back what comes too much', async () => {
    const { id, payment } = await paid();
    const second = newId('pmt');
    await announce(captured(await read(id), payment), captured(await read(id), second), captured(await read(id), second));
    expect(await read(id)).toMatchObject({ status: 'paid', payment_id: payment });
    expect(await events(id)).toEqual(['orders.order.created.v1', 'orders.order.paid.v1', 'orders.order.overpaid.v1']);
    expect(await app.look(`SELECT payload ->> 'buyer_country' AS buyer_country FROM platform.outbox_event WHERE aggregate_id = $1 AND type = 'orders.order.overpaid.v1'`, [id])).toEqual([{ buyer_country: 'DE' }]);
  });

  it('holds an order for which another amount came', async () => {
    const id = await order();
    const payment = await lock(id);
    const view = await read(id);
    await announce(new PaymentMismatched('payment', payment, { ...fact(view, payment), reported_minor: 1, reported_currency: 'EUR' }), ended(view, payment));
    expect(await read(id)).toMatchObject({ status: 'captured', is_held: true, reported_minor: 1, reported_currency: 'EUR' });
    const other = await order();
    expect(await read(other)).toMatchObject({ is_held: false, reported_minor: null, reported_currency: null });
  });

  it('follows a dispute to its end', async () => {
    const won = await paid();
    await announce(dispute(await read(won.id), won.payment, 'opened'));
    expect((await read(won.id)).status).toBe('disputed');
    await announce(dispute(await read(won.id), won.payment, 'won'));
    expect((await read(won.id)).status).toBe('paid');
    expect((await events(won.id)).at(-1)).toBe('orders.order.dispute_won.v1');
    const lost = await paid();
    await announce(dispute(await read(lost.id), lost.payment, 'opened'), dispute(await read(lost.id), lost.payment, 'lost'));
    expect((await read(lost.id)).status).toBe('canceled');
    expect((await events(lost.id)).at(-1)).toBe('orders.order.canceled.v1');
  });

  it('tells of a dispute that is lost after the order was refunded, with the figures of the sale', async () => {
    const { id, payment } = await paid();
    await announce(new RefundSucceeded('refund', 'ref_1', refund(await read(id), payment)));
    const view = await read(id);
    await announce(dispute(view, payment, 'opened'), dispute(view, payment, 'lost'), dispute(view, payment, 'lost'));
    expect((await read(id)).status).toBe('refunded');
    const told = await app.look(`SELECT payload FROM platform.outbox_event WHERE aggregate_id = $1 AND type = 'orders.order.paid_back_again.v1'`, [id]);
    expect(told.map(({ payload }) => payload)).toEqual([
      { order_id: id, player_id: 'P-1', status: 'refunded', payment_id: payment, provider: 'sandbox', amount_minor: 1_999, currency: 'EUR', by: 'dispute', cause_id: `dsp_${payment}`, buyer_country: 'DE' },
    ]);
  });
});

describe('a refund', () => {
  const ask = (id: string) => app.commands.execute(new RequestOrderRefund({ order_id: id, reason: 'asked', source: 'studio' }), studio.scope);

  it('is asked for once and ends refunded, with the figures of the sale', async () => {
    const { id, payment } = await paid();
    expect(await ask(id)).toEqual({ order_id: id, payment_id: payment, amount_minor: 1_999, tax_minor: 319, currency: 'EUR', already: false });
    expect(await Promise.all([ask(id), ask(id)])).toMatchObject([{ already: true }, { already: true }]);
    await announce(new RefundSucceeded('refund', 'ref_1', refund(await read(id), payment)));
    expect(await read(id)).toMatchObject({ status: 'refunded', refunded_at: app.clock.nowSeconds() });
    expect(await ask(id)).toMatchObject({ already: true });
    expect(await events(id)).toEqual(['orders.order.created.v1', 'orders.order.paid.v1', 'orders.order.refund_requested.v1', 'orders.order.refunded.v1']);
    const told = await app.look(`SELECT type, payload FROM platform.outbox_event WHERE aggregate_id = $1 AND type IN ('orders.order.paid.v1', 'orders.order.refunded.v1') ORDER BY id`, [id]);
    expect(told[1]!.payload).toEqual({ ...told[0]!.payload, status: 'refunded', refund_id: 'ref_1', reason: 'asked', refunded_at: app.clock.nowSeconds() });
  });

  it('that the provider refuses leaves the order paid, and it can be asked again', async () => {
    const { id, payment } = await paid();
    await ask(id);
    await announce(new RefundFailed('refund', 'ref_1', { ...refund(await read(id), payment), failure: 'too_old' }));
    expect((await read(id)).status).toBe('paid');
    expect((await events(id)).at(-1)).toBe('orders.order.refund_failed.v1');
    expect(await ask(id)).toMatchObject({ already: false });
  });

  it('that nobody asked the order for is settled all the same: the money has gone back', async () => {
    const { id, payment } = await paid();
    await announce(new RefundSucceeded('refund', 'ref_1', refund(await read(id), payment)));
    expect(await read(id)).toMatchObject({ status: 'refunded', refunded_at: app.clock.nowSeconds() });
    expect((await events(id)).at(-1)).toBe('orders.order.refunded.v1');
  });

  it('that was asked for before the bank asked is not asked for again, and none is begun meanwhile', async () => {
    const { id, payment } = await paid();
    await ask(id);
    await announce(dispute(await read(id), payment, 'opened'));
    expect((await read(id)).status).toBe('disputed');
    expect(await ask(id)).toMatchObject({ already: true });
    await announce(new RefundFailed('refund', 'ref_1', { ...refund(await read(id), payment), failure: 'payments.not_refundable' }));
    await expect(ask(id)).rejects.toMatchObject({ code: 'orders.not_refundable' });
    await announce(dispute(await read(id), payment, 'won'));
    expect((await read(id)).status).toBe('paid');
    expect(await ask(id)).toMatchObject({ already: false });
  });

  it('is refused for what was not paid', async () => {
    await expect(ask(await order())).rejects.toMatchObject({ code: 'orders.not_refundable' });
  });
});

describe('a game that takes no money', () => {
  afterEach(() => app.app.get(ClosedGames).clear());

  it('gets no order', async () => {
    app.app.get(ClosedGames).add(studio.gameId);
    await expect(order()).rejects.toMatchObject({ code: 'games.not_live_ready', status: 409 });
  });

  it('since the order was made lets no attempt have it, and leaves it as it was', async () => {
    const id = await order();
    app.app.get(ClosedGames).add(studio.gameId);
    await expect(lock(id)).rejects.toMatchObject({ code: 'games.not_live_ready' });
    expect(await read(id)).toMatchObject({ status: 'created', payment_id: null });
    app.app.get(ClosedGames).clear();
    await lock(id);
    expect(await read(id)).toMatchObject({ status: 'captured' });
  });
});
