import type { EngineQuestion } from '../contracts/queries.js';
import { quoteForTest, demoTaxBooks } from '../testing/index.js';
import { believed, questionOf, quotedBy, type EngineQuoteKept } from './engine-quote.js';
import { holdingOn, type EngineUse } from './engine-uses.js';
import { nextStep, retryIn, type EngineStep } from './engine-steps.js';
import type { EngineSays } from './tax-engine.js';

const QUESTION: EngineQuestion = {
  environment: 'live', legal_entity: 'main', date: '2026-11-22', currency: 'USD', prices_include_tax: false, customer: { type: 'consumer', tax_id: null }, place: { country: 'US', region: 'US-NY', postcode: '10001' },
  lines: [{ line_id: '1', amount: 1_000, category: 'in_game_content' }, { line_id: '2', amount: 500, category: 'in_game_content' }],
};
const SAYS: EngineSays = {
  reference: 'q-1', treatment: 'charge', currency: 'USD', rate: '8.875', net: 1_500, tax: 133, total: 1_633,
  lines: [{ line_id: '2', net: 500, tax: 44, total: 544 }, { line_id: '1', net: 1_000, tax: 89, total: 1_089 }],
  components: [{ name: 'State tax', rate: '4', jurisdiction: 'US-NY', base: 1_500, tax: 60 }, { name: 'New York City', rate: '4.875', jurisdiction: 'US-NY:New York City', base: 1_500, tax: 73 }],
};
const USE: EngineUse = { id: 'txe_1', entity: 'main', territory: 'US', when_silent: 'refuse', filed_by: 'engine', valid_from: '2026-01-01', valid_to: null };

describe('an answer of an outside engine', () => {
  const read = (says: Partial<EngineSays>, question: Partial<EngineQuestion> = {}) => believed({ ...SAYS, ...says }, { ...QUESTION, ...question }, 'US');

  it('is believed where it fits its question and adds up, its lines in the order of the question', () => {
    expect(read({})).toMatchObject({ net: 1_500, tax: 133, lines: [{ net: 1_000, tax: 89, total: 1_089 }, { net: 500, tax: 44, total: 544 }] });
    const none = { treatment: 'no_tax', rate: null, tax: 0, total: 1_500, components: [], lines: [{ line_id: '1', net: 1_000, tax: 0, total: 1_000 }, { line_id: '2', net: 500, tax: 0, total: 500 }] };
    expect(read(none)).toMatchObject({ tax: 0 });
    expect(read({ ...none, treatment: 'reverse_charge' }, { customer: { type: 'business', tax_id: '1' } })).toMatchObject({ treatment: 'reverse_charge' });
    expect(read({ ...none, treatment: 'reverse_charge' })).toEqual({ unbelievable: 'treatment' });
  });

  const line = (changes: object) => [{ line_id: '1', net: 1_000, tax: 89, total: 1_089, ...changes }, { line_id: '2', net: 500, tax: 44, total: 544 }];
  const part = (changes: object) => [{ name: 'Tax', rate: '8.875', jurisdiction: 'US-NY', base: 1_500, tax: 133, ...changes }];
  it.each<[string, Partial<EngineSays>]>([
    ['reference', { reference: '' }], ['treatment', { treatment: 'psp_collects' }], ['treatment', { treatment: 'no_tax' }], ['currency', { currency: 'EUR' }], ['currency', { currency: undefined }], ['rate', { rate: '8,875' }],
    ['amounts', { net: 1_500.5 }], ['amounts', { tax: -133 }], ['amounts', { total: '1633' }], ['lines', { lines: line({ net: 999, total: 1_088 }) }], ['lines', { lines: line({ tax: -1 }) }], ['lines', { lines: line({ line_id: '3' }) }], ['lines', { lines: [] }],
    ['lines', { lines: [...line({}), ...line({})] }], ['lines', { lines: null }], ['components', { components: part({ rate: 8.875 }) }], ['components', { components: part({ tax: -1 }) }], ['components', { components: 'x' }], ['components', { components: Array.from({ length: 21 }, () => part({ tax: 0 })[0]) }],
    ['sums', { tax: 134, total: 1_634 }], ['sums', { components: part({ tax: 132 }) }], ['sums', { total: 1_632 }], ['jurisdiction', { components: part({ jurisdiction: 'US-NJ' }) }], ['jurisdiction', { components: part({ jurisdiction: 'US-NYX' }) }], ['jurisdiction', { components: part({ jurisdiction: 'US-NY:' }) }],
    ['too_much', { tax: 751, total: 2_251, lines: [{ line_id: '1', net: 1_000, tax: 751, total: 1_751 }, { line_id: '2', net: 500, tax: 0, total: 500 }], components: part({ tax: 751 }) }],
  ])('is not believed: %s (%#)', (unbelievable, says) => {
    expect(read(says)).toEqual({ unbelievable });
  });

  it('of a price that contains tax leaves the price to a consumer as it is', () => {
    const inclusive = { prices_include_tax: true, lines: [{ line_id: '1', amount: 1_190, category: 'in_game_content' as const }] };
    const says = (net: number, tax: number) => ({ rate: '19', net, tax, total: net + tax, lines: [{ line_id: '1', net, tax, total: net + tax }], components: part({ tax }) });
    expect(read(says(1_000, 190), inclusive)).toMatchObject({ total: 1_190 });
    expect(read(says(1_190, 0), inclusive)).toMatchObject({ tax: 0 });
    for (const [net, tax] of [[1_000, 189], [1_000, 191]] as const) expect(read(says(net, tax), inclusive)).toEqual({ unbelievable: 'lines' });
  });
});

describe('a quote by an outside engine', () => {
  const request = { country: 'US', region: 'US-NY', postcode: '10001', currency: 'USD', price_mode: 'listed', lines: [{ amount: 1_000n }, { amount: 500n }] } as const;
  const books = demoTaxBooks();
  const own = quoteForTest(request);
  const answer = believed(SAYS, QUESTION, 'US');
  const kept = { id: 'teq_1', outcome: 'answered', answer } as EngineQuoteKept;
  const by = (changes: Partial<EngineQuoteKept>, use: Partial<EngineUse> = {}, registrations = books.registrations) => quotedBy({ ...kept, ...changes }, own, { ...USE, ...use }, { date: '2026-11-22' }, registrations);

  it('has the figures of the engine where our own rates know nothing, and says by what it was computed', () => {
    expect(own).toMatchObject({ outcome: 'refused', refusal_code: 'tax.local_rate_missing' });
    expect(by({})).toMatchObject({ outcome: 'charge', sellable: true, reasons: [], net: 1_500n, tax: 133n, total: 1_633n, rate: '8.875', rate_row_id: 'teq_1', notes: ['computed_by_engine'], engine: { basis: 'engine', quote_id: 'teq_1', legal_entity: 'main', filed_by: 'engine' } });
    expect(by({}, { filed_by: 'operator' }).engine).toMatchObject({ filed_by: 'operator' });
  });

  it('is refused where nobody is registered to collect it, and where there is no answer', () => {
    expect(by({}, {}, [])).toMatchObject({ outcome: 'refused', sellable: false, reasons: ['tax.registration_missing'] });
    expect(by({ outcome: 'unknown', answer: null })).toMatchObject({ outcome: 'refused', refusal_code: 'tax.engine_unavailable', net: null, lines: [], engine: null });
    for (const when_silent of ['refuse', 'own_rates'] as const) expect(by({ outcome: 'refused', answer: null }, { when_silent })).toMatchObject({ outcome: 'refused', refusal_code: 'tax.engine_refused' });
  });

  it('bears our own rates without an answer where that was chosen, also where they refuse the sale', () => {
    expect(by({ outcome: 'unknown', answer: null }, { when_silent: 'own_rates' })).toMatchObject({ outcome: 'refused', refusal_code: 'tax.local_rate_missing', notes: ['own_rates_without_engine'], engine: { basis: 'own_rates', filed_by: 'operator' } });
  });

  it('is asked for with what decides, and never of a place that no tax opens', () => {
    const ask = (told: object) => {
      const all = { customer_type: 'consumer', date: '2026-11-22', ...request, ...told } as never;
      return questionOf(all, quoteForTest(all), USE, 'live', books.places);
    };
    expect(ask({ postcode: '10001 ' })).toEqual(QUESTION);
    expect(ask({ postcode: null })).toBe('place_incomplete');
    expect([ask({ region: null }), ask({ country: 'KP', region: null, postcode: null })]).toEqual([null, null]);
  });

  it('holds for an entity by the use that began last', () => {
    const later: EngineUse = { ...USE, id: 'txe_2', valid_from: '2026-06-01' };
    const other: EngineUse = { ...USE, id: 'txe_3', entity: 'other' };
    const on = (date: string) => holdingOn([USE, later, other, { ...USE, id: 'txe_4', entity: 'gone', valid_to: '2026-02-01' }], date).map(({ id }) => id);
    expect([on('2025-12-31'), on('2026-05-31'), on('2026-06-01')]).toEqual([[], ['txe_1', 'txe_3'], ['txe_2', 'txe_3']]);
  });
});

describe('what the engine is told next', () => {
  const step = (id: string, kind: EngineStep['kind'], total: number, state: EngineStep['state'] = 'pending'): EngineStep => ({ id, order_id: 'ord_1', kind, ref: id, state, attempts: 0, reference: state === 'answered' ? `e-${id}` : null, told: { total } as EngineStep['told'] });
  /** Answered, and to be told once more. */
  const again = (answered: EngineStep): EngineStep => ({ ...answered, state: 'pending' });
  const next = (...steps: EngineStep[]) => {
    const told = nextStep(steps);
    return told && [told.operation, told.step.id, told.is_last];
  };

  it('is the sale first, then what went back, the last of it as the last', () => {
    expect(next(step('r1', 'reverse', 30))).toBeNull();
    expect(next(step('r1', 'reverse', 30), step('c', 'commit', 100))).toEqual(['commit', 'c', false]);
    expect(next(step('r1', 'reverse', 30), step('c', 'commit', 100, 'answered'))).toEqual(['reverse', 'r1', false]);
    expect(next(step('c', 'commit', 100, 'answered'), step('r1', 'reverse', 30, 'answered'), step('r2', 'reverse', 70))).toEqual(['reverse', 'r2', true]);
    expect(next(step('c', 'commit', 100, 'answered'), step('r1', 'reverse', 30, 'refused'), step('r2', 'reverse', 70))).toEqual(['reverse', 'r2', false]);
    expect(next(step('c', 'commit', 100, 'answered'), step('r1', 'reverse', 100, 'answered'))).toBeNull();
  });

  it('is that it should forget a sale that went back as a whole before it was known', () => {
    expect(next(step('c', 'commit', 100), step('r1', 'reverse', 100))).toEqual(['void', 'c', false]);
    expect(next(step('c', 'commit', 100), step('r1', 'reverse', 30), step('r2', 'reverse', 70))).toEqual(['commit', 'c', false]);
    for (const state of ['voided', 'refused'] as const) expect(next(step('c', 'commit', 100, state), step('r1', 'reverse', 100))).toBeNull();
  });

  it('is, told once more, what it was told first', () => {
    const [sale, first, rest] = [step('c', 'commit', 100, 'answered'), step('r1', 'reverse', 30, 'answered'), step('r2', 'reverse', 70, 'answered')];
    const whole = step('r1', 'reverse', 100, 'answered');
    // Once the engine knew the sale it never forgets it, whatever of it has gone back since.
    expect([next(again(sale), whole), next(again(sale), step('r1', 'reverse', 100)), next(again(sale), step('r1', 'reverse', 100, 'refused'))]).toEqual([['commit', 'c', false], ['commit', 'c', false], ['commit', 'c', false]]);
    expect(next(sale, again(whole))).toEqual(['reverse', 'r1', true]);
    expect([next(sale, again(first), rest), next(sale, first, again(rest)), next(sale, again(first), again(rest))]).toEqual([['reverse', 'r1', false], ['reverse', 'r2', true], ['reverse', 'r1', false]]);
    // What was refused has never been told: with it nothing is left.
    expect(next(sale, step('r1', 'reverse', 30), rest)).toEqual(['reverse', 'r1', true]);
  });

  it('waits double from half a minute to six hours', () => {
    expect([1, 2, 3, 10, 11, 100].map(retryIn)).toEqual([30, 60, 120, 15_360, 21_600, 21_600]);
  });
});
