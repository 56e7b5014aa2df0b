import { type TaxRefusalCode } from '../contracts/errors.js';
import { type SaleTo } from '../contracts/queries.js';
import { type CalendarDate } from '#platform/kernel/calendar-date';
import { quoteTax, type TaxBooks } from './quote-tax.js';

/** What region and postcode can still tell. */
const STILL_OPEN: ReadonlySet<TaxRefusalCode> = new Set(['tax.place_incomplete', 'tax.local_rate_missing']);

/** A quote of any amount says it: permission does not depend on how much is sold. */
export function saleTo(country: string, date: CalendarDate, books: TaxBooks): SaleTo {
  const quote = quoteTax({ country, customer_type: 'consumer', date, currency: 'USD', price_mode: 'listed', lines: [{ amount: 1_000n }] }, books);
  const isOpen = quote.missing.length > 0;
  return { country, refusal_code: quote.reasons.find((reason) => !isOpen || !STILL_OPEN.has(reason)) ?? null, price_display: books.places.requirements(country, date).price_display };
}
