import { FakeTaxModule } from '#money/tax/testing';
import * as tax from '#money/tax/module';
import { newId } from '#platform/kernel/ids';
import { FrozenClock } from '#platform/kernel/clock';
import { PaymentCaptured } from '#sales/payments/events';
import { ChangeOrderPlace, LockOrderForPayment, RequoteOrder } from '../contracts/commands.js';
import type { OrderDetails } from '../contracts/queries.js';
import { OrderData } from '../app/order-data.js';
import { OrdersModule, rows } from '../module.js';
import { Announce, AnnounceModule } from '../testing/announce.js';
import { neighbours } from '../testing/neighbours.js';
import { GetOrderDetails } from '../contracts/queries.js';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { Receiver, type Answer } from '../../../../test/support/receiver.js';

const GMBH = { tax_id: 'de 136.695.976', name: ' Spielhaus  GmbH ', address_lines: ['Turmstr. 1', ' ', '10559 Berlin'] };
const NAMED = { tax_id: 'DE136695976', name: 'Spielhaus GmbH', address_lines: ['Turmstr. 1', '10559 Berlin'] };
const ABN = { tax_id: '83 914 571 673', name: 'Play Pty Ltd', address_lines: ['1 Pitt St', 'Sydney NSW 2000'] };

/** Says of every number whether it exists, as the EU's register does. */
const says = (valid: boolean) => ({ body }: { body: string }): Answer => {
  const { countryCode, vatNumber } = JSON.parse(body);
  return { status: 200, body: { countryCode, vatNumber, valid, requestIdentifier: 'WAPIAAAAXqX1yZ2d' } };
};
const silent = (): Answer => ({ status: 503, body: 'away' });

describe('an order of a business', () => {
  const register = Receiver.ofSuite();
  let app: Booted;
  let studio: Tenant;
  beforeAll(async () => {
    app = await bootContext({
      modules: [OrdersModule, tax.TaxModule, AnnounceModule], rows: [...rows, ...tax.rows], fakes: neighbours().fakes.filter(({ module }) => module !== FakeTaxModule), frozenAt: new Date('2026-11-22T12:00:00Z'), env: { VIES_URL: new URL(register.url).origin },
    });
    await tax.storeDemoRegistrations({ query: (sql, values) => app.look(sql, values) });
  });
  beforeEach(async () => {
    studio = await app.tenant();
    register.answer = says(true);
  });
  afterAll(() => app.close());

  const post = (told: object = {}) => app.inject({ method: 'POST', url: '/v1/orders', apiKey: studio.apiKey, body: { items: [{ sku: 'gems.500' }], player_id: 'P-1', country: 'DE', email: 'aria@example.com', business: GMBH, ...told } });
  const get = async (id: string): Promise<any> => (await app.inject({ method: 'GET', url: `/v1/orders/${id}`, apiKey: studio.apiKey })).json;
  const made = async (told: object = {}): Promise<any> => {
    const { status, json } = await post(told);
    expect({ status, json }).toMatchObject({ status: 201 });
    return get(json.order_id);
  };
  const change = (order_id: string, told: Omit<ChangeOrderPlace['input'], 'order_id'>) => app.commands.execute(new ChangeOrderPlace({ order_id, country_source: 'buyer', ...told }), studio.scope);
  const read = (id: string): Promise<OrderDetails> => app.queries.ask(new GetOrderDetails(id), studio.scope);
  const lock = async (order: any) => {
    const payment_id = newId('pmt');
    await app.commands.execute(new LockOrderForPayment({ order_id: order.id, payment_id, expected_total_minor: order.amount, expected_currency: order.currency, immediate_delivery_requested: true }), studio.scope);
    return payment_id;
  };
  const pay = async (order: any) => {
    const payment_id = await lock(order);
    const fact = { payment_id, order_id: order.id, player_id: order.player_id, provider: 'sandbox', status: 'done', amount_minor: order.amount, currency: order.currency };
    await app.commands.execute(new Announce([new PaymentCaptured('payment', payment_id, { ...fact, psp_fee_minor: 0, provider_reference: payment_id, captured_at: app.clock.nowSeconds() })]), studio.scope);
    await app.settle();
  };

  it('bears no tax where its number exists, and says who owes it', async () => {
    const order = await made();
    expect(order).toMatchObject({
      amount: 1_680, amount_before_discount: 1_680, business: NAMED, country: 'DE',
      tax: { outcome: 'reverse_charge', net_minor: 1_680, tax_minor: 0, total_minor: 1_680, components: [], jurisdiction: 'DE', rate: '19', tax_id_existence: 'valid' },
    });
    expect(JSON.parse(register.received[0]!.body)).toMatchObject({ countryCode: 'DE', vatNumber: '136695976' });
    expect((await made({ discount_percent: 25 }))).toMatchObject({ amount: 1_260, amount_before_discount: 1_680 });
    await pay(order);
    expect(await get(order.id)).toMatchObject({ status: 'paid', business: NAMED });
    const [{ payload }] = await app.look<{ payload: any }>(`SELECT payload FROM platform.outbox_event WHERE aggregate_id = $1 AND type = 'orders.order.paid.v1'`, [order.id]) as [{ payload: any }];
    expect(payload).toMatchObject({ total_minor: 1_680, tax_minor: 0, tax: { outcome: 'reverse_charge' } });
    expect(JSON.stringify(payload)).not.toMatch(/136695976|Spielhaus/);
  });

  it('is freed by the form of the number where no register is asked, and only as far as the law of the place goes', async () => {
    expect(await made({ country: 'AU', business: ABN })).toMatchObject({ tax: { outcome: 'reverse_charge', tax_minor: 0, tax_id_existence: null }, business: { tax_id: '83914571673' } });
    expect(register.received).toEqual([]);
  });

  it.each<[string, object, string, string[]]>([
    ['malformed', { business: { ...GMBH, tax_id: 'DE136695977' } }, 'orders.tax_id_malformed', ['body', 'business', 'tax_id']],
    ['of another country', { country: 'FR' }, 'orders.tax_id_malformed', ['body', 'business', 'tax_id']],
    ['of a place whose numbers nobody knows', { country: 'US' }, 'orders.tax_id_not_known_here', ['body', 'business', 'tax_id']],
    ['without a country', { country: undefined }, 'orders.business_needs_country', ['body', 'country']],
    ['without an address', { country: 'AU', business: { ...ABN, address_lines: [' '] } }, 'orders.business_without_address', ['body', 'business', 'address_lines']],
  ])('%s is refused, and nobody is asked', async (_, told, code, loc) => {
    const { status, json } = await post(told);
    expect([status, json.code, json.errors[0].loc]).toEqual([422, code, loc]);
    expect(register.received).toEqual([]);
  });

  it('whose number the register does not know is refused', async () => {
    register.answer = says(false);
    const { status, json } = await post();
    expect([status, json.code, json.errors[0].loc]).toEqual([422, 'orders.tax_id_does_not_exist', ['body', 'business', 'tax_id']]);
  });

  it('is charged while the register is silent, and gets its invoice all the same', async () => {
    register.answer = silent;
    expect(await made()).toMatchObject({ amount: 1_999, business: NAMED, tax: { outcome: 'charge', tax_minor: 319, tax_id_existence: 'unavailable' } });
  });

  it('is a consumer after all, or a business only now, until an attempt takes the order', async () => {
    const order = await made({ business: undefined });
    expect(order).toMatchObject({ amount: 1_999, business: null, tax: { outcome: 'charge' } });
    expect(order.tax).not.toHaveProperty('tax_id_existence');
    await change(order.id, { business: ABN }).catch((error) => expect(error).toMatchObject({ code: 'orders.tax_id_malformed' }));
    await change(order.id, { business: GMBH });
    // The register was not asked: the setting has the business pay.
    expect(await get(order.id)).toMatchObject({ amount: 1_999, business: NAMED, tax: { tax_id_existence: 'unasked' } });
    await change(order.id, { business: null });
    expect(await get(order.id)).toMatchObject({ business: null });
    const again = await made();
    await lock(again);
    await expect(change(again.id, { business: null })).rejects.toMatchObject({ code: 'orders.not_changeable', status: 409 });
    expect(await get(again.id)).toMatchObject({ business: NAMED, tax: { outcome: 'reverse_charge' } });
  });

  it('is fixed once it is paid', async () => {
    const order = await made();
    await pay(order);
    for (const business of [null, { ...GMBH, name: 'Else AG' }]) await expect(change(order.id, { business })).rejects.toMatchObject({ code: 'orders.not_changeable' });
    expect(await get(order.id)).toMatchObject({ business: NAMED });
  });

  it('that goes to another country is a consumer there, with the tax of that country', async () => {
    const order = await made();
    await change(order.id, { country: 'GB' });
    expect(await read(order.id)).toMatchObject({ country: 'GB', business: null, tax: { outcome: 'charge', jurisdiction: 'GB' } });
    await change(order.id, { country: 'AU', business: ABN });
    expect(await read(order.id)).toMatchObject({ country: 'AU', business: { name: 'Play Pty Ltd' }, tax: { outcome: 'reverse_charge' } });
  });

  it('is taxed the next day when the register has changed its mind', async () => {
    const order = await made();
    (app.clock as FrozenClock).advanceSeconds(86_401);
    register.answer = says(false);
    expect((await app.inject({ method: 'POST', url: '/v1/tax/id_checks', apiKey: studio.apiKey, body: { country: 'DE', tax_id: 'DE136695976' } })).json).toMatchObject({ outcome: 'invalid' });
    await app.commands.execute(new RequoteOrder(order.id), studio.scope);
    expect(await get(order.id)).toMatchObject({ amount: 1_999, tax: { outcome: 'charge', tax_id_existence: 'invalid' } });
    await expect(lock(order)).rejects.toMatchObject({ code: 'order.requote' });
  });

  it('keeps the business when its player is erased, if somebody paid', async () => {
    const [paid, open] = [await made(), await made()];
    await pay(paid);
    await app.app.get(OrderData).erase({ player_id: 'P-1', user_id: null, alias: 'erased_01k9xamp000000000000000001' }, studio.scope);
    expect(await read(paid.id)).toMatchObject({ email: null, business: NAMED });
    expect(await read(open.id)).toMatchObject({ email: null, business: null });
  });
});
