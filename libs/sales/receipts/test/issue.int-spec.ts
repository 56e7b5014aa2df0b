import { newId } from '#platform/kernel/ids';
import { OrderCanceled, OrderPaid, OrderPartlyRefunded, OrderRefunded } from '#sales/orders/events';
import { Announce, AnnounceModule, FakeOrders, fakeOrders, orderForTest, orderPaidForTest, orderTaxForTest } from '#sales/orders/testing';
import { fakePayments, paymentForTest } from '#sales/payments/testing';
import * as fx from '#money/fx/module';
import * as tax from '#money/tax/module';
import * as receipts from '#sales/receipts/module';
import { GetFiler, GetPayingEntity } from '#money/payouts/queries';
import { putLegalEntity } from '#sales/receipts/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { DocumentsRepository } from '../infra/documents.repository.js';

const ENTITY_ELSEWHERE = { id: 'us', name: 'Test Seller Inc', address_lines: ['1 Main Street'], country: 'US', number_prefix: 'TSUS', buyer_countries: ['US'] };

describe('documents', () => {
  const orders = new FakeOrders();
  const payments = fakePayments();
  let app: Booted;
  let tenant: Tenant;

  beforeAll(async () => {
    app = await bootContext({
      modules: [receipts.ReceiptsModule, tax.TaxModule, fx.FxModule, AnnounceModule], rows: [...tax.rows], fakes: [fakeOrders(orders), payments.module], frozenAt: new Date('2026-11-27T12:00:00.000Z'),
    });
    tenant = await app.tenant();
  });
  afterAll(() => app?.close());

  /** A paid order of 19.99 EUR from Germany, unless told otherwise. */
  function paid(told: Partial<ReturnType<typeof orderPaidForTest>> = {}) {
    const sale = orderPaidForTest(told);
    orders.put({ ...orderForTest(), id: sale.order_id, status: 'paid', payment_id: sale.payment_id, tax: sale.tax, country: sale.country, currency: sale.currency });
    orders.sales.set(sale.order_id, sale);
    payments.payments.set(sale.payment_id, paymentForTest({ id: sale.payment_id, order_id: sale.order_id }));
    return sale;
  }
  const announce = (of: Tenant, ...events: ConstructorParameters<typeof Announce>[0]) => app.commands.execute(new Announce(events), of.scope);
  const told = (sale: ReturnType<typeof paid>) => new OrderPaid('order', sale.order_id, sale);
  const documentsOf = async (orderId: string, of = tenant) => (await app.inject({ method: 'GET', url: `/v1/receipts?order_id=${orderId}`, apiKey: of.apiKey })).json.data.reverse() as Record<string, any>[];
  const due = () => app.look(`UPDATE platform.job SET run_at = now() WHERE type = 'receipts.issue-held' AND state = 'pending'`);

  it('wait for somebody who sells, and are issued once there is one: the refund that came meanwhile too', async () => {
    const sale = paid({ locale: 'de' });
    await announce(tenant, told(sale));
    await app.settle();
    expect(await documentsOf(sale.order_id)).toEqual([]);
    await announce(tenant, new OrderRefunded('order', sale.order_id, { ...sale, refund_id: newId('ref'), reason: 'x', refunded_at: sale.paid_at + 60 }));
    await app.settle();
    expect(await app.look('SELECT order_id, series_kind FROM receipts.held ORDER BY series_kind DESC')).toEqual([{ order_id: sale.order_id, series_kind: 'sale' }, { order_id: sale.order_id, series_kind: 'credit' }]);
    // Who sells to others does not help.
    await putLegalEntity(app.look, ENTITY_ELSEWHERE);
    await due();
    await app.settle();
    expect(await documentsOf(sale.order_id)).toEqual([]);
    await putLegalEntity(app.look);
    await due();
    await app.settle();
    expect((await documentsOf(sale.order_id)).map(({ kind, number, total_minor }) => [kind, number, total_minor])).toEqual([['receipt', 'TEST-TS-R2026-0000001', 1_999], ['credit_note', 'TEST-TS-C2026-0000001', 1_999]]);
    expect(await app.look('SELECT * FROM receipts.held')).toEqual([]);
  });

  it('say everything, as it was', async () => {
    const taxes = orderTaxForTest({ jurisdiction: 'SE', net_minor: 1_599, tax_minor: 400, components: [{ name: 'VAT', rate: '25', tax_minor: 400, jurisdiction: 'SE' }] });
    const sale = paid({ country: 'SE', tax: taxes, net_minor: 1_599, tax_minor: 400, locale: 'de' });
    await announce(tenant, told(sale));
    await app.settle();
    const [receipt] = await documentsOf(sale.order_id);
    expect(receipt).toMatchObject({ kind: 'receipt', country: 'SE', currency: 'EUR', net_minor: 1_599, tax_minor: 400, total_minor: 1_999, original_id: null, legal_entity_id: 'main', issued_at: 1_795_780_800, retain_until: '2036-12-31' });
    expect(receipt!.data).toMatchObject({
      title: 'Beleg', language: 'de', is_test: true, game: 'Test Game', payment: 'Karte (VISA)', seller: { name: 'Test Seller Ltd', tax_ids: [{ number: 'EU372000001' }] }, taxes: [{ label: 'MwSt.', rate: '25', tax_minor: 400 }],
      in_tax_currency: { currency: 'SEK', exponent: 2, net_minor: 17_123, tax_minor: 4_283, total_minor: 21_406, rate_date: '2026-01-01', source: expect.stringContaining('Economist') },
    });
    expect((await app.inject({ method: 'GET', url: `/v1/receipts/${receipt!.id}`, apiKey: tenant.apiKey })).json).toEqual(receipt);
    expect((await app.inject({ method: 'GET', url: `/v1/receipts?number=${receipt!.number}`, apiKey: tenant.apiKey })).json.data).toEqual([receipt]);
    expect((await app.inject({ method: 'GET', url: `/v1/receipts/${receipt!.id}`, apiKey: (await app.tenant()).apiKey })).status).toBe(404);
  });

  it('stay as they are: neither the app nor the owner changes one', async () => {
    for (const [sql, refusal] of [['UPDATE receipts.document SET total_minor = 1', 'Documents stay as they were issued'], ['DELETE FROM receipts.number', 'Documents stay as they were issued']] as const) await expect(app.look(sql)).rejects.toThrow(refusal);
    const mine = app.database.transaction(tenant.scope, { context: 'sales/receipts' }, () => app.database.execute('UPDATE receipts.document SET total_minor = 1 WHERE game_id = $1', [tenant.gameId]));
    await expect(mine).rejects.toThrow('permission denied');
  });

  it('are one per order, and one credit note per refund, however often and in whichever order they are told', async () => {
    const sale = paid();
    const refunded = new OrderRefunded('order', sale.order_id, { ...sale, refund_id: newId('ref'), reason: 'x', refunded_at: sale.paid_at + 60 });
    await announce(tenant, refunded);
    await app.settle();
    await announce(tenant, told(sale), told(sale), refunded, new OrderCanceled('order', sale.order_id, { ...sale, reason: 'dispute_lost' }));
    await app.settle();
    const [receipt, credit, ...more] = await documentsOf(sale.order_id);
    expect(more).toEqual([]);
    expect([receipt!.kind, credit!.kind, credit!.original_id, credit!.data.original.number]).toEqual(['receipt', 'credit_note', receipt!.id, receipt!.number]);
  });

  it('credit what the bank has taken', async () => {
    const sale = paid();
    await announce(tenant, told(sale), new OrderCanceled('order', sale.order_id, { ...sale, reason: 'dispute_lost' }));
    await app.settle();
    expect((await documentsOf(sale.order_id))[1]).toMatchObject({ kind: 'credit_note', total_minor: 1_999, data: { cause: 'chargeback' } });
  });

  it('credit a part with the figures of the part, and at last what is left', async () => {
    const sale = paid();
    await announce(tenant, told(sale));
    await app.settle();
    const part = (refund_id: string, amount = 476) => new OrderPartlyRefunded('order', sale.order_id, {
      order_id: sale.order_id, player_id: sale.player_id, status: 'paid', studio_id: sale.studio_id, payment_id: sale.payment_id, provider: sale.provider, currency: sale.currency, refund_id, reason_code: 'customer_request', reason: 'x',
      refunded_total_minor: amount, refunded_at: sale.paid_at + 60, amount_minor: amount, net_minor: amount - 76, tax_minor: 76, platform_fee_minor: 20, tax_components: [{ name: 'VAT', rate: '19', jurisdiction: 'DE', tax_minor: 76 }],
      lines: [{ line_id: '1', item_id: 'itm_1', sku: 'gems.500', quantity: 1, amount_minor: amount, tax_minor: 76 }],
    });
    const rest = { ...sale.tax, net_minor: 880, tax_minor: 167, total_minor: 1_047, components: [{ ...sale.tax.components[0]!, tax_minor: 167 }] };
    // What ended the order is heard of before a part that came first.
    await announce(tenant, part('ref_a'));
    await app.settle();
    await announce(tenant, new OrderRefunded('order', sale.order_id, { ...sale, total_minor: 1_047, net_minor: 880, tax_minor: 167, tax: rest, refund_id: 'ref_d', reason: 'x', refunded_at: sale.paid_at + 90 }));
    await app.settle();
    await announce(tenant, part('ref_c', 1_676));
    await app.settle();
    await announce(tenant, part('ref_b'));
    await app.settle();
    const documents = await documentsOf(sale.order_id);
    expect(documents.map(({ total_minor, tax_minor }) => [total_minor, tax_minor])).toEqual([[1_999, 319], [476, 76], [1_047, 167], [476, 76]]);
    expect(documents[1]!.data.lines).toEqual([expect.objectContaining({ sku: 'gems.500', quantity: 1, total_minor: 476, net_minor: 400 })]);
  });

  it('have no gap in their numbers, whoever is killed while many are sold at once', async () => {
    const tenants = [tenant, await app.tenant(), await app.tenant(), await app.tenant()];
    const before = Number((await app.look(`SELECT last_number FROM receipts.series WHERE legal_entity_id = 'main' AND kind = 'sale'`))[0]!.last_number);
    const documents = app.app.get(DocumentsRepository);
    const add = documents.add.bind(documents);
    let killed = 0;
    // The process is gone after it has taken its numbers: its connection breaks, and the server rolls back.
    jest.spyOn(documents, 'add').mockImplementation(async (...all) => {
      if (killed++ < 3) await app.look('SELECT pg_terminate_backend($1)', [(await app.database.one<{ pid: number }>('SELECT pg_backend_pid() AS pid'))!.pid]);
      return add(...all);
    });
    const sales = Array.from({ length: 200 }, () => paid());
    await Promise.all(sales.map((sale, at) => announce(tenants[at % 4]!, told(sale))));
    await Promise.all(Array.from({ length: 4 }, () => app.settle().catch(() => undefined)));
    await app.look(`UPDATE platform.outbox_delivery SET next_at = now() WHERE state = 'pending'`);
    await app.settle();
    expect(killed).toBeGreaterThan(3);
    const numbers = (await app.look(`SELECT number, document_id FROM receipts.number WHERE legal_entity_id = 'main' AND kind = 'sale' ORDER BY number`)).map(({ number }) => Number(number));
    expect(numbers).toEqual(Array.from({ length: before + 200 }, (_, n) => n + 1));
    expect(await app.look('SELECT 1 FROM receipts.document d JOIN receipts.number n ON n.document_id = d.id WHERE d.series_number <> n.number')).toEqual([]);
    jest.restoreAllMocks();
  });

  it('are of entities that do not get into each other’s way, and whose prefix stays', async () => {
    const put = (told: object) => putLegalEntity(app.look, { ...ENTITY_ELSEWHERE, ...told });
    await expect(put({ number_prefix: 'OTHER' })).rejects.toThrow('number_prefix: it is TSUS and stays that');
    await expect(put({ id: 'third', number_prefix: 'TS' })).rejects.toThrow('number_prefix: another entity has TS');
    await expect(put({ id: 'third', number_prefix: 'X', buyer_countries: ['CA', 'US'] })).rejects.toThrow('buyer_countries: another entity sells to US');
    await expect(put({ buyer_countries: undefined })).rejects.toThrow('buyer_countries: main sells to everybody whom no other entity names');
    await put({ name: 'Renamed Inc' });
    expect(await app.queries.ask(new GetFiler('main'), tenant.scope)).toEqual({ id: 'main', name: 'Test Seller Ltd', address_lines: ['7 Quay Street', 'Dublin'], country: 'IE', us_tin: null });
    expect(await app.queries.ask(new GetFiler('nobody'), tenant.scope)).toBeNull();
    expect(await app.queries.ask(new GetPayingEntity(), tenant.scope)).toEqual({ id: 'main', name: 'Test Seller Ltd', address_lines: ['7 Quay Street', 'Dublin'], country: 'IE', contact: 'help@seller.example', tax_ids: [], number_prefix: 'TS' });
    const sale = paid({ country: 'US', region: 'US-CT' });
    await announce(tenant, told(sale));
    await app.settle();
    expect((await documentsOf(sale.order_id)).map(({ number, data }) => [number, data.seller.name])).toEqual([['TEST-TSUS-R2026-0000001', 'Renamed Inc']]);
  });

  it('take the numbers of a batch by one statement', async () => {
    const sales = Array.from({ length: 30 }, () => paid());
    const statements = jest.spyOn(app.app.get(DocumentsRepository), 'takeNumbers');
    await announce(tenant, ...sales.map(told));
    await app.settle();
    expect(statements).toHaveBeenCalledTimes(1);
    const numbers = (await app.look('SELECT order_id, series_number FROM receipts.document WHERE order_id = ANY($1) ORDER BY series_number', [sales.map(({ order_id }) => order_id)])).map(({ order_id }) => order_id);
    expect(numbers).toEqual(sales.map(({ order_id }) => order_id));
  });
});
