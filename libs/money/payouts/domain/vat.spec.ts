import fc from 'fast-check';
import { taxWithin, vatOf, type VatTold } from './vat.js';

const told = (vat: VatTold['vat'], more: Partial<VatTold> = {}): VatTold => ({ vat, rate: null, law: null, ...more });

describe('how what a studio supplies to the operator is taxed', () => {
  it.each([
    ['both in the EU, in two of its countries', 'DE', 'IE', true, { treatment: 'reverse_charge', rate: null, law: 'Directive 2006/112/EC, Art. 44, 196' }],
    ['a supplier from outside, a customer in the EU', 'US', 'IE', false, { treatment: 'reverse_charge', rate: null, law: 'Directive 2006/112/EC, Art. 44, 196' }],
    ['a supplier in the EU, a customer outside', 'DE', 'US', true, { treatment: 'outside', rate: null, law: 'Directive 2006/112/EC, Art. 44' }],
    ['a supplier in the EU without a number', 'DE', 'IE', false, null],
    ['both in one country', 'DE', 'DE', true, null],
    ['both outside the EU', 'US', 'GB', true, null],
  ] as const)('%s', (_, supplier, customer, has_tax_id, expected) => {
    for (const terms of [null, told('derived')]) expect(vatOf({ country: supplier, has_tax_id }, { country: customer }, terms)).toEqual(expected);
  });

  it('is as staff have said, whatever the countries are', () => {
    expect(vatOf({ country: 'DE', has_tax_id: true }, { country: 'DE' }, told('charged', { rate: '19' }))).toEqual({ treatment: 'charged', rate: '19', law: null });
    expect(vatOf({ country: 'DE', has_tax_id: true }, { country: 'IE' }, told('none', { law: 'UStG § 19' }))).toEqual({ treatment: 'none', rate: null, law: 'UStG § 19' });
  });

  it('is within the payout where it is charged, to the cent', () => {
    expect(taxWithin(11_900n, '19')).toEqual({ net: 10_000n, tax: 1_900n });
    expect(taxWithin(10_000n, '8.1')).toEqual({ net: 9_251n, tax: 749n });
    expect(taxWithin(12_345n, null)).toEqual({ net: 12_345n, tax: 0n });
    fc.assert(fc.property(fc.bigInt(1n, 10n ** 15n), fc.integer({ min: 0, max: 99_999 }), (total, thousandths) => {
      const { net, tax } = taxWithin(total, `${Math.floor(thousandths / 1_000)}.${String(thousandths % 1_000).padStart(3, '0')}`);
      expect(net + tax).toBe(total);
      // The tax on the net amount is the tax, to half a unit of it.
      const off = net * BigInt(thousandths) - tax * 100_000n;
      expect(off * 2n <= 100_000n + BigInt(thousandths) && off * 2n >= -100_000n - BigInt(thousandths)).toBe(true);
    }));
  });
});
