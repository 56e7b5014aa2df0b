import { shippedTables } from '../infra/rate-files.js';
import { quoteForTest } from '../testing/index.js';
import { placeBlockOn, readSaleBlock, requirementsOn, type SaleBlock, territoriesOn } from './sale-blocks.js';

const TODAY = '2026-11-22';
const block = (told: Partial<SaleBlock> = {}): SaleBlock => ({ id: 'tsb_test', territory: 'DE', region: null, postcode_prefixes: [], reason_code: 'court_order', valid_from: TODAY, valid_to: null, ...told });
const BAVARIA = block({ region: 'DE-BY', postcode_prefixes: ['80', '81'] });
const { places, rates } = shippedTables();
const REFUSED = { outcome: 'refused', sellable: false };

describe('a place that the operator has blocked', () => {
  test('bears no figures, like an embargoed one, and nothing more is asked of it', () => {
    expect(quoteForTest({ country: 'DE' }, { saleBlocks: [block()] })).toMatchObject({ ...REFUSED, refusal_code: 'tax.place_blocked', reasons: ['tax.place_blocked'], missing: [], net: null, tax: null, total: null, rate: null });
    expect(quoteForTest({ country: 'US', currency: 'USD' }, { saleBlocks: [block({ territory: 'US' })] })).toMatchObject({ ...REFUSED, refusal_code: 'tax.place_blocked', missing: [] });
  });

  test.each<[string, Partial<SaleBlock>, boolean]>([
    ['from its first day on', { valid_from: TODAY }, true], ['not before', { valid_from: '2026-11-23' }, false], ['to its last day', { valid_to: TODAY }, true], ['not after', { valid_from: '2026-11-01', valid_to: '2026-11-21' }, false],
    ['not for another territory', { territory: 'AT' }, false],
  ])('is refused %s', (_what, told, isRefused) => {
    expect(quoteForTest({ country: 'DE' }, { saleBlocks: [block(told)] }).refusal_code).toBe(isRefused ? 'tax.place_blocked' : null);
  });

  test.each<[string, { region?: string; postcode?: string }, string | null]>([
    ['by its region', { region: 'DE-BY' }, 'tax.place_blocked'], ['as the buyer writes it', { region: 'by' }, 'tax.place_blocked'], ['by its postcode', { postcode: '80331' }, 'tax.place_blocked'], ['by the postcode, whatever region is told', { region: 'DE-BE', postcode: '81667' }, 'tax.place_blocked'],
    ['not elsewhere', { postcode: '10559' }, null], ['not in another region', { region: 'DE-BE' }, null], ['while nothing rules it out', {}, 'tax.place_incomplete'],
  ])('is a region: refused %s', (_what, told, code) => {
    const quote = quoteForTest({ country: 'DE', ...told }, { saleBlocks: [BAVARIA] });
    expect([quote.refusal_code, quote.missing]).toEqual([code, code === 'tax.place_incomplete' ? ['postcode'] : []]);
  });

  test('is a state of the United States by its name, and all other states are sold to', () => {
    const saleBlocks = [block({ territory: 'US', region: 'US-CT' })];
    const us = (region: string | null) => quoteForTest({ country: 'US', region, currency: 'USD', price_mode: 'net' }, { saleBlocks });
    expect([us('US-CT').refusal_code, us(null).missing]).toEqual(['tax.place_blocked', ['region']]);
    expect(us('US-NY').reasons).not.toContain('tax.place_blocked');
  });

  test('makes a checkout ask for the postcode where it asks for nothing else, only while it holds', () => {
    const warsaw = block({ territory: 'PL', region: 'PL-14', postcode_prefixes: ['00'] });
    expect(requirementsOn('PL', TODAY, places, [warsaw])).toMatchObject({ region: 'not_needed', postcode: 'required' });
    for (const none of [[], [block({ territory: 'PL' })], [BAVARIA], [{ ...warsaw, valid_from: '2026-11-01', valid_to: '2026-11-21' }]]) expect(requirementsOn('PL', TODAY, places, none)).toMatchObject({ postcode: 'not_needed' });
  });

  test('is told in the list of territories', () => {
    const saleOf = (blocks: SaleBlock[], code: string) => territoriesOn(TODAY, places, blocks).find(({ territory }) => territory === code)!.sale;
    expect([saleOf([block()], 'DE'), saleOf([BAVARIA], 'DE'), saleOf([block()], 'AT'), saleOf([block({ territory: 'CU' })], 'CU'), saleOf([block({ valid_from: '2027-01-01' })], 'DE')]).toEqual(['blocked', 'open_except_regions', 'open', 'embargoed', 'open']);
  });

  test('is named before money is taken or paid, and an embargo before it', () => {
    const verdict = (place: { country: string; region?: string }, blocks: SaleBlock[]) => placeBlockOn(places.resolve(place), TODAY, blocks);
    expect([verdict({ country: 'DE' }, [block()]), verdict({ country: 'DE' }, []), verdict({ country: 'DE' }, [BAVARIA]), verdict({ country: 'CU' }, [block({ territory: 'CU' })]), verdict({ country: 'UA', region: 'UA-43' }, [])])
      .toEqual(['tax.place_blocked', null, 'tax.place_incomplete', 'tax.place_embargoed', 'tax.place_embargoed']);
    expect([verdict({ country: 'DE', region: 'DE-BE' }, [BAVARIA]), verdict({ country: 'DE', region: 'DE-BY' }, [BAVARIA])]).toEqual([null, 'tax.place_blocked']);
  });
});

describe('what is told of a block', () => {
  const read = (told: object) => readSaleBlock({ territory: 'de', reason_code: 'policy', ...told }, { rates, places }, TODAY);

  test('is stored in one writing', () => {
    expect(read({ region: 'de-by', postcode_prefixes: ['8 0', '80'] })).toEqual({ territory: 'DE', region: 'DE-BY', postcode_prefixes: ['80'], reason_code: 'policy', valid_from: TODAY });
    expect(read({ territory: 'US', region: 'US-CT' })).toMatchObject({ region: 'US-CT', postcode_prefixes: [] });
  });

  test.each<[object, string]>([
    [{ territory: 'XX' }, 'territory'], [{ region: 'FR-75', postcode_prefixes: ['75'] }, 'region'], [{ territory: 'US', region: 'US-ZZ' }, 'region'], [{ region: 'DE-BY' }, 'postcode_prefixes'], [{ region: 'DE-BY', postcode_prefixes: [' '] }, 'postcode_prefixes'],
    [{ postcode_prefixes: ['80'] }, 'postcode_prefixes'], [{ valid_from: '2026-11-21' }, 'valid_from'], [{ valid_from: '2026-13-01' }, 'valid_from'],
  ])('%j is refused for its %s', (told, field) => {
    expect(() => read(told)).toThrow(expect.objectContaining({ code: 'tax.sale_block_invalid', extra: expect.objectContaining({ errors: [expect.objectContaining({ loc: ['body', field] })] }) }));
  });
});
