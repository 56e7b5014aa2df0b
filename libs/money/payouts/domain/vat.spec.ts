import fc from 'fast-check';
import { taxWithin, vatOf, type VatTold } from './vat.js';

const told = (vat: VatTold['vat'], more: Partial<VatTold> = {}): VatTold => ({ vat, rate: null, law: null, ...more });

describe('how what a studio supplies to the operator is taxed', () => {
  it.each([
    ['both in the EU, in two of its countries', 'DE', 'IE', 'de 811.907.980', { treatment: 'reverse_charge', rate: null, law: 'Directive 2006/112/EC, Art. 44, 196' }],
    ['a supplier from outside, a customer in the EU', 'US', 'IE', null, { treatment: 'reverse_charge', rate: null, law: 'Directive 2006/112/EC, Art. 44, 196' }],
    ['a supplier in the EU, a customer outside', 'DE', 'US', 'DE811907980', { treatment: 'outside', rate: null, law: 'Directive 2006/112/EC, Art. 44' }],
    ['a supplier in Greece, whose numbers begin with EL', 'GR', 'IE', 'EL094259216', { treatment: 'reverse_charge', rate: null, law: 'Directive 2006/112/EC, Art. 44, 196' }],
    ['a supplier in the EU without a number', 'DE', 'IE', null, null],
    ['a supplier in the EU with a number that is none for VAT', 'DE', 'IE', '143/123/45678', null],
    ['a supplier in the EU with the number of another state', 'DE', 'IE', 'FR40303265045', null],
    ['a supplier in Greece with a number that is none there', 'GR', 'IE', 'GR094259216', null],
    ['both in one country', 'DE', 'DE', 'DE811907980', null],
    ['both outside the EU', 'US', 'GB', '12-3456789', null],
  ] as const)('%s', (_, country, customer, tax_id, expected) => {
    for (const terms of [null, told('derived')]) expect(vatOf({ country, tax_id }, { country: customer, tax_ids: [{ number: `${customer}1` }] }, terms)).toEqual(expected);
  });

  it('is said by nobody where a customer in the EU has no VAT number of its own, wherever the supplier is', () => {
    for (const supplier of [{ country: 'DE', tax_id: 'DE811907980' }, { country: 'US', tax_id: null }]) for (const tax_ids of [[], [{ number: 'EU372000001' }], [{ number: '6388047V' }]]) expect(vatOf(supplier, { country: 'IE', tax_ids }, null)).toBeNull();
    expect(vatOf({ country: 'DE', tax_id: 'DE811907980' }, { country: 'US', tax_ids: [] }, null)).toMatchObject({ treatment: 'outside' });
  });

  it('is as staff have said, whatever the countries are', () => {
    const german = { country: 'DE', tax_id: null };
    expect(vatOf(german, { country: 'DE', tax_ids: [] }, told('charged', { rate: '19' }))).toEqual({ treatment: 'charged', rate: '19', law: null });
    expect(vatOf(german, { country: 'IE', tax_ids: [] }, told('none', { law: 'UStG § 19' }))).toEqual({ treatment: 'none', rate: null, law: 'UStG § 19' });
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
