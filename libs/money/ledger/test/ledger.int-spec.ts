import { Outbox } from '#platform/outbox/outbox';
import type { DomainEvent } from '#platform/kernel/messages';
import { OrderPaid, OrderPaidBackAgain, OrderRefunded, type OrderPaidFact } from '#sales/orders/events';
import { PaymentCapturedLate, PaymentDisputed, PaymentMismatched, PaymentRefunded } from '#sales/payments/events';
import { captureFactForTest, paymentFactForTest } from '#sales/payments/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { PostSettlementLines } from '../contracts/commands.js';
import { LedgerModule, rows } from '../module.js';
import { LEDGER_INVARIANTS, OPEN_CLEARING } from '../testing/index.js';

const paid = (order: string, changes: Partial<OrderPaidFact> = {}): OrderPaidFact => ({
  order_id: order, player_id: 'p1', status: 'paid', studio_id: 'stu_x', payment_id: `pmt_${order.slice(4)}`, provider: 'sandbox', currency: 'EUR', total_minor: 1190, net_minor: 1000, tax_minor: 190,
  tax: { quote_id: 'txq_1', outcome: 'charge', jurisdiction: 'DE', rate_row_id: 'DE:2021-01-01', rate: '19', price_display: 'inclusive', net_minor: 1000, tax_minor: 190, total_minor: 1190, components: [{ name: 'VAT', rate: '19', tax_minor: 190, jurisdiction: 'DE' }] },
  country: 'DE', region: null, psp_fee_minor: 65, psp_fee_bearer: 'studio', platform_fee_minor: 50, email: 'a@b.example', locale: 'de', receipt_number: '1'.repeat(16), paid_at: 1_790_000_000, ...changes,
});

describe('the ledger', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [LedgerModule], rows });
  });
  beforeEach(async () => {
    tenant = await app.tenant();
  });
  afterAll(async () => {
    for (const { name, sql } of LEDGER_INVARIANTS) expect([name, await app.look(sql)]).toEqual([name, []]);
    await app.close();
  });

  const announce = (...events: DomainEvent[]) =>
    app.database.transaction(tenant.scope, { context: 'sales/orders' }, async () => app.app.get(Outbox).record(...events), (open) => app.app.get(Outbox).written(open));
  const order = (n: number) => `ord_${String(n).padStart(26, '0')}`;
  const sale = (n: number) => new OrderPaid('order', order(n), paid(order(n)));
  const trialBalance = async () => (await app.inject({ method: 'GET', url: '/v1/ledger/trial-balance', apiKey: tenant.apiKey })).json;

  it('posts a sale once, however often it is announced, and answers a trial balance of zero', async () => {
    await announce(sale(1));
    await announce(sale(1), sale(2));
    await app.settle();
    const balance = await trialBalance();
    expect(balance).toMatchObject({ balanced: true, data: [{ currency: 'EUR', debits: balance.data[0].credits }] });
    expect(balance.accounts.find((account: { code: string }) => account.code === 'tax_payable:DE')).toMatchObject({ balance: -380 });
    expect(balance.accounts.find((account: { code: string }) => account.code === 'studio_payable')).toMatchObject({ balance: -2 * (950 - 65) });
  });

  it('explains one sale, posting by posting', async () => {
    await announce(sale(3), sale(4));
    await app.settle();
    const { json } = await app.inject({ method: 'GET', url: `/v1/ledger/journal_entries?order_id=${order(3)}`, apiKey: tenant.apiKey });
    expect(json.data.map((entry: { fact: string }) => entry.fact).sort()).toEqual([`psp_fee:pmt_${order(3).slice(4)}`, `sale:${order(3)}`]);
    const posting = json.data.flatMap((entry: { postings: object[] }) => entry.postings).find((line: { account: string }) => line.account === 'tax_payable:DE');
    expect(posting).toEqual({ account: 'tax_payable:DE', side: 'credit', amount: 190, currency: 'EUR', why: 'Tax in the price, owed to DE.' });
    const first = await app.inject({ method: 'GET', url: '/v1/ledger/journal_entries?limit=1', apiKey: tenant.apiKey });
    const second = await app.inject({ method: 'GET', url: `/v1/ledger/journal_entries?limit=1&starting_after=${first.json.next_cursor}`, apiKey: tenant.apiKey });
    expect(first.json.data[0].id > second.json.data[0].id).toBe(true);
  });

  it('returns clearing to zero when a refunded and a kept sale are settled', async () => {
    await announce(sale(5), sale(6));
    await announce(new OrderRefunded('order', order(5), { ...paid(order(5)), refund_id: 'ref_1', reason: 'asked', refunded_at: 1_790_000_100 }));
    await app.settle();
    const line = (id: string, n: number, gross: number, fee: number, kind: 'capture' | 'refund') => ({ line_id: id, provider: 'sandbox', kind, payment_id: `pmt_${order(n).slice(4)}`, currency: 'EUR', gross_minor: gross, fee_minor: fee, net_minor: gross - fee, batch_id: 'b1' });
    const lines = [line('l5', 5, 1190, 65, 'capture'), line('l6', 6, 1190, 65, 'capture'), line('l5r', 5, -1190, 0, 'refund')];
    expect(await app.look(`${OPEN_CLEARING.replace('WHERE', `WHERE game_id = '${tenant.gameId}' AND`)}`)).toHaveLength(1);
    expect(await app.commands.execute(new PostSettlementLines({ studio_id: tenant.studioId, lines }), tenant.scope)).toEqual({ posted: 3 });
    expect(await app.commands.execute(new PostSettlementLines({ studio_id: tenant.studioId, lines }), tenant.scope)).toEqual({ posted: 0 });
    expect(await app.look(`${OPEN_CLEARING.replace('WHERE', `WHERE game_id = '${tenant.gameId}' AND`)}`)).toEqual([]);
    const journal = await app.inject({ method: 'GET', url: `/v1/ledger/journal_entries?order_id=${order(5)}`, apiKey: tenant.apiKey });
    expect(journal.json.data.map((entry: { kind: string }) => entry.kind).sort()).toEqual(['psp_fee', 'refund', 'sale', 'settlement', 'settlement']);
  });

  const balances = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await trialBalance()).accounts.filter((account: { balance: number }) => account.balance !== 0).map((account: { code: string; balance: number }) => [account.code, account.balance]));

  it('books the dispute of a refunded sale as a loss of the operator, and leaves nothing in transit', async () => {
    const refunded = (n: number) => new OrderRefunded('order', order(n), { ...paid(order(n)), refund_id: `ref_${n}`, reason: 'asked', refunded_at: 1_790_000_100 });
    const disputed = (n: number, stage: 'opened' | 'won' | 'lost') => {
      const fact = paymentFactForTest({ payment_id: paid(order(n)).payment_id, order_id: order(n), amount_minor: 1190, status: 'refunded' });
      return new PaymentDisputed('payment', fact.payment_id, { ...fact, dispute_id: `dsp_${n}`, stage, reason: null, taken_from: 'sale', has_gone_back: true });
    };
    await announce(sale(11), sale(12), refunded(11), refunded(12), disputed(11, 'opened'), disputed(12, 'opened'));
    await app.settle();
    expect(await balances()).toMatchObject({ 'disputes_in_transit:sandbox': 2380 });
    const again = new OrderPaidBackAgain('order', order(11), { order_id: order(11), player_id: 'p1', status: 'refunded', payment_id: paid(order(11)).payment_id, provider: 'sandbox', amount_minor: 1190, currency: 'EUR', by: 'dispute', cause_id: 'dsp_11' });
    await announce(disputed(11, 'lost'), again, again, disputed(12, 'won'));
    await app.settle();
    expect(await balances()).toEqual({ chargeback_loss: 1190, 'psp_clearing:sandbox': -1190 - 2 * 65, studio_payable: 2 * 65 });
  });

  it('books the dispute of money that was no sale’s against whose it was, and a loss where it had gone back', async () => {
    const late = (n: number) => captureFactForTest({ payment_id: `pmt_${n}`, order_id: order(n), amount_minor: 1190, psp_fee_minor: 0 });
    const disputed = (n: number, stage: 'opened' | 'lost', told: Partial<PaymentDisputed['payload']>) =>
      new PaymentDisputed('payment', `pmt_${n}`, { ...paymentFactForTest({ payment_id: `pmt_${n}`, order_id: order(n), amount_minor: 1190 }), dispute_id: `dsp_${n}`, stage, reason: null, taken_from: 'owed_to_player', has_gone_back: false, ...told });
    const back = (n: number, has_gone_back: boolean) =>
      new PaymentRefunded('payment', `pmt_${n}`, { ...paymentFactForTest({ payment_id: `pmt_${n}`, order_id: order(n), amount_minor: 1190 }), refund_id: `ref_${n}`, refunded_minor: 1190, provider_refund_reference: 'psr', purpose: 'late', has_gone_back });
    // The bank alone; the refund and then the bank; the bank and then the refund; an amount that a person looks at.
    await announce(...[21, 22, 23].map((n) => new PaymentCapturedLate('payment', `pmt_${n}`, late(n))), new PaymentMismatched('payment', 'pmt_24', { ...paymentFactForTest({ payment_id: 'pmt_24', order_id: order(24) }), reported_minor: 1190, reported_currency: 'EUR' }));
    await announce(...[21, 22, 23].map((n) => disputed(n, 'opened', {})), disputed(24, 'opened', { taken_from: 'suspense' }));
    await announce(disputed(21, 'lost', {}), back(22, false), disputed(22, 'lost', { has_gone_back: true }), disputed(23, 'lost', {}), back(23, true), disputed(24, 'lost', { taken_from: 'suspense' }));
    await app.settle();
    expect(await balances()).toEqual({ chargeback_loss: 2 * 1190, 'psp_clearing:sandbox': -2 * 1190 });
  });

  it('keeps one game out of the books of another', async () => {
    await announce(sale(7));
    await app.settle();
    const other = await app.tenant();
    const { json } = await app.inject({ method: 'GET', url: '/v1/ledger/trial-balance', apiKey: other.apiKey });
    expect(json).toEqual({ balanced: true, data: [], accounts: [] });
    expect((await app.inject({ method: 'GET', url: `/v1/ledger/journal_entries?order_id=${order(7)}`, apiKey: other.apiKey })).json.data).toEqual([]);
  });

  it('refuses an entry out of balance, a changed posting and a deleted entry, in the database itself', async () => {
    await announce(sale(8));
    await app.settle();
    await expect(app.look(`UPDATE ledger.posting SET amount_minor = amount_minor + 1`)).rejects.toThrow(/append-only/);
    await expect(app.look(`DELETE FROM ledger.journal_entry`)).rejects.toThrow(/append-only/);
    await expect(app.look(`TRUNCATE ledger.posting`)).rejects.toThrow(/append-only/);
    await expect(app.look(`INSERT INTO ledger.posting VALUES ('g', 'jrn_01', 1, 's', 'studio_payable', 'EUR', 5), ('g', 'jrn_01', 2, 's', 'suspense', 'EUR', -4)`)).rejects.toThrow(/does not balance/);
  });

  it('gives the same trial balance from the rollup as from the postings', async () => {
    await announce(sale(9), sale(10));
    await app.settle();
    const before = await trialBalance();
    // An older mark than any posting, then one beyond all of them: as the hourly job leaves it.
    await app.look(`INSERT INTO ledger.balance_rollup SELECT game_id, account, currency, coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0), coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0) FROM ledger.posting WHERE game_id = $1 GROUP BY 1, 2, 3`, [tenant.gameId]);
    await app.look(`INSERT INTO ledger.rollup_mark VALUES ($1, 'jrn_z')`, [tenant.gameId]);
    expect(await trialBalance()).toEqual(before);
  });
});
