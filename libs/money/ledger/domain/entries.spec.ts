import fc from 'fast-check';
import type { MoveExchange, StudioMove } from '../contracts/commands.js';
import { CHART, classOf } from './chart-of-accounts.js';
import {
  balanced, disputeEntry, disputeLostEntry, disputeStageEntry, lossEntry, mismatchEntry, overpaymentEntries, overpaymentRefundEntry, ownSaleEntry, reversalEntry, saleEntries, settlementEntry, studioMoveEntries, type JournalEntry, type SaleFigures,
} from './entries.js';
import { explain } from './explain.js';

const sale = (changes: Partial<SaleFigures> = {}): SaleFigures => ({
  order_id: 'ord_1', payment_id: 'pmt_1', provider: 'sandbox', currency: 'EUR', total_minor: 1190, net_minor: 1000, tax_minor: 190,
  tax: { components: [{ tax_minor: 190, jurisdiction: 'DE' }] }, platform_fee_minor: 50, psp_fee_minor: 65, psp_fee_bearer: 'studio', ...changes,
});

const sums = (entries: JournalEntry[]): Record<string, bigint> => {
  const totals: Record<string, bigint> = {};
  for (const { account, amount_minor } of entries.flatMap((entry) => entry.postings)) totals[account] = (totals[account] ?? 0n) + amount_minor;
  return totals;
};

describe('journal entries', () => {
  it('splits a sale into tax, platform fee and studio payable, and lets the studio bear the provider fee', () => {
    expect(sums(saleEntries(sale()))).toEqual({ 'psp_clearing:sandbox': 1125n, 'tax_payable:DE': -190n, platform_fee_revenue: -50n, studio_payable: -885n });
  });

  it('keeps two taxes of one sale with their own authorities', () => {
    const quebec = sale({ currency: 'CAD', total_minor: 11498, net_minor: 10000, tax_minor: 1498, tax: { components: [{ tax_minor: 500, jurisdiction: 'CA' }, { tax_minor: 998, jurisdiction: 'CA-QC' }] }, psp_fee_bearer: 'operator' });
    expect(sums(saleEntries(quebec))).toEqual({ 'psp_clearing:sandbox': 11433n, 'tax_payable:CA': -500n, 'tax_payable:CA-QC': -998n, platform_fee_revenue: -50n, studio_payable: -9950n, psp_fee_expense: 65n });
  });

  it('leaves only the provider fee after a refund, and an empty clearing account after settlement', () => {
    const lines = [
      settlementEntry({ line_id: 'a', provider: 'sandbox', kind: 'capture', payment_id: 'pmt_1', currency: 'EUR', gross_minor: 1190, fee_minor: 65, net_minor: 1125, batch_id: 'b' })!,
      settlementEntry({ line_id: 'b', provider: 'sandbox', kind: 'refund', payment_id: 'pmt_1', currency: 'EUR', gross_minor: -1190, fee_minor: 0, net_minor: -1190, batch_id: 'b' })!,
    ];
    expect(sums([...saleEntries(sale()), reversalEntry(sale(), 'refund', 'ref_1'), ...lines])).toEqual({
      'psp_clearing:sandbox': 0n, 'tax_payable:DE': 0n, platform_fee_revenue: 0n, studio_payable: 65n, 'bank:sandbox': -65n,
    });
  });

  it.each(['won', 'lost'] as const)('leaves nothing in transit after a dispute that was %s', (end) => {
    const dispute = { order_id: 'ord_1', payment_id: 'pmt_1', dispute_id: 'dsp_1', provider: 'sandbox', currency: 'EUR', amount_minor: 1190 };
    const line = (id: string, kind: 'capture' | 'chargeback' | 'fee', gross: number, fee: number) => settlementEntry({ line_id: id, provider: 'sandbox', kind, payment_id: 'pmt_1', currency: 'EUR', gross_minor: gross, fee_minor: fee, net_minor: gross - fee, batch_id: 'b' })!;
    const entries = [...saleEntries(sale()), disputeEntry(dispute, 'opened'), line('a', 'capture', 1190, 65), line('b', 'chargeback', -1190, 0), line('c', 'fee', 0, 1500)];
    const ended = end === 'won' ? [disputeEntry(dispute, 'won'), line('d', 'chargeback', 1190, 0)] : [reversalEntry(sale(), 'chargeback', 'ord_1')];
    expect(sums([...entries, ...ended])).toMatchObject({ 'psp_clearing:sandbox': 0n, 'disputes_in_transit:sandbox': 0n, psp_fee_expense: 1500n, studio_payable: end === 'won' ? -885n : 65n });
  });

  it('of what a studio sells itself are the claim to the fee and what of it is given back, and nothing else', () => {
    const own = sale({ provider: 'stripe:psa_1' });
    expect(ownSaleEntry(own, 'own_sale_fee', 'ord_1')).toMatchObject({ fact: 'own_sale_fee:ord_1', kind: 'own_sale_fee', postings: [{ account: 'studio_payable', amount_minor: 50n }, { account: 'platform_fee_revenue', amount_minor: -50n }] });
    const back = [ownSaleEntry({ ...own, platform_fee_minor: 20 }, 'own_refund_fee', 'ref_1')!, ownSaleEntry({ ...own, platform_fee_minor: 30 }, 'own_chargeback_fee', 'ord_1')!];
    expect(back.map(({ fact }) => fact)).toEqual(['own_refund_fee:ref_1', 'own_chargeback_fee:ord_1']);
    expect(sums([ownSaleEntry(own, 'own_sale_fee', 'ord_1')!, ...back])).toEqual({ studio_payable: 0n, platform_fee_revenue: 0n });
    expect(ownSaleEntry({ ...own, platform_fee_minor: 0 }, 'own_sale_fee', 'ord_1')).toBeNull();
  });

  describe('of money that went back twice', () => {
    const about = { order_id: 'ord_1', payment_id: 'pmt_1', provider: 'sandbox', currency: 'EUR', amount_minor: 1190 };
    const dispute = { ...about, dispute_id: 'dsp_1' };
    const AFTER = { 'psp_clearing:sandbox': -1190n - 65n, 'tax_payable:DE': 0n, platform_fee_revenue: 0n, studio_payable: 65n, 'disputes_in_transit:sandbox': 0n, chargeback_loss: 1190n };

    it('leave the sale mirrored once and the rest as a loss, whether the refund or the bank was first', () => {
      const refundFirst = [reversalEntry(sale(), 'refund', 'ref_1'), disputeEntry(dispute, 'opened'), lossEntry({ ...about, by: 'dispute', cause_id: 'dsp_1' })];
      const bankFirst = [disputeEntry(dispute, 'opened'), reversalEntry(sale(), 'chargeback', 'ord_1'), lossEntry({ ...about, by: 'refund', cause_id: 'ref_1' })];
      expect(sums([...saleEntries(sale()), ...refundFirst])).toEqual(AFTER);
      expect(sums([...saleEntries(sale()), ...bankFirst])).toEqual(AFTER);
    });

    it('leave nothing but the fee of the provider when the dispute of a refunded sale is won', () => {
      expect(sums([...saleEntries(sale()), reversalEntry(sale(), 'refund', 'ref_1'), disputeEntry(dispute, 'opened'), disputeEntry(dispute, 'won')])).toMatchObject({ 'psp_clearing:sandbox': -65n, 'disputes_in_transit:sandbox': 0n, studio_payable: 65n });
    });

    it('close what was owed to the player once, whichever came first', () => {
      const taken = [...overpaymentEntries({ ...about, psp_fee_minor: 0 }), disputeEntry(dispute, 'opened')];
      const closed = { player_payable: 0n, 'disputes_in_transit:sandbox': 0n };
      expect(sums([...taken, disputeLostEntry(dispute, 'player_payable')])).toEqual({ ...closed, 'psp_clearing:sandbox': 0n });
      const twice = { ...closed, 'psp_clearing:sandbox': -1190n, chargeback_loss: 1190n };
      expect(sums([...taken, disputeLostEntry(dispute, 'player_payable'), overpaymentRefundEntry({ ...about, refund_id: 'ref_1' }, true)])).toEqual(twice);
      expect(sums([...taken, overpaymentRefundEntry({ ...about, refund_id: 'ref_1' }), disputeLostEntry(dispute, 'chargeback_loss')])).toEqual(twice);
    });
  });

  it('gives money without a sale back to the player at the cost of the operator', () => {
    expect(sums(overpaymentEntries({ order_id: 'ord_1', payment_id: 'pmt_2', provider: 'sandbox', currency: 'EUR', amount_minor: 1190, psp_fee_minor: 65 }))).toEqual({ 'psp_clearing:sandbox': 1125n, player_payable: -1190n, psp_fee_expense: 65n });
  });

  it.each([
    ['a tax that its components do not explain', { tax: { components: [{ tax_minor: 189, jurisdiction: 'DE' }] } }],
    ['a total that is not net and tax', { total_minor: 1191 }],
  ])('refuses %s', (_name, changes) => {
    expect(() => saleEntries(sale(changes))).toThrow(/do not add up/);
  });

  it('refuses what is out of balance, one-sided or outside the chart', () => {
    const entry = (postings: JournalEntry['postings']): JournalEntry => ({ fact: 'x', kind: 'sale', order_id: null, payment_id: null, currency: 'EUR', postings });
    expect(() => balanced(entry([{ account: 'studio_payable', amount_minor: 1n }, { account: 'suspense', amount_minor: -2n }]))).toThrow('x is out of balance by -1');
    expect(() => balanced(entry([{ account: 'studio_payable', amount_minor: 0n }]))).toThrow('x has fewer than two postings');
    expect(() => classOf('petty_cash')).toThrow(/not an account/);
    expect(() => classOf('tax_payable')).toThrow(/not an account/);
    expect(() => classOf('studio_payable:x')).toThrow(/not an account/);
  });

  it('balances for every split of every total, and a reversal leaves only the provider fee', () => {
    fc.assert(fc.property(fc.bigInt(1n, 10n ** 12n), fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 4 }), fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }), fc.boolean(), (net, taxes, fee, pspFee, studio) => {
      const tax_minor = taxes.reduce((sum, tax) => sum + tax, 0);
      const figures = sale({
        net_minor: Number(net), tax_minor, total_minor: Number(net) + tax_minor, tax: { components: taxes.map((tax, index) => ({ tax_minor: tax, jurisdiction: `J${index}` })) },
        platform_fee_minor: fee, psp_fee_minor: pspFee, psp_fee_bearer: studio ? 'studio' : 'operator',
      });
      const entries = [...saleEntries(figures), reversalEntry(figures, 'refund', 'ref_1')];
      for (const entry of entries) expect(entry.postings.reduce((sum, posting) => sum + posting.amount_minor, 0n)).toBe(0n);
      const left = Object.entries(sums(entries)).filter(([, amount]) => amount !== 0n);
      expect(left).toHaveLength(pspFee === 0 ? 0 : 2);
    }));
  });

  const about = { order_id: 'ord_1', payment_id: 'pmt_1', provider: 'sandbox', currency: 'EUR', amount_minor: 1190 };
  const dispute = { ...about, dispute_id: 'dsp_1' };
  const settled = { line_id: 'l1', provider: 'sandbox', kind: 'capture' as const, payment_id: 'pmt_1', currency: 'EUR', gross_minor: 1190, fee_minor: 65, net_minor: 1125, batch_id: 'b' };
  const mismatch = { order_id: 'ord_1', payment_id: 'pmt_1', provider: 'sandbox', reported_minor: 1189, reported_currency: 'USD' };
  /** 5.00 EUR for 5.40 USD, of which the operator keeps five cents; the bank took 4.90 EUR. */
  const exchanged = (kind: StudioMove['kind'], told: Partial<MoveExchange> = {}) =>
    studioMoveEntries({ kind, about: 'x', currency: 'EUR', amount_minor: 500, provider: 'sandbox', exchange: { currency: 'USD', amount_minor: 540, spread_minor: 5, debited_minor: 490, ...told } });
  /** Every kind of entry, under the fact by which it is posted once, and what it moves. */
  const ENTRIES: [string, () => JournalEntry, Record<string, bigint>, Partial<JournalEntry>?][] = [
    ['sale:ord_1', () => saleEntries(sale())[0]!, { 'psp_clearing:sandbox': 1190n, 'tax_payable:DE': -190n, platform_fee_revenue: -50n, studio_payable: -950n }],
    ['psp_fee:pmt_1', () => saleEntries(sale())[1]!, { studio_payable: 65n, 'psp_clearing:sandbox': -65n }],
    ['psp_fee:pmt_1', () => saleEntries(sale({ psp_fee_bearer: 'operator' }))[1]!, { psp_fee_expense: 65n, 'psp_clearing:sandbox': -65n }],
    ['refund:ref_1', () => reversalEntry(sale(), 'refund', 'ref_1'), { 'psp_clearing:sandbox': -1190n, 'tax_payable:DE': 190n, platform_fee_revenue: 50n, studio_payable: 950n }],
    ['chargeback:ord_1', () => reversalEntry(sale(), 'chargeback', 'ord_1'), { 'disputes_in_transit:sandbox': -1190n, 'tax_payable:DE': 190n, platform_fee_revenue: 50n, studio_payable: 950n }],
    ['dispute_opened:dsp_1', () => disputeEntry(dispute, 'opened'), { 'disputes_in_transit:sandbox': 1190n, 'psp_clearing:sandbox': -1190n }],
    ['dispute_won:dsp_1', () => disputeEntry(dispute, 'won'), { 'disputes_in_transit:sandbox': -1190n, 'psp_clearing:sandbox': 1190n }],
    ['dispute_lost:dsp_1', () => disputeLostEntry(dispute, 'player_payable'), { player_payable: 1190n, 'disputes_in_transit:sandbox': -1190n }],
    ['dispute_lost:dsp_1', () => disputeLostEntry(dispute, 'suspense'), { suspense: 1190n, 'disputes_in_transit:sandbox': -1190n }],
    ['dispute_lost:dsp_1', () => disputeLostEntry(dispute, 'chargeback_loss'), { chargeback_loss: 1190n, 'disputes_in_transit:sandbox': -1190n }],
    ['loss:dsp_1', () => lossEntry({ ...about, by: 'dispute', cause_id: 'dsp_1' }), { chargeback_loss: 1190n, 'disputes_in_transit:sandbox': -1190n }],
    ['loss:ref_1', () => lossEntry({ ...about, by: 'refund', cause_id: 'ref_1' }), { chargeback_loss: 1190n, 'psp_clearing:sandbox': -1190n }],
    ['overpayment:pmt_1', () => overpaymentEntries({ ...about, psp_fee_minor: 0 })[0]!, { 'psp_clearing:sandbox': 1190n, player_payable: -1190n }],
    ['psp_fee:pmt_1', () => overpaymentEntries({ ...about, psp_fee_minor: 65 })[1]!, { psp_fee_expense: 65n, 'psp_clearing:sandbox': -65n }],
    ['overpayment_refund:ref_1', () => overpaymentRefundEntry({ ...about, refund_id: 'ref_1' }), { player_payable: 1190n, 'psp_clearing:sandbox': -1190n }],
    ['overpayment_refund:ref_1', () => overpaymentRefundEntry({ ...about, refund_id: 'ref_1' }, true), { chargeback_loss: 1190n, 'psp_clearing:sandbox': -1190n }],
    ['mismatch:pmt_1', () => mismatchEntry(mismatch)!, { 'psp_clearing:sandbox': 1189n, suspense: -1189n }, { currency: 'USD' }],
    ['settlement:sandbox:l1', () => settlementEntry(settled)!, { 'bank:sandbox': 1125n, 'psp_clearing:sandbox': -1125n }, { order_id: null }],
    ['settlement:sandbox:l2', () => settlementEntry({ ...settled, line_id: 'l2', kind: 'fee', gross_minor: 0, fee_minor: 1500, net_minor: -1500 })!, { 'bank:sandbox': -1500n, psp_fee_expense: 1500n }, { order_id: null }],
    ...([
      ['reserve_held', null, { studio_payable: 500n, studio_reserve: -500n }], ['reserve_released', null, { studio_reserve: 500n, studio_payable: -500n }],
      ['payout_sent', 'sandbox', { studio_payable: 500n, 'payouts_in_transit:sandbox': -500n }], ['payout_paid', 'sandbox', { 'payouts_in_transit:sandbox': 500n, 'bank:sandbox': -500n }],
      ['payout_failed', 'sandbox', { 'payouts_in_transit:sandbox': 500n, studio_payable: -500n }], ['payout_returned', 'sandbox', { 'bank:sandbox': 500n, studio_payable: -500n }],
    ] as const).map(([kind, provider, moved]): (typeof ENTRIES)[number] => [`${kind}:x`, () => studioMoveEntries({ kind, about: 'x', currency: 'EUR', amount_minor: 500, provider })[0]!, moved, { order_id: null, payment_id: null }]),
    ...([
      ['payout_sent', 0, 'payout_exchanged', { studio_payable: 500n, fx_spread_revenue: -5n, fx_clearing: -495n }], ['payout_sent', 1, 'payout_sent', { fx_clearing: 540n, 'payouts_in_transit:sandbox': -540n }],
      ['payout_failed', 0, 'payout_failed', { 'payouts_in_transit:sandbox': 540n, fx_clearing: -540n }], ['payout_failed', 1, 'exchange_undone', { fx_clearing: 495n, fx_spread_revenue: 5n, studio_payable: -500n }],
      ['payout_paid', 0, 'payout_paid', { 'payouts_in_transit:sandbox': 540n, fx_clearing: -540n }], ['payout_paid', 1, 'exchange_settled', { fx_clearing: 495n, 'bank:sandbox': -490n, fx_gain: -5n }],
    ] as const).map(([kind, leg, made, moved]): (typeof ENTRIES)[number] =>
      [`${made}:x`, () => exchanged(kind)[leg]!, moved, { order_id: null, payment_id: null, currency: 'payouts_in_transit:sandbox' in moved ? 'USD' : 'EUR' }]),
    ['exchange_settled:x', () => exchanged('payout_paid', { debited_minor: 500 })[1]!, { fx_clearing: 495n, 'bank:sandbox': -500n, fx_loss: 5n }, { order_id: null, payment_id: null }],
  ];

  it.each(ENTRIES)('stands in the journal once, as %s', (fact, make, moved, told = {}) => {
    const entry = make();
    const { postings, ...rest } = entry;
    expect(rest).toEqual({ fact, kind: fact.split(':')[0], order_id: 'ord_1', payment_id: 'pmt_1', currency: 'EUR', ...told });
    expect(sums([entry])).toEqual(moved);
    expect(postings.every(({ amount_minor }) => amount_minor !== 0n)).toBe(true);
    expect(new Set(postings.map(({ account }) => account)).size).toBe(postings.length);
  });

  it('is not made of nothing', () => {
    expect(saleEntries(sale({ total_minor: 0, net_minor: 0, tax_minor: 0, tax: { components: [] }, platform_fee_minor: 0, psp_fee_minor: 0 }))).toEqual([]);
    expect(saleEntries(sale({ psp_fee_minor: 0 })).map(({ kind }) => kind)).toEqual(['sale']);
    expect(overpaymentEntries({ ...about, psp_fee_minor: 0 })).toHaveLength(1);
    expect(mismatchEntry({ ...mismatch, reported_minor: 0 })).toBeNull();
    expect(settlementEntry({ ...settled, fee_minor: 1190, net_minor: 0 })).toBeNull();
  });

  it('adds up what one entry moves on one account twice, and leaves out what cancels itself', () => {
    const entry = balanced({ fact: 'x', kind: 'sale', order_id: null, payment_id: null, currency: 'EUR', postings: [['studio_payable', 2n], ['suspense', 5n], ['studio_payable', 3n], ['player_payable', -10n], ['suspense', -5n], ['player_payable', 5n]].map(([account, amount_minor]) => ({ account: account as string, amount_minor: amount_minor as bigint })) });
    expect(entry.postings).toEqual([{ account: 'studio_payable', amount_minor: 5n }, { account: 'player_payable', amount_minor: -5n }]);
  });

  it('moves what a studio is owed, more than nothing and through somebody, and leaves nothing on the way', () => {
    const move = (kind: StudioMove['kind'], amount_minor = 500, provider: string | null = 'sandbox') => studioMoveEntries({ kind, about: 'x', currency: 'EUR', amount_minor, provider })[0]!;
    expect(sums([move('payout_sent'), move('payout_failed')])).toEqual({ studio_payable: 0n, 'payouts_in_transit:sandbox': 0n });
    expect(sums([move('payout_sent'), move('payout_paid'), move('payout_returned')])).toEqual({ studio_payable: 0n, 'payouts_in_transit:sandbox': 0n, 'bank:sandbox': 0n });
    expect(sums([move('reserve_held', 500, null), move('reserve_released', 500, null)])).toEqual({ studio_payable: 0n, studio_reserve: 0n });
    for (const amount of [0, -1]) expect(() => move('payout_sent', amount)).toThrow(`payout_sent of x moves ${amount}`);
    expect(() => move('payout_sent', 500, null)).toThrow('payouts_in_transit: is not an account of the chart');
  });

  it('exchanges in two legs, each in balance, and leaves nothing between them, however it ends', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 10 ** 9 }), fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 10 ** 9 }), (amount_minor, arrives, percent, debited_minor) => {
      const exchange = { currency: 'USD', amount_minor: arrives, spread_minor: Math.floor(((amount_minor - 1) * percent) / 100), debited_minor };
      const of = (kind: StudioMove['kind']) => studioMoveEntries({ kind, about: 'x', currency: 'EUR', amount_minor, provider: 'sandbox', exchange });
      const left = (entries: JournalEntry[], account: string, currency: string) => sums(entries.filter((entry) => entry.currency === currency))[account] ?? 0n;
      for (const end of ['payout_paid', 'payout_failed'] as const) {
        const entries = [...of('payout_sent'), ...of(end)];
        for (const currency of ['EUR', 'USD']) expect([left(entries, 'fx_clearing', currency), left(entries, 'payouts_in_transit:sandbox', currency)]).toEqual([0n, 0n]);
        const [payable, spread, gain, loss, bank] = ['studio_payable', 'fx_spread_revenue', 'fx_gain', 'fx_loss', 'bank:sandbox'].map((account) => left(entries, account, 'EUR'));
        if (end === 'payout_failed') expect([payable, spread, gain, loss, bank]).toEqual([0n, 0n, 0n, 0n, 0n]);
        else expect([payable, spread, bank, gain! + loss!]).toEqual([BigInt(amount_minor), -BigInt(exchange.spread_minor), -BigInt(debited_minor), BigInt(debited_minor + exchange.spread_minor - amount_minor)]);
      }
    }));
    for (const wrong of [{ currency: 'EUR' }, { spread_minor: 501 }, { spread_minor: -1 }, { amount_minor: -1 }]) expect(() => exchanged('payout_sent', wrong)).toThrow(/payout_sent of x exchanges/);
    for (const debited_minor of [null, -1]) expect(() => exchanged('payout_paid', { debited_minor })).toThrow(`x was exchanged for ${debited_minor}`);
    expect(['payout_sent', 'payout_paid', 'payout_failed'].map((kind) => exchanged(kind as StudioMove['kind'], { spread_minor: 500, amount_minor: 0, debited_minor: 0 }).map((entry) => entry.kind))).toEqual([['payout_exchanged'], [], ['exchange_undone']]);
    expect(() => exchanged('payout_returned')).toThrow('payout_returned of x exchanges nothing');
  });

  it('refuses a settled line whose figures do not add up, and says which', () => {
    for (const wrong of [{ net_minor: 1126 }, { fee_minor: 64 }, { gross_minor: 1255, fee_minor: -65, net_minor: 1190 }]) expect(() => settlementEntry({ ...settled, ...wrong })).toThrow('The settlement line l1 does not add up');
    expect(() => saleEntries(sale({ total_minor: 1191 }))).toThrow('The figures of ord_1 do not add up: net 1000, tax 190 (components 190), total 1191');
  });

  it.each<[Partial<Parameters<typeof disputeStageEntry>[0]>, () => JournalEntry | null]>([
    [{ stage: 'opened' }, () => disputeEntry(dispute, 'opened')], [{ stage: 'won' }, () => disputeEntry(dispute, 'won')], [{ stage: 'opened', taken_from: 'suspense' }, () => disputeEntry(dispute, 'opened')],
    [{ stage: 'lost' }, () => null], [{ stage: 'lost', has_gone_back: true }, () => null], [{ stage: 'lost', taken_from: 'suspense' }, () => disputeLostEntry(dispute, 'suspense')],
    [{ stage: 'lost', taken_from: 'owed_to_player' }, () => disputeLostEntry(dispute, 'player_payable')], [{ stage: 'lost', taken_from: 'owed_to_player', has_gone_back: true }, () => disputeLostEntry(dispute, 'chargeback_loss')],
    ...(['opened', 'won', 'lost'] as const).map((stage): [object, () => null] => [{ stage, amount_minor: 0, taken_from: 'owed_to_player' }, () => null]),
  ])('of a dispute follows from whose the money was: %j', (told, make) => {
    expect(disputeStageEntry({ ...dispute, stage: 'opened', taken_from: 'sale', has_gone_back: false, ...told })).toEqual(make());
  });

  it('explains every posting that it can make, in a sentence, and names whom it concerns', () => {
    const reasons = ENTRIES.map(([, make]) => make()).flatMap((entry) => entry.postings.map(({ account }) => [entry.kind, account, explain(entry.kind, account)] as const));
    for (const [kind, account, why] of reasons) expect([kind, account, why]).toEqual([kind, account, expect.stringMatching(/^[A-Z].{11,}\.$/)]);
    expect(explain('sale', 'psp_clearing:sandbox')).toContain('through sandbox');
    for (const kind of ['sale', 'refund', 'chargeback'] as const) expect(explain(kind, 'tax_payable:CA-QC')).toContain('owed to CA-QC.');
    // Where the operator bears a fee, or what has gone back twice, it does not read as if the studio did.
    expect(explain('psp_fee', 'psp_fee_expense')).toContain('borne by the operator');
    expect(explain('psp_fee', 'studio_payable')).toContain('borne by the studio');
    expect(explain('mismatch', 'bank:sandbox')).toBe('Booked.');
  });
});

describe('the chart of accounts', () => {
  it('is the published one', () => {
    expect(CHART.map(({ code, qualifier, kind }) => `${kind} ${code}${qualifier === null ? '' : `:${qualifier}`}`).sort()).toEqual([
      'asset bank:provider', 'asset disputes_in_transit:provider', 'asset fx_clearing', 'asset fx_position:currencies', 'asset psp_clearing:provider', 'expense chargeback_loss', 'expense fx_loss', 'expense fx_spread_expense', 'expense psp_fee_expense',
      'liability payouts_in_transit:provider', 'liability player_payable', 'liability studio_payable', 'liability studio_reserve', 'liability suspense', 'liability tax_payable:jurisdiction', 'revenue fx_gain', 'revenue fx_spread_revenue', 'revenue platform_fee_revenue',
    ]);
    for (const { what } of CHART) expect(what).toMatch(/^[A-Z].{10,}\.$/);
  });

  it.each(CHART)('has $code with what it is told apart by, and never without', (account) => {
    const [with_, without] = [`${account.code}:X-1`, account.code];
    expect(classOf(account.qualifier === null ? without : with_)).toBe(account);
    const wrong = account.qualifier === null ? with_ : without;
    expect(() => classOf(wrong)).toThrow(`${wrong} is not an account of the chart`);
    expect(() => classOf(`${account.code}:`)).toThrow(/not an account/);
    expect(() => classOf(`${account.code}s`)).toThrow(/not an account/);
  });
});
