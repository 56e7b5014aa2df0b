import { newId } from '#platform/kernel/ids';
import { PaymentCaptured } from '#sales/payments/events';
import { CreateOrder } from '#sales/orders/commands';
import { Announce } from '#sales/orders/testing';
import { GetOrderDetails, GetPlaceEvidence, type PlaceItem } from '#sales/orders/queries';
import { PayOrderFlow } from '../app/pay-order.flow.js';
import { bootCheckout, type CheckoutBench } from './boot-checkout.js';

describe('where a buyer is', () => {
  let bench: CheckoutBench;
  beforeAll(async () => { bench = await bootCheckout(); });
  afterAll(() => bench.app.close());

  const live = () => ({ ...bench.studio.scope, gameId: bench.studio.liveGameId });
  const order = async (told: Partial<CreateOrder['input']> = {}) => {
    const { order_id, checkout_secret } = await bench.app.commands.execute(new CreateOrder({ source: 's2s', player_id: 'P-1', email: 'aria@example.com', country: 'DE', lines: [{ sku: 'gems.500', quantity: 1 }], ...told }), live());
    return { order_id, secret: checkout_secret };
  };
  const card = (country: string): string => {
    const token = `tok_${newId('tst')}`;
    bench.payments.cards.set(token, country);
    return token;
  };
  const evidence = (orderId: string, scope = live()) => bench.app.queries.ask(new GetPlaceEvidence(orderId), scope);
  const told = ({ items }: { items: { kind: string; country: string; told_by: string }[] }) => items.map(({ kind, country, told_by }) => `${kind} ${country} ${told_by}`);

  it('is asked again when the card is from elsewhere: nothing is charged, and the price is that of the card until she pays for it', async () => {
    const { order_id, secret } = await order();
    const charged = bench.payments.charged.length;
    const token = card('GB');
    const refused = await bench.pay(secret, { token });
    expect(refused.json).toMatchObject({ status: 409, code: 'checkout.place_contradicted', declared: 'DE', card_country: 'GB', currency: 'GBP', total_minor: 1_999 });
    expect(bench.payments.charged).toHaveLength(charged);
    expect(await bench.app.queries.ask(new GetOrderDetails(order_id), live())).toMatchObject({ status: 'created', country: 'GB', country_source: 'card' });
    expect((await bench.pay(secret, { token })).json).toMatchObject({ status: 409, code: 'order.requote' });
    expect((await bench.pay(secret, { token, expected_currency: 'GBP' })).json).toMatchObject({ state: 'paid' });
    expect(await evidence(order_id)).toMatchObject({ country: 'GB', decision: 'agreed' });
    expect(told(await evidence(order_id))).toEqual(['card GB provider', 'declared GB card']);
  });

  it('is what two pieces say against one', async () => {
    const { order_id, secret } = await order();
    // A header that no proxy of ours has written says nothing.
    expect((await bench.pay(secret, { token: card('GB') }, { 'cf-ipcountry': 'DE' })).json).toMatchObject({ code: 'checkout.place_contradicted' });
    const home = await order();
    const flow = bench.app.app.get(PayOrderFlow);
    const pay = (place: PlaceItem): Promise<unknown> => flow.pay({
      order_id: home.order_id, expected_total_minor: 1_999, expected_currency: 'EUR', immediate_delivery_requested: true, waiver: null, method: 'card', token: card('GB'), locale: 'de', ip_address: null, user_agent: null, place,
    }, live());
    await expect(pay({ kind: 'ip_address', country: 'GB', told_by: 'registry' })).rejects.toMatchObject({ code: 'checkout.place_contradicted' });
    await bench.call('PATCH', '', home.secret, { country: 'DE', postcode: '10115' });
    expect(await pay({ kind: 'ip_address', country: 'DE', told_by: 'registry' })).toMatchObject({ state: 'paid' });
    expect([(await evidence(order_id)).decision, (await evidence(home.order_id)).decision]).toEqual(['none', 'agreed']);
    expect(told(await evidence(home.order_id))).toEqual(['card GB provider', 'declared DE buyer', 'ip_address DE registry']);
  });

  it('is not moved where the studio has locked it, nor to where nothing is sold', async () => {
    const locked = await order({ country_locked: true });
    expect((await bench.pay(locked.secret, { token: card('GB') })).json).toMatchObject({ status: 409, code: 'orders.country_locked' });
    const sanctioned = await order();
    expect((await bench.pay(sanctioned.secret, { token: card('KP') })).json).toMatchObject({ status: 422, code: 'tax.place_embargoed' });
    for (const { order_id } of [locked, sanctioned]) expect(await bench.app.queries.ask(new GetOrderDetails(order_id), live())).toMatchObject({ status: 'created', country: 'DE' });
  });

  describe('who buys on a tax id', () => {
    const business = { tax_id: 'DE136695976', name: 'Spielhaus GmbH', address_lines: ['Turmstr. 1', '10559 Berlin'] };
    const freed = async () => {
      const made = await order({ country_source: 'hub' });
      const { status, json } = await bench.call('PATCH', '', made.secret, { business, postcode: '10115' });
      expect([status, json.waiver, json.business, json.amounts]).toMatchObject([200, null, { told: business, tax_id_form: { label: 'USt-IdNr.', shape: 'DE123456789' } }, { is_reverse_charge: true, tax: { minor: 0 }, total: { minor: 1_680 } }]);
      return made;
    };
    const pay = (orderId: string, token: string, place: PlaceItem | null, expected_total_minor = 1_680): Promise<unknown> => bench.app.app.get(PayOrderFlow).pay({
      order_id: orderId, expected_total_minor, expected_currency: 'EUR', immediate_delivery_requested: true, method: 'card', token, locale: 'de', ip_address: null, user_agent: null, place, waiver: null,
    }, live());

    it('has named its country, and is freed where nothing speaks against it', async () => {
      const { order_id } = await freed();
      expect(await pay(order_id, card('DE'), { kind: 'ip_address', country: 'GB', told_by: 'registry' })).toMatchObject({ state: 'paid' });
      expect(told(await evidence(order_id))).toEqual(['card DE provider', 'declared DE buyer', 'ip_address GB registry']);
    });

    it('is a consumer with tax where her address alone speaks for another country', async () => {
      const { order_id } = await freed();
      const charged = bench.payments.charged.length;
      const elsewhere: PlaceItem = { kind: 'ip_address', country: 'US', told_by: 'registry' };
      const unknown = `tok_${newId('tst')}`;
      await expect(pay(order_id, unknown, elsewhere)).rejects.toMatchObject({ code: 'checkout.business_contradicted', status: 409, extra: { members: { declared: 'DE', total_minor: 1_999, currency: 'EUR' } } });
      expect(bench.payments.charged).toHaveLength(charged);
      expect(await bench.app.queries.ask(new GetOrderDetails(order_id), live())).toMatchObject({ business: null, country: 'DE', tax: { outcome: 'charge', tax_minor: 319 } });
      expect(await pay(order_id, unknown, elsewhere, 1_999)).toMatchObject({ state: 'paid' });
    });

    it('goes to the country of her card without it', async () => {
      const { order_id } = await freed();
      await expect(pay(order_id, card('GB'), null)).rejects.toMatchObject({ code: 'checkout.place_contradicted', extra: { members: { card_country: 'GB', total_minor: 1_999 } } });
      expect(await bench.app.queries.ask(new GetOrderDetails(order_id), live())).toMatchObject({ business: null, country: 'GB', tax: { outcome: 'charge', jurisdiction: 'GB' } });
    });

    it('cannot try numbers until one fits', async () => {
      const { secret } = await order();
      const tries = [];
      for (let n = 0; n < 11; n++) tries.push((await bench.call('PATCH', '', secret, { business: { ...business, tax_id: `DE13669597${n % 6}` } })).json);
      expect(tries[0]).toMatchObject({ status: 422, code: 'orders.tax_id_malformed', errors: [{ loc: ['body', 'business', 'tax_id'] }] });
      expect(tries[10]).toMatchObject({ status: 429, code: 'checkout.tax_ids_told_too_often' });
    });

    it('is asked for a number only where its form is known', async () => {
      const { secret } = await order({ country: 'US' });
      expect((await bench.call('GET', '', secret)).json.business).toEqual({ told: null, tax_id_form: null });
    });
  });

  it('of a sandbox is only noted', async () => {
    const { order_id, secret } = await bench.order();
    expect((await bench.pay(secret, { token: card('GB') })).json).toMatchObject({ state: 'paid' });
    const found = await evidence(order_id, bench.studio.scope as never);
    expect([found.decision, told(found)]).toEqual(['contradicted', ['card GB provider', 'declared DE studio']]);
  });

  it('is noted of the card that the provider tells of when it charges, also where it could not say so before', async () => {
    const { order_id, secret } = await order();
    const { json } = await bench.pay(secret);
    expect(told(await evidence(order_id))).toEqual(['declared DE studio']);
    const captured = new PaymentCaptured('payment', json.payment_id, {
      payment_id: json.payment_id, order_id, player_id: 'P-1', provider: 'sandbox', status: 'done', amount_minor: 1_999, currency: 'EUR', psp_fee_minor: 88, provider_reference: 'psp_1', captured_at: bench.app.clock.nowSeconds(), card_country: 'DE',
    });
    await bench.app.commands.execute(new Announce([captured]), live());
    await bench.app.settle();
    const { status, json: read } = await bench.app.inject({ method: 'GET', url: `/v1/orders/${order_id}/place_evidence`, apiKey: bench.studio.liveApiKey });
    expect([status, read]).toEqual([200, { order_id, country: 'DE', payment_id: json.payment_id, decision: 'agreed', items: [
      { kind: 'card', country: 'DE', told_by: 'provider', payment_id: json.payment_id, noted_at: expect.any(Number) }, { kind: 'declared', country: 'DE', told_by: 'studio', payment_id: json.payment_id, noted_at: expect.any(Number) },
    ] }]);
  });

  it('is no guess of ours, and stands for good', async () => {
    const { order_id, secret } = await order({ country: 'GB', country_source: 'hub' });
    expect((await bench.pay(secret, { expected_currency: 'GBP' })).json).toMatchObject({ state: 'paid' });
    expect(await evidence(order_id)).toMatchObject({ decision: 'none', items: [] });
    await expect(bench.app.database.transaction(live(), {}, () => bench.app.database.execute('DELETE FROM orders.place_evidence'))).rejects.toThrow(/permission denied/);
  });
});
