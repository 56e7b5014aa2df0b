import { Outbox } from '#platform/outbox/outbox';
import { OrderPaid, OrderRefunded, type OrderPaidFact } from '#sales/orders/events';
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

  const announce = (...events: (OrderPaid | OrderRefunded)[]) =>
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
