import { fill } from '#platform/kernel/fill-in';
import type { DocumentLanguage } from '../contracts/queries.js';
import type { Mention, Title } from './document-rules.js';
import { de } from './texts.de.js';
import { en } from './texts.en.js';

/** The words of documents in one language. Names in braces are filled in. */
export interface DocumentTexts {
  titles: Readonly<Record<Title, string>>;
  mentions: Readonly<Record<Mention, string>>;
  methods: Readonly<Record<'card' | 'wallet' | 'bank_transfer' | 'voucher' | 'paypal', string>>;
  card_of: string;
  number: string;
  issued_on: string;
  supplied_on: string;
  order: string;
  receipt_number: string;
  seller: string;
  buyer: string;
  /** Before the number of a business that buys. */
  tax_id: string;
  sold_to: string;
  paid_by: string;
  item: string;
  quantity: string;
  unit: string;
  amount: string;
  net: string;
  tax: string;
  tax_part: string;
  total_paid: string;
  total_credited: string;
  in_tax_currency: string;
  rate_used: string;
  corrects: string;
  cause_refund: string;
  cause_chargeback: string;
  test: string;
  page: string;
}

export const TEXTS: Readonly<Record<DocumentLanguage, DocumentTexts>> = { en, de };

/** How numbers and dates are written in a language. */
export const FORMAT_LOCALE: Readonly<Record<DocumentLanguage, string>> = { en: 'en-GB', de: 'de-DE' };

/** The first of the wished-for locales that documents are written in, else English. */
export function documentLanguage(...wished: (string | null)[]): DocumentLanguage {
  for (const locale of wished) {
    const language = locale?.slice(0, 2).toLowerCase();
    if (language === 'de' || language === 'en') return language;
  }
  return 'en';
}

/** How somebody has paid, in words; a method of which nothing is known by its own name. */
export function paymentInWords(payment: { method: string; method_name?: string | undefined; card: { brand: string } | null } | undefined, language: DocumentLanguage): string {
  const { methods, card_of } = TEXTS[language];
  if (!payment) return '';
  if (payment.card) return fill(card_of, { brand: payment.card.brand });
  return Object.hasOwn(methods, payment.method) ? methods[payment.method as keyof typeof methods] : (payment.method_name ?? payment.method);
}
