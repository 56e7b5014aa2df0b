import { EU } from '#platform/kernel/country';
import { Rate, divideRounded } from '#platform/kernel/rational';
import type { VatSetting, VatTreatment } from '../contracts/words.js';

/** How an invoice is taxed. */
export interface Vat {
  treatment: VatTreatment;
  /** Percent, a decimal; null where nothing is charged. */
  rate: string | null;
  /** On what it rests, for the invoice. */
  law: string | null;
}

export interface VatTold {
  vat: VatSetting;
  rate: string | null;
  law: string | null;
}

/** What the VAT numbers of a member state begin with, where it is not the code of the country (Directive 2006/112/EC, Art. 215). */
const PREFIXES: Readonly<Record<string, string>> = { GR: 'EL' };
const isVatNumber = (number: string | null, country: string): boolean => number !== null && number.replace(/[^0-9A-Za-z]/g, '').toUpperCase().startsWith(PREFIXES[country] ?? country);
const isEu = (country: string): boolean => EU.includes(country);

/**
 * How what a studio sells to the operator is taxed: as staff have said, else by what the two countries make of it, where that is plain. Services between businesses are supplied where the customer is (Directive 2006/112/EC,
 * Art. 44), and a customer in the EU owes the tax of a supplier who is not in its member state (Art. 196). An invoice that says so needs the VAT numbers of the customer and of a supplier in the EU (Art. 226(3), (4)), as their member
 * states write them. Null where this decides nothing: both in one country, neither in the EU, or such a number is not there.
 */
export function vatOf(supplier: { country: string; tax_id: string | null }, customer: { country: string; tax_ids: readonly { number: string }[] }, told: VatTold | null): Vat | null {
  if (told && told.vat !== 'derived') return { treatment: told.vat, rate: told.rate, law: told.law };
  if (supplier.country === customer.country) return null;
  if (isEu(customer.country)) {
    const hasNumbers = customer.tax_ids.some(({ number }) => isVatNumber(number, customer.country)) && (!isEu(supplier.country) || isVatNumber(supplier.tax_id, supplier.country));
    return hasNumbers ? { treatment: 'reverse_charge', rate: null, law: 'Directive 2006/112/EC, Art. 44, 196' } : null;
  }
  return isEu(supplier.country) ? { treatment: 'outside', rate: null, law: 'Directive 2006/112/EC, Art. 44' } : null;
}

/** What of an amount is tax, where it contains it at that rate. */
export function taxWithin(total: bigint, rate: string | null): { net: bigint; tax: bigint } {
  if (rate === null) return { net: total, tax: 0n };
  const { numerator, denominator } = Rate.decimal(rate);
  const net = divideRounded(total * 100n * denominator, 100n * denominator + numerator, 'half_away_from_zero');
  return { net, tax: total - net };
}
