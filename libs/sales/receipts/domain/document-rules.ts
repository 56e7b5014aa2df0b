import { EU } from '#platform/kernel/country';
import type { OrderTax } from '#sales/orders/queries';
import type { DocumentKind, SellerTaxId } from '../contracts/queries.js';

/** Words of the law that a document bears. */
export type Mention = 'reverse_charge' | 'prices_contain_tax' | 'merchant_of_record' | 'merchant_of_record_untaxed';
export type Title = 'receipt' | 'invoice' | 'tax_invoice' | 'credit_note' | 'adjustment_note';

/** What the law of a place asks of a document, and where that stands. */
export interface DocumentRule {
  countries: readonly string[];
  /** Heading of the receipt where the seller has a full registration there (`standard`); with a simplified one it may not be called that. */
  taxInvoice?: boolean;
  adjustmentNote?: boolean;
  /** The number under which the seller is registered there has to stand on it. */
  sellerNumber: boolean;
  /** The tax has to be told in the currency of the place. */
  taxInOwnCurrency: boolean;
  retainYears: number;
  source: string;
  /** On which law it rests that a business there owes the tax of what is bought from abroad; named beside the words "reverse charge". */
  reverseCharge?: string;
}

/** Ten years: what Directive 2006/112/EC Art. 369k asks for sales under the one-stop shop. Taken where nothing longer is known. */
const DEFAULT_YEARS = 10;

export const DOCUMENT_RULES: readonly DocumentRule[] = [
  {
    countries: EU, sellerNumber: true, taxInOwnCurrency: true, retainYears: DEFAULT_YEARS,
    source: 'Directive 2006/112/EC Art. 226 (date, sequential number, numbers, name and address, quantity and nature, date of supply, taxable amount, rate, tax), Art. 226(11a) "Reverse charge", Art. 219 (what changes an invoice names it), Art. 230 (tax in the currency of the member state), Art. 369k (ten years)',
    reverseCharge: 'Directive 2006/112/EC Art. 196',
  },
  { countries: ['GB'], sellerNumber: true, taxInOwnCurrency: true, retainYears: DEFAULT_YEARS, source: 'The Value Added Tax Regulations 1995 (SI 1995/2518) reg. 14', reverseCharge: 'Value Added Tax Act 1994 s 8' },
  { countries: ['AU'], taxInvoice: true, adjustmentNote: true, sellerNumber: true, taxInOwnCurrency: true, retainYears: DEFAULT_YEARS, source: 'A New Tax System (Goods and Services Tax) Act 1999 s 29-70, s 29-75; Div 146: a limited registration issues no tax invoices', reverseCharge: 'A New Tax System (Goods and Services Tax) Act 1999 s 9-25(5), Div 84' },
  { countries: ['SG'], taxInvoice: true, sellerNumber: true, taxInOwnCurrency: true, retainYears: DEFAULT_YEARS, source: 'Goods and Services Tax (General) Regulations reg. 11 (the words "tax invoice")', reverseCharge: 'Goods and Services Tax Act 1993 s 14' },
  { countries: ['NZ'], taxInvoice: true, sellerNumber: true, taxInOwnCurrency: true, retainYears: DEFAULT_YEARS, source: 'Goods and Services Tax Act 1985 s 19E to 19N (taxable supply information; the older heading is still read)', reverseCharge: 'Goods and Services Tax Act 1985 s 8(4B), s 8(4D)' },
  { countries: ['CH'], sellerNumber: true, taxInOwnCurrency: true, retainYears: DEFAULT_YEARS, source: 'Federal Act on Value Added Tax (SR 641.20) Art. 26', reverseCharge: 'SR 641.20 Art. 45' },
  { countries: ['NO'], sellerNumber: true, taxInOwnCurrency: true, retainYears: DEFAULT_YEARS, source: 'Bokføringsforskriften § 5-1-1', reverseCharge: 'Merverdiavgiftsloven § 3-30, § 11-3' },
  { countries: ['JP'], sellerNumber: true, taxInOwnCurrency: false, retainYears: DEFAULT_YEARS, source: 'Consumption Tax Act Art. 57-4 (qualified invoice: registration number, total and tax of each rate, rounded once per invoice and rate)' },
];

/** Of a place for which nothing is written down: what every receipt says, and the longest of the known times. */
const ELSEWHERE: DocumentRule = { countries: [], sellerNumber: true, taxInOwnCurrency: true, retainYears: DEFAULT_YEARS, source: 'Own choice' };

export function ruleOf(country: string): DocumentRule {
  return DOCUMENT_RULES.find(({ countries }) => countries.includes(country)) ?? ELSEWHERE;
}

/** The seller's numbers that belong on a document for this country: those of the place, and that of its home. */
export function sellerNumbers(taxIds: readonly SellerTaxId[], country: string, home: string): SellerTaxId[] {
  const isEu = EU.includes(country);
  return taxIds.filter(({ territory }) => territory === country || (territory === 'EU' && isEu) || territory === home);
}

/** A business gets an invoice, whoever owes the tax; everybody else a receipt. */
export function kindOfSale(outcome: OrderTax['outcome'], isBusiness: boolean): DocumentKind {
  return isBusiness || outcome === 'reverse_charge' ? 'invoice' : 'receipt';
}

export function titleOf(kind: DocumentKind, country: string, taxIds: readonly SellerTaxId[]): Title {
  const rule = ruleOf(country);
  const isRegistered = taxIds.some(({ territory, scheme }) => territory === country && scheme === 'standard');
  if (kind === 'credit_note') return rule.adjustmentNote && isRegistered ? 'adjustment_note' : 'credit_note';
  return rule.taxInvoice && isRegistered ? 'tax_invoice' : kind;
}

export function mentionsOf(outcome: OrderTax['outcome'], pricesContainTax: boolean, hasTax: boolean): Mention[] {
  return [...(outcome === 'reverse_charge' ? ['reverse_charge' as const] : []), ...(pricesContainTax && hasTax ? ['prices_contain_tax' as const] : []), outcome === 'reverse_charge' ? 'merchant_of_record_untaxed' : 'merchant_of_record'];
}

/** `YYYY-MM-DD`: the end of the year in which the law's time is over. */
export function retainUntil(country: string, issuedAt: Date): string {
  return `${issuedAt.getUTCFullYear() + ruleOf(country).retainYears}-12-31`;
}
