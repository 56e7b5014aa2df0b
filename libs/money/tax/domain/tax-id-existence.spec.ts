import { bareTaxId, prefixOf, printedTaxId, reliedOn } from './tax-id-existence.js';
import { quoteForTest } from '../testing/index.js';

describe('a number in its one writing', () => {
  test.each([
    ['DE', 'DE 136.695.976', '136695976'], ['DE', '136695976', '136695976'], ['GR', 'EL094259216', '094259216'], ['GR', 'gr 094259216', '094259216'], ['NL', 'NL004495445B01', '004495445B01'], ['DE', 'DE1', 'DE1'],
  ])('of %s %s is %s', (territory, told, bare) => expect(bareTaxId(territory, told)).toBe(bare));

  test.each([
    ['DE', 'de 136.695.976', 'DE136695976'], ['DE', '136695976', 'DE136695976'], ['GR', 'GR094259216', 'EL094259216'], ['MC', 'FR53000004605', 'FR53000004605'], ['IM', '980780684', 'GB980780684'], ['AU', '83 914 571 673', '83914571673'],
    ['CH', 'CHE-107.787.577 IVA', 'CHE107787577IVA'], ['NO', '995 525 828 MVA', '995525828MVA'],
  ])('of %s told as %s stands on an invoice as %s', (territory, told, printed) => expect(printedTaxId(territory, told)).toBe(printed));

  test('is asked for in the state whose register knows it', () => expect(['GR', 'MC', 'RE', 'DE'].map(prefixOf)).toEqual(['EL', 'FR', 'FR', 'DE']));
});

describe('what a sale rests on', () => {
  test.each([
    [true, undefined, true, 'tax_id_existence_not_checked'],
    [true, { existence: 'valid', trustsForm: false }, true, 'tax_id_exists'],
    [true, { existence: 'invalid', trustsForm: true }, false, 'tax_id_does_not_exist'],
    [true, { existence: 'unavailable', trustsForm: false }, false, 'tax_id_register_unavailable'],
    [true, { existence: 'unavailable', trustsForm: true }, true, 'tax_id_register_unavailable'],
    [true, { existence: 'unasked', trustsForm: false }, false, 'tax_id_existence_not_checked'],
    [true, { existence: 'unasked', trustsForm: true }, true, 'tax_id_existence_not_checked'],
    [false, { existence: 'valid', trustsForm: true }, false, null],
  ] as const)('form %s, %j: %s, %s', (form, standing, isValid, note) => expect(reliedOn(form, standing)).toEqual({ isValid, note }));

  const business = { country: 'DE', customer_type: 'business', tax_id: 'DE136695976', lines: [{ amount: 1190n }] } as const;
  test('a number that exists leaves the tax to the buyer, one that does not bears it', () => {
    expect(quoteForTest(business, { taxId: { existence: 'valid', trustsForm: false } })).toMatchObject({ outcome: 'reverse_charge', tax: 0n, notes: ['tax_id_exists'], tax_id: { status: 'valid', existence: 'valid' } });
    expect(quoteForTest(business, { taxId: { existence: 'invalid', trustsForm: true } })).toMatchObject({ outcome: 'charge', tax: 190n, notes: ['tax_id_does_not_exist'], tax_id: { status: 'valid', existence: 'invalid' } });
  });

  test('while the register cannot be asked the operator has decided', () => {
    expect(quoteForTest(business, { taxId: { existence: 'unavailable', trustsForm: false } })).toMatchObject({ outcome: 'charge', tax: 190n });
    expect(quoteForTest(business, { taxId: { existence: 'unavailable', trustsForm: true } })).toMatchObject({ outcome: 'reverse_charge', tax: 0n });
    expect(quoteForTest(business)).toMatchObject({ outcome: 'reverse_charge', notes: ['tax_id_existence_not_checked'], tax_id: { existence: null } });
  });

  test('where a business is charged anyway its number changes nothing', () => {
    const swiss = { ...business, country: 'CH', tax_id: 'CHE-116.281.710 MWST' } as const;
    expect(quoteForTest(swiss, { taxId: { existence: 'valid', trustsForm: false } }).tax).toBe(quoteForTest(swiss).tax);
  });
});
