import type { LocalRate, RateRow } from './rate-table.js';
import { combinedPercent, displayedBase, localPart, partsOf, totalShare, type TaxPart } from './tax-parts.js';

const row = (told: Partial<RateRow> = {}): RateRow => ({
  id: 'r', territory: 'XA', region: null, name: 'VAT', type: 'vat', category: 'digital_services_b2c', status: 'taxed', rate: '10', valid_from: null, valid_to: null, business: 'taxed', price_display: 'inclusive',
  v1_action: 'collect', confidence: 'high', ...told,
});
/** Name, percent as printed, what that is applied to and what it comes to as shares of the price before tax, and whose it is. */
const seen = ({ name, printed, base, share, jurisdiction }: TaxPart) => [name, printed, `${base.numerator}/${base.denominator}`, `${share.numerator}/${share.denominator}`, jurisdiction];

describe('the taxes of a row', () => {
  it.each<[string, Partial<RateRow>, unknown[][]]>([
    ['one, of the territory', {}, [['VAT', '10', '1/1', '1/10', 'XA']]],
    ['one, of the region', { region: 'XA-1', rate: '9.975' }, [['VAT', '9.975', '1/1', '399/4000', 'XA-1']]],
    ['one without a name', { name: null }, [['Tax', '10', '1/1', '1/10', 'XA']]],
    ['one of nothing', { rate: '0' }, [['VAT', '0', '1/1', '0/1', 'XA']]],
    ['none where no rate is known, whatever it is made of', { rate: null, components: [{ name: 'GST', rate: '5' }] }, []],
    // 13 of 100 that contain it are 13 on 87.
    ['one that is counted inside of the price', { rate: '13', is_inside_price: true }, [['VAT', '13', '100/87', '13/87', 'XA']]],
    ['each that it is made of, with its authority or that of the row', { region: 'XA-1', rate: '14.975', components: [{ name: 'GST', rate: '5', jurisdiction: 'XA' }, { name: 'QST', rate: '9.975' }] }, [['GST', '5', '1/1', '1/20', 'XA'], ['QST', '9.975', '1/1', '399/4000', 'XA-1']]],
    ['on a part of the price', { rate: '11', components: [{ name: 'PPN', rate: '12', base: '11/12' }] }, [['PPN', '12', '11/12', '11/100', 'XA']]],
    ['on the price and another tax', { rate: '21.9', components: [{ name: 'Levies', rate: '6' }, { name: 'VAT', rate: '15', base: '1.06' }] }, [['Levies', '6', '1/1', '3/50', 'XA'], ['VAT', '15', '53/50', '159/1000', 'XA']]],
  ])('are %s', (_what, told, parts) => {
    expect(partsOf(row(told)).map(seen)).toEqual(parts);
  });
});

describe('a local tax', () => {
  const loaded: LocalRate = { id: 'l', territory: 'US', region: 'US-WA', postcode_prefix: '981', name: 'Seattle', rate: '3.85', valid_from: null, valid_to: null };

  it('is of the whole price and of the place that takes it', () => {
    expect(seen(localPart(loaded, 'US-WA:Seattle'))).toEqual(['Seattle', '3.85', '1/1', '77/2000', 'US-WA:Seattle']);
  });

  it('of the table may have no name of its own, and no rate', () => {
    expect(seen(localPart(row({ name: null, rate: null }), 'XA-1:City'))).toEqual(['Local tax', '0', '1/1', '0/1', 'XA-1:City']);
  });
});

describe('taxes together', () => {
  const ghana = (): TaxPart[] => partsOf(row({ rate: '21.9', components: [{ name: 'Levies', rate: '6' }, { name: 'VAT', rate: '15', base: '1.06' }] }));

  it('are the sum of what each comes to, not of what is printed', () => {
    expect(combinedPercent(ghana())).toBe('21.9');
    expect(combinedPercent([])).toBe('0');
    expect(totalShare(ghana()).toDecimal()).toBe('0.219');
  });

  it('show what each was computed on, in whole units, half a unit up', () => {
    const [third] = partsOf(row({ rate: '11', components: [{ name: 'PPN', rate: '12', base: '11/12' }] }));
    expect([100_000n, 6n, 18n, -6n, 12n, 0n].map((net) => displayedBase(third!, net))).toEqual([91_667n, 6n, 17n, -6n, 11n, 0n]);
    expect(ghana().map((part) => displayedBase(part, 10_000n))).toEqual([10_000n, 10_600n]);
  });
});
