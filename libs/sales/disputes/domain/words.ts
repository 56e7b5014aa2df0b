import type { DisputeReason, Scheme } from '../contracts/queries.js';

/** Codes of the schemes: Visa's of VCR (10 fraud, 12 processing, 13 the buyer's), Mastercard's of its Chargeback Guide; American Express and Discover by their letters. */
const BY_CODE: readonly (readonly [RegExp, DisputeReason])[] = [
  [/^(10\.\d|4837|4840|4849|4863|4870|4871|F\d\d|UA0\d)/, 'fraudulent'],
  [/^(13\.1|4855|C08|RG)/, 'product_not_received'],
  [/^(13\.[345]|4853|C31|RM)/, 'product_unacceptable'],
  [/^(13\.[67]|4860|C02|RN2)/, 'credit_not_processed'],
  [/^(12\.6|4834|P08|DP)/, 'duplicate'],
  [/^(13\.2|4841|C28|AP)/, 'subscription_canceled'],
  [/^(1[12]\.\d|4808|4812|4831|4842|4846|P\d\d|IN|LP)/, 'processing_error'],
];

/** Words of providers. */
const BY_WORD: readonly (readonly [RegExp, DisputeReason])[] = [
  [/fraud|not_authori[sz]ed|stolen/, 'fraudulent'],
  [/unrecogni[sz]ed|not_recogni[sz]ed/, 'unrecognized'],
  [/not_received|not_provided/, 'product_not_received'],
  [/unacceptable|not_as_described|defective|quality/, 'product_unacceptable'],
  [/credit_not|refund_not/, 'credit_not_processed'],
  [/duplicate|paid_by_other/, 'duplicate'],
  [/subscription|recurring/, 'subscription_canceled'],
  [/processing|incorrect|invalid|bank_cannot|insufficient/, 'processing_error'],
];

/** The reason in a word of ours, by the scheme's code where it is told, else by the provider's word. */
export function reasonOf(providerReason: string | null, networkCode: string | null): DisputeReason {
  const code = networkCode ?? providerReason ?? '';
  const byCode = BY_CODE.find(([form]) => form.test(code));
  if (byCode) return byCode[1];
  const word = (providerReason ?? '').toLowerCase().replaceAll(/[^a-z]+/g, '_');
  return BY_WORD.find(([form]) => form.test(word))?.[1] ?? 'general';
}

const SCHEME_WORDS: readonly (readonly [RegExp, Scheme])[] = [
  [/visa|electron/, 'visa'], [/maestro/, 'maestro'], [/master|^mc$/, 'mastercard'], [/amex|american/, 'amex'], [/discover|diners/, 'discover'], [/jcb/, 'jcb'], [/union|cup/, 'unionpay'],
];

/** The scheme of a card, however its provider writes it. */
export function schemeOf(card: { brand: string } | null): Scheme {
  if (!card) return 'none';
  const brand = card.brand.toLowerCase();
  return SCHEME_WORDS.find(([form]) => form.test(brand))?.[1] ?? 'other';
}
