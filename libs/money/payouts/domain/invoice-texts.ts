import type { InvoiceKind, InvoiceLanguage, VatTreatment } from '../contracts/words.js';

/** The words of self-billed invoices in one language. Names in braces are filled in. */
export interface InvoiceTexts {
  titles: Readonly<Record<InvoiceKind, string>>;
  /** As Art. 226(10a) of Directive 2006/112/EC has it in this language. */
  self_billing: string;
  vat: Readonly<Record<VatTreatment, string>>;
  number: string;
  issued_on: string;
  supplied_until: string;
  payout: string;
  supplier: string;
  customer: string;
  tax_id: string;
  registration: string;
  agreement: string;
  item: string;
  supplied: string;
  amount: string;
  net: string;
  tax: string;
  total: string;
  total_credited: string;
  set_off: string;
  left: string;
  kept: string;
  paid: string;
  rate_used: string;
  corrects: string;
  test: string;
  page: string;
}

const en: InvoiceTexts = {
  titles: { invoice: 'Self-billing invoice', credit_note: 'Self-billing credit note' },
  self_billing: 'Self-billing',
  vat: {
    reverse_charge: 'Reverse charge: VAT is owed by the customer.', outside: 'Not subject to VAT where the supplier is established: the place of supply is that of the customer.', charged: 'The total contains VAT at {rate} %.',
    none: 'No VAT is charged.',
  },
  number: 'Invoice number',
  issued_on: 'Issued on',
  supplied_until: 'Supplied until',
  payout: 'Payout',
  supplier: 'Supplier',
  customer: 'Customer, who issues this invoice in the name and on behalf of the supplier',
  tax_id: 'VAT ID / tax number',
  registration: 'Company registration',
  agreement: 'Issued under the self-billing agreement, version {version}, accepted on {date}.',
  item: 'Supply',
  supplied: '{game}: digital items and games supplied for resale, less the platform fee, refunds and what else the terms take off',
  amount: 'Amount',
  net: 'Net amount',
  tax: 'VAT {rate} %',
  total: 'Total',
  total_credited: 'Total credited',
  set_off: 'Set off: platform fees of own sales, invoiced apart',
  left: 'Left to be paid',
  kept: 'Kept for the exchange by the terms',
  paid: 'Paid in {currency}',
  rate_used: '1 {from} = {rate} {to} on {date}. {source}',
  corrects: 'Takes back {number} of {date}: {reason}',
  test: 'Made in a test environment. No money was paid, and this is no invoice.',
  page: 'Page {page} of {pages}',
};

const de: InvoiceTexts = {
  titles: { invoice: 'Gutschrift (Abrechnung durch den Leistungsempfänger)', credit_note: 'Berichtigung einer Gutschrift' },
  self_billing: 'Gutschrift',
  vat: {
    reverse_charge: 'Steuerschuldnerschaft des Leistungsempfängers (reverse charge).', outside: 'Im Land des Leistenden nicht steuerbar: Der Ort der Leistung ist der des Leistungsempfängers.', charged: 'Der Gesamtbetrag enthält Umsatzsteuer von {rate} %.',
    none: 'Es wird keine Umsatzsteuer berechnet.',
  },
  number: 'Nummer der Gutschrift',
  issued_on: 'Ausgestellt am',
  supplied_until: 'Geleistet bis',
  payout: 'Auszahlung',
  supplier: 'Leistender',
  customer: 'Leistungsempfänger, der im Namen und für Rechnung des Leistenden abrechnet',
  tax_id: 'USt-IdNr. / Steuernummer',
  registration: 'Handelsregister',
  agreement: 'Ausgestellt nach der Vereinbarung über Gutschriften, Fassung {version}, angenommen am {date}.',
  item: 'Leistung',
  supplied: '{game}: digitale Inhalte und Spiele zum Weiterverkauf, abzüglich Plattformgebühr, Erstattungen und der übrigen Abzüge nach den Konditionen',
  amount: 'Betrag',
  net: 'Nettobetrag',
  tax: 'Umsatzsteuer {rate} %',
  total: 'Gesamtbetrag',
  total_credited: 'Zurückgenommener Betrag',
  set_off: 'Verrechnet: Plattformgebühren eigener Verkäufe, gesondert berechnet',
  left: 'Verbleiben zur Auszahlung',
  kept: 'Für den Umtausch nach den Konditionen einbehalten',
  paid: 'Gezahlt in {currency}',
  rate_used: '1 {from} = {rate} {to} am {date}. {source}',
  corrects: 'Nimmt {number} vom {date} zurück: {reason}',
  test: 'In einer Testumgebung entstanden. Es wurde kein Geld gezahlt, und dies ist keine Abrechnung.',
  page: 'Seite {page} von {pages}',
};

export const INVOICE_TEXTS: Readonly<Record<InvoiceLanguage, InvoiceTexts>> = { en, de };
export const INVOICE_LOCALE: Readonly<Record<InvoiceLanguage, string>> = { en: 'en-GB', de: 'de-DE' };

/** The words of Art. 226(10a) in the language of some countries in which these documents are not written; null where ours do. */
export function selfBillingIn(country: string | null): string | null {
  if (country === 'FR' || country === 'LU' || country === 'MC') return 'Autofacturation';
  return country === 'DE' || country === 'AT' ? 'Gutschrift' : null;
}
