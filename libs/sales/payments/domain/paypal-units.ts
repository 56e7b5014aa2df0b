import { decimalOf } from '#platform/kernel/rational';
import { exponentOf, type CurrencyCode } from '#platform/kernel/currency';
import { unitsOf } from './units.js';

/**
 * Currencies of https://developer.paypal.com/api/rest/reference/currency-codes/, as of 2026-11, less those that only accounts of their own country may be paid in (BRL, CNY, INR, MYR) and the rouble, which
 * PayPal has stopped; an account may have fewer.
 */
const CURRENCIES: readonly CurrencyCode[] = [
  'AUD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF', 'ILS', 'JPY', 'MXN', 'NOK', 'NZD', 'PHP', 'PLN', 'SEK', 'SGD', 'THB', 'TWD', 'USD',
];
/** Without decimals at PayPal, though ISO 4217 has two of them for forint and New Taiwan dollar. */
const WHOLE: Partial<Record<CurrencyCode, number>> = { HUF: 0, JPY: 0, TWD: 0 };

/** PayPal's own units: forint and New Taiwan dollar in whole ones; nine digits at most. It writes them as decimal texts. */
export const PAYPAL_UNITS = unitsOf({ currencies: CURRENCIES, exponents: WHOLE, max: 999_999_999 });

export interface PayPalMoney {
  currency_code: string;
  value: string;
}

const placesOf = (currency: string): number => WHOLE[currency as CurrencyCode] ?? exponentOf(currency as CurrencyCode);

/** Null: PayPal has no way to say it. */
export function paypalMoney(minor: number, currency: string): PayPalMoney | null {
  const units = PAYPAL_UNITS.toProvider(minor, currency);
  return units === null ? null : { currency_code: currency, value: decimalOf(BigInt(units), placesOf(currency)) };
}

/** Null: no amount, or not a whole number of our minor units. Digits beyond those of the currency may only be noughts. */
export function minorOfPayPal(value: string, currency: string): number | null {
  const parts = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(value);
  if (!parts || PAYPAL_UNITS.fromProvider(0, currency) === null) return null;
  const places = placesOf(currency);
  const decimals = (parts[2] ?? '').padEnd(places, '0');
  return /^0*$/.test(decimals.slice(places)) ? PAYPAL_UNITS.fromProvider(Number(parts[1]! + decimals.slice(0, places)), currency) : null;
}
