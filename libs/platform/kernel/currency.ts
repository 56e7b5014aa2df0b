import { Invalid } from './errors.js';
import { decimalOf } from './rational.js';

/**
 * The money currencies of the API contract. Its enum has two more, reward points (`RP`) and virtual currency (`VC`): those are
 * quantities of a game's own asset, never money.
 */
export const CURRENCIES = [
  'USD', 'EUR', 'AED', 'AFN', 'ALL', 'AMD', 'ANG', 'AOA', 'ARS', 'AUD', 'AWG', 'AZN', 'BAM', 'BBD', 'BDT', 'BGN', 'BHD',
  'BIF', 'BMD', 'BND', 'BOB', 'BRL', 'BSD', 'BTN', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF', 'CHF', 'CLP', 'CNY', 'COP', 'CRC',
  'CUP', 'CVE', 'CZK', 'DJF', 'DKK', 'DOP', 'DZD', 'EGP', 'ERN', 'ETB', 'FJD', 'FKP', 'GBP', 'GEL', 'GHS', 'GIP', 'GMD',
  'GNF', 'GTQ', 'GYD', 'HKD', 'HNL', 'HTG', 'HUF', 'IDR', 'ILS', 'INR', 'IQD', 'IRR', 'ISK', 'JMD', 'JOD', 'JPY', 'KES',
  'KGS', 'KHR', 'KMF', 'KPW', 'KRW', 'KWD', 'KYD', 'KZT', 'LAK', 'LBP', 'LKR', 'LRD', 'LSL', 'LYD', 'MAD', 'MDL', 'MGA',
  'MKD', 'MMK', 'MNT', 'MOP', 'MRU', 'MUR', 'MVR', 'MWK', 'MXN', 'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK', 'NPR', 'NZD',
  'OMR', 'PAB', 'PEN', 'PGK', 'PHP', 'PKR', 'PLN', 'PYG', 'QAR', 'RON', 'RSD', 'RUB', 'RWF', 'SAR', 'SBD', 'SCR', 'SDG',
  'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'SSP', 'STN', 'SVC', 'SYP', 'SZL', 'THB', 'TJS', 'TMT', 'TND', 'TOP', 'TRY',
  'TTD', 'TWD', 'TZS', 'UAH', 'UGX', 'UYU', 'UZS', 'VED', 'VES', 'VND', 'VUV', 'WST', 'XAF', 'XCD', 'XCG', 'XOF', 'XPF',
  'YER', 'ZAR', 'ZMW', 'ZWG', 'ZWL',
] as const;

export type CurrencyCode = (typeof CURRENCIES)[number];

/**
 * ISO 4217 exponents where they are not 2. Never taken from Intl, which answers for display (CLDR) and differs in 16 currencies:
 * it would turn 1,000 forint into ten.
 */
const EXPONENTS: Partial<Record<CurrencyCode, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
};

/** The last day on which a currency was legal tender, for those that ended: old orders keep them, new prices may not use them. */
const ENDED_ON: Partial<Record<CurrencyCode, string>> = { ANG: '2025-06-30', BGN: '2026-01-31', ZWL: '2024-08-31' };

const KNOWN: ReadonlySet<unknown> = new Set(CURRENCIES);

/** 422 `money.currency_unknown`: not a currency of the contract. */
export class CurrencyUnknown extends Invalid {
  constructor(code: string) {
    super('money.currency_unknown', `${code.slice(0, 12)} is not a currency that is known here.`);
  }
}

export function isCurrency(value: unknown): value is CurrencyCode {
  return KNOWN.has(value);
}

/** @throws CurrencyUnknown */
export function parseCurrency(value: unknown): CurrencyCode {
  if (isCurrency(value)) return value;
  throw new CurrencyUnknown(String(value));
}

/** Decimal places between the minor and the major unit: 2 for USD, 0 for JPY, 3 for KWD. */
export function exponentOf(code: CurrencyCode): number {
  return EXPONENTS[code] ?? 2;
}

/** `YYYY-MM-DD` of the last day of legal tender, or null while it is current. */
export function endedOn(code: CurrencyCode): string | null {
  return ENDED_ON[code] ?? null;
}

/** Minor units as an exact decimal in the major unit: `1999n` USD → `'19.99'`, `1999n` JPY → `'1999'`. */
export function decimalString(minor: bigint, code: CurrencyCode): string {
  return decimalOf(minor, exponentOf(code));
}

const formats = new Map<string, Intl.NumberFormat>();

/** An amount as a person reads it in `locale` (BCP 47). Exact at any size: Intl is handed the decimal string, never a float. */
export function formatMoney(minor: bigint, code: CurrencyCode, locale: string): string {
  return formatFor(code, locale).format(decimalString(minor, code) as Intl.StringNumericLiteral);
}

function formatFor(code: CurrencyCode, locale: string): Intl.NumberFormat {
  const key = `${locale}|${code}`;
  const known = formats.get(key);
  if (known) return known;
  const exponent = exponentOf(code);
  // Where custom shows fewer digits than ISO has (forint, rupiah) a whole amount is shown whole, and a broken one in full.
  const customary = new Intl.NumberFormat(locale, { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? exponent;
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: code,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
    trailingZeroDisplay: customary < exponent ? 'stripIfInteger' : 'auto',
  });
  if (formats.size < 2_000) formats.set(key, made);
  return made;
}
