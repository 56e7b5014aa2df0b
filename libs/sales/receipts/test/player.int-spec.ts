import type { FastifyReply } from 'fastify';
import { Calls } from '#platform/cqrs/doors';
import { Chores } from '#platform/housekeeping/chores';
import type { Principal } from '#platform/http/policy';
import { FrozenClock } from '#platform/kernel/clock';
import { OrderPaid } from '#sales/orders/events';
import { Announce, AnnounceModule, FakeOrders, fakeOrders, orderForTest, orderPaidForTest } from '#sales/orders/testing';
import { fakePayments, paymentForTest } from '#sales/payments/testing';
import * as fx from '#money/fx/module';
import * as tax from '#money/tax/module';
import * as receipts from '#sales/receipts/module';
import { OpenFileOfOrder } from '#sales/receipts/queries';
import { putLegalEntity } from '#sales/receipts/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { ReceiptData } from '../app/receipt-data.js';
import { PlayerReceiptsController } from '../http/store.controller.js';
import { documentPdf } from '../infra/document-pdf.js';

describe('what a player gets of her receipts', () => {
  const orders = new FakeOrders();
  const payments = fakePayments();
  let app: Booted;
  let tenant: Tenant;

  beforeAll(async () => {
    app = await bootContext({ modules: [receipts.ReceiptsModule, tax.TaxModule, fx.FxModule, AnnounceModule], rows: tax.rows, fakes: [fakeOrders(orders), payments.module], frozenAt: new Date('2026-11-27T12:00:00.000Z') });
    tenant = await app.tenant();
    await putLegalEntity(app.look);
  });
  afterAll(() => app?.close());

  async function paid(of: Tenant, last4: string | null, told: Partial<ReturnType<typeof orderPaidForTest>> = {}) {
    const sale = orderPaidForTest({ paid_at: 1_795_780_800, ...told });
    orders.put({ ...orderForTest(), id: sale.order_id, status: 'paid', payment_id: sale.payment_id, paid_at: sale.paid_at, receipt_number: sale.receipt_number });
    orders.sales.set(sale.order_id, sale);
    payments.payments.set(sale.payment_id, { ...paymentForTest({ id: sale.payment_id, order_id: sale.order_id }), card: last4 ? { brand: 'VISA', last4, country: 'DE', fingerprint: 'f' } : null });
    await app.commands.execute(new Announce([new OrderPaid('order', sale.order_id, sale)]), of.scope);
    await app.settle();
    return sale.order_id;
  }
  const lookUp = (body: object, path = '') => app.inject({ method: 'POST', url: `/store/v1/charge_lookup${path}`, body });

  describe('the file', () => {
    it('is the same to the byte, whoever asks first and how many at once', async () => {
      const orderId = await paid(tenant, '4242');
      const files = await Promise.all(Array.from({ length: 4 }, () => app.app.get(Calls).ask(new OpenFileOfOrder({ order_id: orderId, kind: 'receipt' }), tenant.scope)));
      expect(new Set(files.map(({ pdf }) => pdf.toString('base64'))).size).toBe(1);
      const [row] = await app.look(`SELECT encode(sha256(f.pdf), 'hex') AS hash, d.id, d.data FROM receipts.file f JOIN receipts.document d ON d.id = f.document_id WHERE d.order_id = $1`, [orderId]);
      expect(files[0]!.sha256).toBe(row!.hash);
      expect((await documentPdf(row!.data)).equals(files[0]!.pdf)).toBe(true);
      const download = await app.inject({ method: 'GET', url: `/v1/receipts/${row!.id}/pdf`, apiKey: tenant.apiKey });
      expect(download).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="TEST-TS-R2026-0000001.pdf"', 'x-content-sha256': row!.hash } });
      expect(download.text.slice(0, 5)).toBe('%PDF-');
    });

    it('is given to the player of the order, and to the checkout that its secret opens', async () => {
      const orderId = await paid(tenant, '4242');
      const sent: { headers: Record<string, string>; pdf: Buffer }[] = [];
      const reply = { headers: (headers: Record<string, string>) => ({ send: (pdf: Buffer) => sent.push({ headers, pdf }) }) } as unknown as FastifyReply;
      const as = (told: Partial<Principal>) => ({ scope: tenant.scope, environment: 'sandbox', grants: [], ...told }) as Principal;
      const door = app.app.get(PlayerReceiptsController);
      await door.ofOrder(orderId, {}, as({ playerId: 'P-1' }), reply);
      await door.ofCheckout({ kind: 'receipt' }, as({ orderId }), reply);
      expect(sent.map(({ headers, pdf }) => [headers['content-type'], headers['cache-control'], pdf.subarray(0, 5).toString()])).toEqual(Array.from({ length: 2 }, () => ['application/pdf', 'private, no-store', '%PDF-']));
      await expect(door.ofOrder(orderId, {}, as({ playerId: 'P-2' }), reply)).rejects.toMatchObject({ code: 'orders.not_found' });
      await expect(door.ofCheckout({ kind: 'credit_note' }, as({ orderId }), reply)).rejects.toMatchObject({ code: 'receipts.not_issued' });
      expect(sent).toHaveLength(2);
    });

    it('is not there before it was issued, and nobody else’s', async () => {
      const order = orders.put({ status: 'paid' });
      await expect(app.app.get(Calls).ask(new OpenFileOfOrder({ order_id: order.id, kind: 'receipt' }), tenant.scope)).rejects.toMatchObject({ code: 'receipts.not_issued' });
      const theirs = await paid(await app.tenant(), null);
      await expect(app.app.get(Calls).ask(new OpenFileOfOrder({ order_id: theirs, kind: 'receipt' }), tenant.scope)).rejects.toMatchObject({ code: 'receipts.not_issued' });
    });
  });

  describe('a line on the statement of a card', () => {
    const line = { date: '2026-11-29', amount: '19,99', currency: 'EUR', last4: '1881' };

    it('is told as game, day and items, of whichever game, without a word about a person', async () => {
      const other = await app.tenant();
      await paid(other, '1881');
      const found = await lookUp(line);
      expect(found.status).toBe(200);
      expect(found.json).toEqual({ data: [{ game: 'Test Game', seller: 'Test Seller Ltd', paid_on: '2026-11-27', amount: '€19.99', items: ['1 × 500 Gems'], status: 'paid', receipt_number_ends: '0042' }] });
      expect(found.text).not.toMatch(/P-1|aria|1881/);
    });

    it('is not told by less than all of it, always in the same words', async () => {
      const answers = [];
      for (const wrong of [{ last4: '1882' }, { amount: '20.00' }, { currency: 'USD' }, { date: '2026-11-20' }, { date: '2027-01-01' }, { amount: 'x' }]) answers.push(await lookUp({ ...line, ...wrong }));
      expect(new Set(answers.map(({ status, json }) => `${status} ${json.code} ${json.detail}`)).size).toBe(1);
      expect(answers[0]).toMatchObject({ status: 404, json: { code: 'receipts.charge_not_found' } });
      expect((await lookUp({ date: line.date, amount: line.amount, currency: line.currency })).status).toBe(422);
    });

    it('has its receipt sent to the address of the order, once a day', async () => {
      const orderId = (await app.look(`SELECT target_id FROM platform.route WHERE kind = 'charge' AND game_id <> $1`, [tenant.gameId]))[0]!.target_id;
      const asked = () => app.look(`SELECT payload FROM platform.outbox_event WHERE type = 'receipts.copy.requested.v1' AND aggregate_id = $1`, [orderId]);
      expect((await lookUp(line, '/receipt')).status).toBe(202);
      expect((await asked()).map(({ payload }) => payload)).toEqual([{ order_id: orderId }]);
      expect((await lookUp(line, '/receipt')).status).toBe(202);
      expect(await asked()).toHaveLength(1);
    });

    it('is looked up ten times in a row from one address, and no more', async () => {
      let last = await lookUp({ ...line, last4: '0000' });
      for (let n = 0; n < 10 && last.status !== 429; n++) last = await lookUp({ ...line, last4: '0000' });
      expect(last).toMatchObject({ status: 429, json: { code: 'receipts.too_many_lookups' } });
      expect((await lookUp(line)).status).toBe(429);
    });

    it('is not known any more once she is erased, nor after one and a half years; her receipts stay', async () => {
      const orderId = await paid(tenant, '7777');
      const subject = { player_id: 'P-1', user_id: null, alias: 'erased_01k9xamp000000000000000000' };
      const data = app.app.get(ReceiptData);
      const count = async (what: string) => (await app.look(`SELECT 1 FROM ${what}`)).length;
      const [documents, theirs] = [await count('receipts.document'), await count(`platform.route WHERE kind = 'charge' AND game_id <> '${tenant.gameId}'`)];
      expect((await data.exported(['P-1'], tenant.scope)).receipts).toContainEqual(expect.objectContaining({ order_id: orderId, total_minor: 1_999 }));
      expect(await data.erase(subject, tenant.scope)).toBeGreaterThan(0);
      expect(await data.erase(subject, tenant.scope)).toBe(0);
      expect([await count('receipts.document'), await count(`platform.route WHERE kind = 'charge'`), await count('receipts.charge')]).toEqual([documents, theirs, theirs]);
      const chore = app.app.get(Chores).all().find(([name]) => name === 'receipts.charges')![1];
      expect(await chore.due('')).toEqual([]);
      (app.clock as FrozenClock).advanceSeconds(549 * 86_400);
      for (const gameId of await chore.due('')) expect(await chore.step(gameId, 100)).toBe(1);
      expect([await count(`platform.route WHERE kind = 'charge'`), await count('receipts.charge')]).toEqual([0, 0]);
    });
  });
});
