import fc from 'fast-check';
import { CHART, classOf } from './chart-of-accounts.js';
import {
  balanced, disputeEntry, disputeLostEntry, explain, lossEntry, overpaymentEntries, overpaymentRefundEntry, reversalEntry, saleEntries, settlementEntry, type JournalEntry, type SaleFigures,
} from './entries.js';

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
    expect(() => balanced(entry([{ account: 'studio_payable', amount_minor: 1n }, { account: 'suspense', amount_minor: -2n }]))).toThrow(/out of balance/);
    expect(() => balanced(entry([{ account: 'studio_payable', amount_minor: 0n }]))).toThrow(/fewer than two/);
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

  it('explains every posting that it can make', () => {
    const all = [...saleEntries(sale()), ...saleEntries(sale({ psp_fee_bearer: 'operator' })), reversalEntry(sale(), 'refund', 'r'), reversalEntry(sale(), 'chargeback', 'o')];
    for (const entry of all) for (const { account } of entry.postings) expect(explain(entry.kind, account)).not.toBe('Booked.');
    expect(new Set(CHART.map((account) => account.code)).size).toBe(CHART.length);
  });
});
