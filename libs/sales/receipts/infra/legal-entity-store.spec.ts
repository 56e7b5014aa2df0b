import { ENTITY_FOR_TEST } from '../testing/index.js';
import { parseLegalEntity } from './legal-entity-store.js';

describe('what an operator says of who sells', () => {
  it('is taken as it is, without what was left out', () => {
    expect(parseLegalEntity(ENTITY_FOR_TEST)).toEqual({ ...ENTITY_FOR_TEST, buyer_countries: null, is_demo: false });
    expect(parseLegalEntity({ ...ENTITY_FOR_TEST, tax_ids: [{ territory: 'GB', label: 'VAT number', number: '1' }] }).tax_ids).toEqual([{ territory: 'GB', label: 'VAT number', number: '1', scheme: 'standard' }]);
  });

  it.each([
    ['id', { id: 'Main' }], ['name', { name: ' ' }], ['name', { name: undefined }], ['address_lines', { address_lines: [] }], ['address_lines', { address_lines: ['a', 7] }], ['country', { country: 'XX' }], ['country', { country: 'ie' }],
    ['contact', { contact: '' }], ['number_prefix', { number_prefix: 'ts' }], ['number_prefix', { number_prefix: 'TOOLONGER' }], ['buyer_countries', { buyer_countries: [] }], ['buyer_countries', { buyer_countries: ['EU'] }],
    ['tax_ids', { tax_ids: {} }], ['tax_ids', { tax_ids: [{ territory: 'EU', label: 'VAT ID' }] }], ['tax_ids', { tax_ids: [{ territory: 'EU', label: 'VAT ID', number: '1', scheme: 'other' }] }], ['adress', { adress: 'x' }], ['is_demo', { is_demo: true }],
  ])('is refused with the name of what is wrong: %s', (member, change) => expect(() => parseLegalEntity({ ...ENTITY_FOR_TEST, ...change })).toThrow(member));

  it.each([[null], ['x'], [[]]])('is nothing where it is %j', (told) => expect(() => parseLegalEntity(told)).toThrow('id'));
});
