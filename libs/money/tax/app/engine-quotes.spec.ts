import { GetSellerTo } from '#money/ledger/queries';
import type { EngineUse } from '../domain/engine-uses.js';
import { demoTaxBooks, quoteForTest, taxRequest } from '../testing/index.js';
import { EngineQuotes } from './engine-quotes.js';

describe('whose use of an engine a sale falls under', () => {
  const GUADELOUPE = { country: ' fr', postcode: '97100' };
  const use = (entity: string): EngineUse => ({ id: `txe_${entity}`, entity, territory: 'GP', when_silent: 'refuse', filed_by: 'engine', valid_from: '2026-01-01', valid_to: null });
  /** The books know the country that the buyer has told: of France sells `paris`, of everywhere else `main`. */
  const books = { ask: (query: GetSellerTo) => Promise.resolve(query.country === 'FR' ? 'paris' : 'main') };
  const notes = async (...engineUses: EngineUse[]): Promise<string[]> =>
    (await new EngineQuotes({} as never, books as never, {} as never).orOwn(quoteForTest(GUADELOUPE), taxRequest(GUADELOUPE), { ...demoTaxBooks(), engineUses })).notes;

  it('goes by the country as it was told, as the books do, also where the tax is that of another territory', async () => {
    expect(quoteForTest(GUADELOUPE).territory).toBe('GP');
    expect(await notes(use('paris'))).toContain('engine_decides_at_checkout');
    expect(await notes(use('main'))).not.toContain('engine_decides_at_checkout');
  });
});
