import { Logger } from '@nestjs/common';
import pg from 'pg';
import { Housekeeping } from '#platform/housekeeping/housekeeping';
import { InvariantChecks } from '#platform/invariants/invariant-checks';
import { Outbox } from '#platform/outbox/outbox';
import type { DomainEvent } from '#platform/kernel/messages';
import { OrderOverpaid, OrderPaid, OrderPaidBackAgain, OrderRefunded, type OrderPaidFact } from '#sales/orders/events';
import { PaymentCapturedLate, PaymentDisputed, PaymentMismatched, PaymentRefunded } from '#sales/payments/events';
import { captureFactForTest, paymentFactForTest } from '#sales/payments/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { brokenInvariants } from '../../../../test/support/invariants.js';
import { PostSettlementLines, PostStudioMoves, type SettlementLine, type StudioMove } from '../contracts/commands.js';
import { ListGamesWithBooks, ListStudioDays } from '../contracts/queries.js';
import { RollUp } from '../app/roll-up.js';
import { LedgerModule, rows } from '../module.js';
import { OPEN_CLEARING } from '../testing/index.js';

const paid = (order: string, changes: Partial<OrderPaidFact> = {}): OrderPaidFact => ({
  order_id: order, player_id: 'p1', status: 'paid', studio_id: 'stu_x', payment_id: `pmt_${order.slice(4)}`, provider: 'sandbox', currency: 'EUR', total_minor: 1190, net_minor: 1000, tax_minor: 190,
  tax: { quote_id: 'txq_1', outcome: 'charge', jurisdiction: 'DE', rate_row_id: 'DE:2021-01-01', rate: '19', price_display: 'inclusive', net_minor: 1000, tax_minor: 190, total_minor: 1190, components: [{ name: 'VAT', rate: '19', tax_minor: 190, jurisdiction: 'DE' }] },
  country: 'DE', region: null, psp_fee_minor: 65, psp_fee_bearer: 'studio', platform_fee_minor: 50, locale: 'de', receipt_number: '1'.repeat(16), paid_at: 1_790_000_000, ...changes,
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
  afterAll(() => app.close());

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

  describe('of a provider that tells its fee in its report alone', () => {
    const untold = (n: number, changes: Partial<OrderPaidFact> = {}) => paid(order(n), { provider: 'adyen', psp_fee_minor: 0, fees_status: 'estimated', ...changes });
    const told = (n: number, fee: number) => ({ line_id: `l${n}`, provider: 'adyen', kind: 'capture' as const, payment_id: untold(n).payment_id, currency: 'EUR', gross_minor: 1190, fee_minor: fee, net_minor: 1190 - fee, batch_id: 'b1', fees_status: 'estimated' as const });
    const settle = (...lines: ReturnType<typeof told>[]) => app.commands.execute(new PostSettlementLines({ studio_id: tenant.studioId, lines, psp_fee_bearer: 'studio' }), tenant.scope);
    const trueUps = () => app.look(`SELECT e.fact, e.order_id, e.occurred_on::text AS occurred_on, e.booked_on::text AS booked_on, e.studio_id, p.account, p.amount_minor::int AS minor FROM ledger.journal_entry e JOIN ledger.posting p ON p.game_id = e.game_id AND p.entry_id = e.id
      WHERE e.game_id = $1 AND e.kind = 'psp_fee_true_up' ORDER BY e.fact, p.line`, [tenant.gameId]);
    const announcedFees = async () => (await app.look<{ payload: object }>(`SELECT payload FROM platform.outbox_event WHERE game_id = $1 AND type = 'ledger.psp_fee.settled.v1' ORDER BY id`, [tenant.gameId])).map(({ payload }) => payload);

    it.each(['the sale', 'the line'])('books the difference once, whichever comes first: %s', async (first) => {
      const sales = [untold(31), untold(32, { psp_fee_bearer: 'operator' }), untold(33, { psp_fee_minor: 40 })];
      const sell = async () => {
        await announce(...sales.map((sale) => new OrderPaid('order', sale.order_id, sale)));
        await app.settle();
      };
      const lines = [told(31, 62), told(32, 62), told(33, 35)];
      if (first === 'the sale') await sell();
      expect(await settle(...lines)).toEqual({ posted: 3 });
      if (first === 'the line') {
        expect(await announcedFees()).toEqual([]);
        await sell();
      }
      const day = new Date(1_790_000_000_000).toISOString().slice(0, 10);
      const entry = (n: number, account: string, minor: number) => ({ fact: `psp_fee_true_up:${untold(n).payment_id}`, order_id: order(n), occurred_on: day, booked_on: day, studio_id: first === 'the sale' ? tenant.studioId : 'stu_x', account, minor });
      const expected = [entry(31, 'studio_payable', 62), entry(31, 'psp_clearing:adyen', -62), entry(32, 'psp_fee_expense', 62), entry(32, 'psp_clearing:adyen', -62), entry(33, 'studio_payable', -5), entry(33, 'psp_clearing:adyen', 5)];
      expect(await trueUps()).toEqual(expected);
      expect(await app.look(OPEN_CLEARING.replace('WHERE', `WHERE game_id = '${tenant.gameId}' AND`))).toEqual([]);
      expect(await announcedFees()).toMatchObject([31, 32, 33].map((n) => ({ payment_id: untold(n).payment_id, order_id: order(n), is_of_sale: true, psp_fee_minor: n === 33 ? 35 : 62, psp_fee_bearer: n === 32 ? 'operator' : 'studio' })));
      // The same report, the same announcement, another report that says it otherwise: nothing more.
      expect(await settle(...lines, { ...told(31, 70), line_id: 'l31b' })).toEqual({ posted: 1 });
      await sell();
      expect(await trueUps()).toEqual(expected);
      expect(await announcedFees()).toHaveLength(3);
    });

    it('books it once when sale and line come at the same moment, and the line twice', async () => {
      await announce(...Array.from({ length: 20 }, (_, n) => new OrderPaid('order', order(100 + n), untold(100 + n))));
      const lines = Array.from({ length: 20 }, (_, n) => told(100 + n, 10));
      await Promise.all([app.settle(), settle(...lines), settle(...[...lines].reverse()), app.settle()]);
      await app.settle();
      expect(await announcedFees()).toHaveLength(20);
      expect((await trialBalance()).accounts.filter(({ code, balance }: { code: string; balance: number }) => code === 'psp_clearing:adyen' && balance !== 0)).toEqual([]);
    });

    it('has the operator bear that of money that is no sale’s', async () => {
      const late = captureFactForTest({ payment_id: untold(34).payment_id, order_id: order(34), provider: 'adyen', amount_minor: 1190, psp_fee_minor: 0, fees_status: 'estimated' });
      await announce(new PaymentCapturedLate('payment', late.payment_id, late));
      await app.settle();
      await settle(told(34, 62));
      expect(await trueUps()).toMatchObject([{ account: 'psp_fee_expense', minor: 62, order_id: order(34) }, { account: 'psp_clearing:adyen', minor: -62 }]);
      expect(await announcedFees()).toMatchObject([{ is_of_sale: false }]);
    });

    describe('and settles in another currency', () => {
      /** 11.90 EUR for 13.09 USD at 1.1, less 0.66, which are 0.60 EUR; by the rate of the day they were worth 13.20. */
      const exchanged = (n: number, changes: Partial<SettlementLine> = {}): SettlementLine => ({
        line_id: `x${n}`, provider: 'adyen', kind: 'capture', payment_id: untold(n).payment_id, currency: 'USD', gross_minor: 1_309, fee_minor: 66, net_minor: 1_243, batch_id: 'b1', fees_status: 'estimated',
        exchange: { currency: 'EUR', gross_minor: 1_190, booked_fee_minor: 0, provider_rate: '1.1', rate: '1.109243697479', rate_date: '2026-11-27', rate_source: 'ECB', worth_minor: 1_320, fee_minor: 60, order_id: null }, ...changes,
      });
      const back = (n: number, id: string): SettlementLine => ({ ...exchanged(n), line_id: id, kind: 'refund', gross_minor: -400, fee_minor: 0, net_minor: -400, fees_status: 'final', exchange: { ...exchanged(n).exchange!, gross_minor: -357, worth_minor: -396, fee_minor: 0 } });
      const book = (...lines: SettlementLine[]) => app.commands.execute(new PostSettlementLines({ studio_id: tenant.studioId, lines, psp_fee_bearer: 'studio' }), tenant.scope);
      const balances = async () => Object.fromEntries((await app.look<{ of: string; sum: number }>(`SELECT account || ' ' || currency AS of, sum(amount_minor)::int AS sum FROM ledger.posting WHERE game_id = $1 AND account NOT LIKE 'tax%' AND account <> 'platform_fee_revenue' GROUP BY 1 HAVING sum(amount_minor) <> 0`, [tenant.gameId])).map(({ of, sum }) => [of, sum]));
      const sell = async (...sales: OrderPaidFact[]) => {
        await announce(...sales.map((sale) => new OrderPaid('order', sale.order_id, sale)));
        await app.settle();
      };
      const told = async () => (await app.look<{ payload: { order_id: string | null } }>(`SELECT payload FROM platform.outbox_event WHERE game_id = $1 AND type = 'ledger.payment.exchanged.v1' ORDER BY id`, [tenant.gameId])).map(({ payload }) => payload);

      it.each(['the sale', 'the line'])('books both legs and passes the fee on, whichever comes first: %s; once', async (first) => {
        const sales = [untold(61), untold(62, { psp_fee_bearer: 'operator' }), untold(63, { psp_fee_minor: 40 })];
        const lines = [61, 62, 63].map((n) => exchanged(n));
        if (first === 'the sale') await sell(...sales);
        expect(await book(...lines)).toEqual({ posted: 3 });
        if (first === 'the line') await sell(...sales);
        const left = await balances();
        // 60 EUR cents had been worth 0.67 when they were exchanged, and are a fee of 0.66 now.
        expect(left).toEqual({
          'studio_payable EUR': -3 * 950 + 2 * 60, 'psp_fee_expense USD': 66, 'bank:adyen USD': 3 * 1_243, 'fx_spread_expense USD': 3 * 11, 'fx_position:EUR-USD EUR': 3 * 1_190 - 2 * 60, 'fx_position:EUR-USD USD': -(2 * 1_253 + 1_320), 'fx_gain USD': -2,
        });
        expect(await announcedFees()).toMatchObject([61, 62, 63].map((n) => ({ payment_id: untold(n).payment_id, currency: 'EUR', psp_fee_minor: 60, psp_fee_bearer: n === 62 ? 'operator' : 'studio' })));
        expect(await told()).toMatchObject([61, 62, 63].map((n) => ({ payment_id: untold(n).payment_id, order_id: first === 'the sale' ? order(n) : null, settlement_currency: 'USD', settled_net_minor: 1_243, rate_source: 'ECB' })));
        expect(await book(...lines)).toEqual({ posted: 0 });
        await sell(...sales);
        expect([await balances(), (await announcedFees()).length, (await told()).length]).toEqual([left, 3, 3]);
      });

      it('books it once when sales, their lines, twice, and what went back come at the same moment', async () => {
        const ns = Array.from({ length: 12 }, (_, n) => 200 + n);
        await announce(...ns.map((n) => new OrderPaid('order', order(n), untold(n))));
        const lines = ns.flatMap((n) => [exchanged(n), back(n, `r${n}`)]);
        const posted = await Promise.all([app.settle(), book(...lines), book(...[...lines].reverse()), ...ns.map((n) => book(back(n, `r${n}`), back(n, `s${n}`))), app.settle()]);
        await app.settle();
        expect(posted.filter((each) => each !== undefined).reduce((sum, { posted: n }) => sum + n, 0)).toBe(36);
        const left = await balances();
        expect(left).toMatchObject({ 'psp_clearing:adyen EUR': 12 * 2 * 357, 'bank:adyen USD': 12 * (1_243 - 800), 'fx_position:EUR-USD EUR': 12 * (1_190 - 714 - 60), 'studio_payable EUR': 12 * (60 - 950) });
        expect(await announcedFees()).toHaveLength(12);
        // Nothing of what was exchanged is worth more or less than what is left of it.
        expect(Math.abs(-left['fx_position:EUR-USD USD']! - Math.round((left['fx_position:EUR-USD EUR']! * 1_320) / 1_190))).toBeLessThanOrEqual(12 * 3);
      });

      it('has an earlier build, which knows nothing of it, note its sale beside: the fee is passed on with the next line', async () => {
        await book(exchanged(71));
        // As that build does it: it completes what it knows of, which is not this.
        await app.look(`UPDATE ledger.psp_fee SET bearer = 'studio', is_of_sale = true, estimated_minor = 0, order_id = $2 WHERE game_id = $1`, [tenant.gameId, order(71)]);
        expect((await balances())['psp_fee_expense USD']).toBe(66);
        await book(exchanged(72));
        expect(await balances()).toMatchObject({ 'psp_fee_expense USD': 66, 'studio_payable EUR': 60 });
      });
    });

    it.each([['studio', 'studio_payable'], ['operator', 'psp_fee_expense']] as const)('takes it of a sale that an earlier build has booked, from whoever bears fees now: the %s', async (psp_fee_bearer, account) => {
      await announce(new OrderPaid('order', order(35), untold(35)));
      await app.settle();
      // An earlier build has booked the sale alone, and noted nothing.
      await app.look('DELETE FROM ledger.psp_fee WHERE game_id = $1', [tenant.gameId]);
      await app.commands.execute(new PostSettlementLines({ studio_id: tenant.studioId, lines: [told(35, 62)], psp_fee_bearer }), tenant.scope);
      expect(await trueUps()).toMatchObject([{ account, minor: 62, order_id: order(35) }, { account: 'psp_clearing:adyen', minor: -62 }]);
    });

    it('counts it in the month of its sale, or in the next when that is closed, from which it says that it is', async () => {
      await announce(new OrderPaid('order', order(36), untold(36, { paid_at: 1_760_000_000 })), new OrderPaid('order', order(37), untold(37, { paid_at: 1_762_600_000 })));
      await app.settle();
      await app.look(`INSERT INTO ledger.month (legal_entity, month, state, asked_by, asked_at) SELECT l.id, m, 'closing', 'a', now() FROM ledger.legal_entity l, (VALUES ('2025-09-01'::date), ('2025-10-01'::date)) AS v(m) WHERE l.is_rest;
        UPDATE ledger.month SET state = 'closed', closed_by = 'b', closed_at = now() WHERE month IN ('2025-09-01', '2025-10-01')`);
      await settle(told(36, 62), told(37, 62));
      expect((await trueUps()).filter(({ account }) => account === 'studio_payable')).toMatchObject([{ order_id: order(36), occurred_on: '2025-10-09', booked_on: '2025-11-01' }, { order_id: order(37), occurred_on: '2025-11-08', booked_on: '2025-11-08' }]);
    });
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

  it('has what comes before the sale of an order in the books of the sale; events of earlier builds name no country, and the sale follows them', async () => {
    await app.look(`INSERT INTO ledger.legal_entity (id, buyer_countries, is_rest, has_unnamed, begins) VALUES ('british', '{GB}', false, false, '2000-01-01')`);
    const fact = (n: number, told: { buyer_country?: string } = { buyer_country: 'GB' }) => ({ ...captureFactForTest({ payment_id: `pmt_${n}`, order_id: order(n), amount_minor: 1190, psp_fee_minor: 5 }), ...told });
    const taken = (n: number, told?: { buyer_country?: string }) => new PaymentDisputed('payment', `pmt_${n}`, { ...fact(n, told), dispute_id: `dsp_${n}`, stage: 'opened', reason: null, taken_from: 'sale', has_gone_back: false });
    await announce(
      new PaymentCapturedLate('payment', 'pmt_31', fact(31)), taken(32), new PaymentMismatched('payment', 'pmt_33', { ...fact(33), reported_minor: 1190, reported_currency: 'EUR' }), new OrderOverpaid('order', order(34), fact(34)), taken(35, {}),
    );
    await app.settle();
    await announce(...[31, 32, 33, 34, 35].map((n) => new OrderPaid('order', order(n), paid(order(n), { country: 'GB', payment_id: `pmt_sold${n}` }))));
    await app.settle();
    const booked = await app.look('SELECT order_id, array_agg(DISTINCT legal_entity) AS entities, count(*) > 2 AS is_whole FROM ledger.journal_entry WHERE game_id = $1 GROUP BY order_id ORDER BY order_id', [tenant.gameId]);
    expect(booked).toEqual([31, 32, 33, 34, 35].map((n) => ({ order_id: order(n), entities: [n === 35 ? 'main' : 'british'], is_whole: true })));
  });

  it('adds up by day and kind what a studio is owed, and moves it to the reserve and to the bank once', async () => {
    const day = new Date().toISOString().slice(0, 10);
    await announce(sale(31), sale(32), new OrderRefunded('order', order(31), { ...paid(order(31)), refund_id: 'ref_31', reason: 'asked', refunded_at: 1_790_000_100 }));
    await app.settle();
    const move = (kind: StudioMove['kind'], amount_minor: number): StudioMove => ({ kind, about: kind.startsWith('payout') ? 'pyo_1' : `EUR:${day}`, currency: 'EUR', amount_minor, provider: kind.startsWith('payout') ? 'sandbox' : null });
    const moves = [move('reserve_held', 100), move('payout_sent', 300), move('payout_paid', 300)];
    expect(await app.commands.execute(new PostStudioMoves({ studio_id: tenant.studioId, moves }), tenant.scope)).toEqual({ posted: 3 });
    expect(await app.commands.execute(new PostStudioMoves({ studio_id: tenant.studioId, moves }), tenant.scope)).toEqual({ posted: 0 });
    const days = await app.queries.ask(new ListStudioDays(day), tenant.scope);
    const row = (kind: string, entries: number, payable_minor: bigint, reserve_minor = 0n) => ({ currency: 'EUR', day, kind, entries, payable_minor, reserve_minor });
    expect(days).toEqual([row('payout_sent', 1, -300n), row('psp_fee', 2, -130n), row('refund', 1, -950n), row('reserve_held', 1, -100n, 100n), row('sale', 2, 1_900n)]);
    const owed = await balances();
    expect(owed).toMatchObject({ studio_payable: -Number(days.reduce((sum, each) => sum + each.payable_minor, 0n)), studio_reserve: -100, 'bank:sandbox': -300 });
    expect(owed).not.toHaveProperty('payouts_in_transit:sandbox');
    expect(await app.queries.ask(new ListStudioDays('2999-01-01'), tenant.scope)).toEqual([]);
    expect(await app.queries.ask(new ListGamesWithBooks(''), { ...tenant.scope, gameId: 'operator' })).toContain(tenant.gameId);
    expect(await app.queries.ask(new ListGamesWithBooks(tenant.gameId), { ...tenant.scope, gameId: 'operator' })).not.toContain(tenant.gameId);
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

  describe('the check of the books', () => {
    /** Changes the books past their triggers, as nobody may. */
    const forge = async (sql: string) => app.look(`BEGIN; SET LOCAL session_replication_role = 'replica'; ${sql}; COMMIT`);
    const game = () => `game_id = '${tenant.gameId}'`;
    const check = async () => {
      await app.app.get(Housekeeping).doChores();
      const said: object[] = [];
      const hear = (entry: unknown) => void said.push(entry as object);
      const spies = [jest.spyOn(Logger.prototype, 'error').mockImplementation(hear), jest.spyOn(Logger.prototype, 'log').mockImplementation(hear)];
      // Due for this game alone: those of the tests before are looked at no more.
      await app.look(`INSERT INTO platform.invariant_check AS c (game_id, next_at, whole_at) SELECT DISTINCT game_id, now() + interval '1 day', now() + interval '1 day' FROM ledger.journal_entry
        ON CONFLICT (game_id) DO UPDATE SET next_at = excluded.next_at, whole_at = excluded.whole_at; DELETE FROM platform.invariant_check WHERE ${game()}`);
      const checks = app.app.get(InvariantChecks);
      await checks.round();
      await checks.daysLookedAt();
      for (const spy of spies) spy.mockRestore();
      return said.filter((entry) => 'game_id' in entry && entry.game_id === tenant.gameId);
    };
    const inFull = { msg: 'the invariants of a game were checked', count: expect.any(Number) };
    const broken = async (): Promise<string[]> => {
      const admin = new pg.Client({ connectionString: app.db.adminUrl });
      await admin.connect();
      return (await brokenInvariants(admin, []).finally(() => admin.end())).map(({ id }) => id);
    };
    const entry = async (fact: string) => (await app.look<{ id: string }>('SELECT id FROM ledger.journal_entry WHERE game_id = $1 AND fact = $2', [tenant.gameId, fact]))[0]!.id;

    beforeEach(async () => {
      await announce(sale(20), sale(21));
      await app.settle();
    });

    it.each([
      ['a changed amount', (id: string) => `UPDATE ledger.posting SET amount_minor = amount_minor + 1 WHERE ${game()} AND entry_id = '${id}' AND line = 1`, (id: string) => `UPDATE ledger.posting SET amount_minor = amount_minor - 1 WHERE ${game()} AND entry_id = '${id}' AND line = 1`, ['ledger.entries-balance', 'ledger.everything-sums-to-zero', 'ledger.balances-are-the-fold']],
      ['an entry without postings', (id: string) => `CREATE TABLE public.kept AS SELECT * FROM ledger.posting WHERE ${game()} AND entry_id = '${id}'; DELETE FROM ledger.posting WHERE ${game()} AND entry_id = '${id}'`, () => 'INSERT INTO ledger.posting SELECT * FROM public.kept; DROP TABLE public.kept', ['ledger.entries-have-postings', 'ledger.balances-are-the-fold', 'ledger.tax-lines-are-the-account']],
      ['a sum that was added twice', () => `UPDATE ledger.balance_rollup SET debits_minor = debits_minor * 2 WHERE ${game()} AND account = 'psp_clearing:sandbox'`, () => `UPDATE ledger.balance_rollup SET debits_minor = debits_minor / 2 WHERE ${game()} AND account = 'psp_clearing:sandbox'`, ['ledger.balances-are-the-fold']],
    ])('raises an alarm for %s, every day until it is mended', async (_, harm, mend, ids) => {
      expect(await check()).toEqual([expect.objectContaining(inFull)]);
      const id = await entry(`sale:${order(20)}`);
      await forge(harm(id));
      expect((await broken()).filter((each) => each.startsWith('ledger.'))).toEqual(ids);
      for (let day = 1; day <= 2; day++) {
        expect(await check()).toEqual([...ids.map((kind) => expect.objectContaining({ msg: 'ALARM: an invariant is broken', game_id: tenant.gameId, kind, slice: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), count: expect.any(Number), error: expect.stringContaining(tenant.gameId) })), expect.objectContaining(inFull)]);
      }
      await forge(mend(id));
      expect(await check()).toEqual([expect.objectContaining(inFull)]);
    });
  });

  describe('adding up', () => {
    const rollUp = () => app.commands.execute(new RollUp(1_000), tenant.scope);
    const fold = async () => (await app.look<{ account: string; balance: string }>('SELECT account, sum(amount_minor)::text AS balance FROM ledger.posting WHERE game_id = $1 GROUP BY account ORDER BY account', [tenant.gameId]))
      .map(({ account, balance }) => [account, Number(balance)]);
    const balances = async () => (await trialBalance()).accounts.map((account: { code: string; balance: number }) => [account.code, account.balance]).sort();

    it('changes no figure of the trial balance, however often it is done and by how many', async () => {
      await announce(sale(9), sale(10));
      await app.settle();
      const before = await trialBalance();
      await Promise.all([rollUp(), rollUp(), rollUp()]);
      await rollUp();
      expect(await trialBalance()).toEqual(before);
      await announce(sale(11));
      await app.settle();
      expect(await balances()).toEqual(await fold());
      await rollUp();
      expect(await balances()).toEqual(await fold());
    });

    it('is one of the chores of the worker, by batches', async () => {
      for (let n = 0; n < 3; n++) {
        await announce(sale(30 + n));
        await app.settle();
      }
      const before = await trialBalance();
      const waiting = async () => (await app.look('SELECT 1 FROM ledger.fresh_sum WHERE game_id = $1', [tenant.gameId])).length;
      expect(await waiting()).toBe(3);
      await app.app.get(Housekeeping).doChores(2);
      expect(await waiting()).toBe(0);
      expect(await trialBalance()).toEqual(before);
    });

    it('misses nothing of a worker whose clock is an hour behind', async () => {
      await announce(sale(12));
      await app.settle();
      await rollUp();
      const now = Date.now.bind(Date);
      const late = jest.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
      await announce(sale(13));
      await app.settle();
      late.mockRestore();
      expect(await balances()).toEqual(await fold());
      await rollUp();
      expect(await balances()).toEqual(await fold());
    });

    it('waits for a transaction that posts and takes its time', async () => {
      const slow = new pg.Client({ connectionString: app.db.appUrl });
      await slow.connect();
      await slow.query(`BEGIN; SELECT set_config('app.game_id', '${tenant.gameId}', true)`);
      await slow.query(`INSERT INTO ledger.journal_entry (game_id, id, fact, kind, currency) SELECT $1, platform.typeid_floor('jrn', now() - interval '1 day'), 'slow', 'mismatch', 'EUR'`, [tenant.gameId]);
      await slow.query(`INSERT INTO ledger.posting (game_id, entry_id, line, account, currency, amount_minor) SELECT $1, platform.typeid_floor('jrn', now() - interval '1 day'), line, account, 'EUR', amount FROM (VALUES (1, 'psp_clearing:sandbox', 500), (2, 'suspense', -500)) AS p(line, account, amount)`, [tenant.gameId]);
      await announce(sale(14));
      await app.settle();
      await rollUp();
      expect(await balances()).toEqual(await fold());
      await slow.query('COMMIT');
      await slow.end();
      expect((await balances()).find(([code]: [string, number]) => code === 'suspense')).toEqual(['suspense', -500]);
      await rollUp();
      expect(await balances()).toEqual(await fold());
    });
  });
});
