import fc from 'fast-check';
import { reversalEntry, saleEntries, type SaleFigures } from './entries.js';
import { taxLinesOf, type TaxFacts } from './tax-lines.js';

const part = (jurisdiction: string, name: string, rate: string, tax_minor: number) => ({ jurisdiction, name, rate, tax_minor });

/** A sale of `net` with these parts of tax, as its order told it. */
function sale(net: number, components: ReturnType<typeof part>[], changes: Partial<TaxFacts> = {}): { figures: SaleFigures; facts: TaxFacts } {
  const tax = components.reduce((sum, each) => sum + each.tax_minor, 0);
  return {
    figures: {
      order_id: 'ord_1', payment_id: 'pmt_1', provider: 'sandbox', currency: 'EUR', total_minor: net + tax, net_minor: net, tax_minor: tax, tax: { components }, platform_fee_minor: Math.floor(net / 20), psp_fee_minor: 0, psp_fee_bearer: 'studio',
    },
    facts: { country: 'DE', region: null, outcome: 'charge', jurisdiction: 'DE', rate: '19', is_business: false, filed_by: null, supplied_on: '2026-09-30', components, ...changes },
  };
}

describe('tax lines', () => {
  it('of a sale name its rate, what it was of, and the day', () => {
    const { figures, facts } = sale(1_000, [part('DE', 'VAT', '19', 190)]);
    expect(taxLinesOf(saleEntries(figures)[0]!, facts)).toEqual([
      { jurisdiction: 'DE', part: 1, country: 'DE', region: null, name: 'VAT', rate: '19', treatment: 'charge', is_business: false, filed_by: null, taxable_minor: 1_000n, tax_minor: 190n, supplied_on: '2026-09-30' },
    ]);
  });

  it('of what takes it back are its mirror', () => {
    const { figures, facts } = sale(10_000, [part('CA', 'GST', '5', 500), part('CA-QC', 'QST', '9.975', 998)]);
    for (const kind of ['refund', 'chargeback'] as const) {
      expect(taxLinesOf(reversalEntry(figures, kind, 'x'), facts).map(({ jurisdiction, taxable_minor, tax_minor }) => [jurisdiction, taxable_minor, tax_minor])).toEqual([['CA', -10_000n, -500n], ['CA-QC', -10_000n, -998n]]);
    }
  });

  it('count what was sold once for each jurisdiction, however many parts its tax has', () => {
    const { figures, facts } = sale(1_000, [part('US-WI', 'Sales tax', '5', 50), part('US-WI', 'Local tax', '0.9', 9)]);
    const lines = taxLinesOf(saleEntries(figures)[0]!, facts);
    expect(lines.map(({ name, part: nth, tax_minor }) => [name, nth, tax_minor])).toEqual([['Sales tax', 1, 50n], ['Local tax', 2, 9n]]);
  });

  it('stand for a sale without tax too, and keep why there is none', () => {
    const { figures, facts } = sale(1_000, [], { outcome: 'reverse_charge', is_business: true });
    expect(taxLinesOf(saleEntries(figures)[0]!, facts)).toMatchObject([{ jurisdiction: 'DE', treatment: 'reverse_charge', is_business: true, taxable_minor: 1_000n, tax_minor: 0n, name: null }]);
  });

  it('share what an older entry has posted by the parts of its sale, and leave nothing out that the sale does not know', () => {
    const { facts } = sale(1_000, [part('GH', 'VAT', '15', 150), part('GH', 'NHIL', '2.5', 25)]);
    const entry = { fact: 'refund:x', postings: [{ account: 'studio_payable', amount_minor: 333n }, { account: 'tax_payable:GH', amount_minor: 58n }, { account: 'tax_payable:XX', amount_minor: 1n }, { account: 'psp_clearing:sandbox', amount_minor: -392n }] };
    expect(taxLinesOf(entry, facts).map(({ jurisdiction, name, tax_minor, taxable_minor }) => [jurisdiction, name, tax_minor, taxable_minor])).toEqual([['GH', 'VAT', -50n, -333n], ['GH', 'NHIL', -8n, -333n], ['XX', null, -1n, -333n]]);
  });

  it('give a tax that the sale says is nothing to its first part', () => {
    const { facts } = sale(1_000, [part('GH', 'VAT', '15', 0), part('GH', 'NHIL', '2.5', 0)]);
    const entry = { fact: 'refund:x', postings: [{ account: 'tax_payable:GH', amount_minor: 1n }, { account: 'psp_clearing:sandbox', amount_minor: -1n }] };
    expect(taxLinesOf(entry, facts).map(({ tax_minor }) => tax_minor)).toEqual([-1n, 0n]);
  });

  it('add up to what the entry posts, jurisdiction by jurisdiction, whatever was sold', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.array(fc.tuple(fc.constantFrom('DE', 'CA', 'CA-QC', 'US-WI'), fc.integer({ min: 0, max: 10 ** 8 })), { maxLength: 6 }), fc.boolean(), (net, parts, isBack) => {
      const { figures, facts } = sale(net, parts.map(([jurisdiction, tax], n) => part(jurisdiction, `t${n}`, String(n), tax)));
      const entry = isBack ? reversalEntry(figures, 'refund', 'x') : saleEntries(figures)[0]!;
      const lines = taxLinesOf(entry, facts);
      for (const jurisdiction of new Set(lines.map((each) => each.jurisdiction))) {
        const posted = entry.postings.filter(({ account }) => account === `tax_payable:${jurisdiction}`).reduce((sum, { amount_minor }) => sum - amount_minor, 0n);
        expect(lines.filter((each) => each.jurisdiction === jurisdiction).reduce((sum, { tax_minor }) => sum + tax_minor, 0n)).toBe(posted);
      }
      for (const each of lines) expect(each.taxable_minor).toBe(BigInt(isBack ? -net : net));
    }));
  });
});
