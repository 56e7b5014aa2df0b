import { type TaxQuote, type TaxQuoteRequest } from '../contracts/queries.js';
import { quoteTax, type TaxBooks } from '../domain/quote-tax.js';
import { registrationsWhereverCollected } from '../domain/registrations.js';
import { shippedTables } from '../infra/rate-files.js';

/** The shipped tables, an operator who is registered wherever they say collect, no local rates. */
export function demoTaxBooks(changes: Partial<TaxBooks> = {}): TaxBooks {
  const { rates, places } = shippedTables();
  const registrations = registrationsWhereverCollected(rates, (territory) => places.fact(territory).is_eu === true);
  return { rates, places, registrations, localRates: [], ...changes };
}

/** A consumer's single line of 10.00 on 2026-11-22; what is told replaces it. */
export function taxRequest(told: Partial<TaxQuoteRequest> & { country: string }): TaxQuoteRequest {
  return { customer_type: 'consumer', date: '2026-11-22', currency: 'EUR', price_mode: 'gross', lines: [{ amount: 1000n }], ...told };
}

/** The real engine on the demo's books: for tests of contexts that ask for tax. */
export function quoteForTest(told: Partial<TaxQuoteRequest> & { country: string }, changes: Partial<TaxBooks> = {}): TaxQuote {
  return quoteTax(taxRequest(told), demoTaxBooks(changes));
}
