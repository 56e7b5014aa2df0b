import { isCurrency } from '#platform/kernel/currency';
import { minorToNumber } from '#platform/kernel/money';
import type { LocalPrice, PricePlatform, PriceSource } from '../contracts/queries.js';
import type { PriceBook } from './price-book.js';

export interface KnownTemplate {
  usdMinor: bigint;
  customs: { country: string; platform: PricePlatform; currency: string; minor: bigint }[];
}

export interface Where {
  country: string | null;
  platform: PricePlatform;
  /** One currency instead of the country's own. */
  currency: string | null;
}

/**
 * The price of one source. A price set by hand for the country and platform comes before one set for any platform, and both before the derived one.
 * What is priced in another currency than US dollars is not converted: it costs the same everywhere.
 */
export function localPriceOf(source: PriceSource, template: KnownTemplate | undefined, where: Where, book: PriceBook): LocalPrice | null {
  if (source.price_template_id !== null) return template ? priceOfTemplate(template, where, book) : null;
  if (source.price_minor === null) return null;
  const minor = BigInt(source.price_minor);
  if (source.currency !== 'USD') return where.currency === null || where.currency === source.currency ? answer(minor, source.currency, false) : null;
  return derived(minor, where, book);
}

function priceOfTemplate(template: KnownTemplate, where: Where, book: PriceBook): LocalPrice | null {
  const here = template.customs.filter((custom) => custom.country === where.country && (where.currency === null || custom.currency === where.currency));
  const custom = here.find(({ platform }) => platform === where.platform) ?? here.find(({ platform }) => platform === 'any');
  return custom ? answer(custom.minor, custom.currency, true) : derived(template.usdMinor, where, book);
}

function derived(usdMinor: bigint, { country, currency }: Where, book: PriceBook): LocalPrice | null {
  if (country !== null && (currency === null || book.currencyOf(country) === currency)) {
    const local = book.inCountry(usdMinor, country);
    return answer(local.minor, local.currency, false);
  }
  if (currency === null || currency === 'USD') return answer(usdMinor, 'USD', false);
  const minor = isCurrency(currency) ? book.inCurrency(usdMinor, currency) : null;
  return minor === null ? null : answer(minor, currency, false);
}

function answer(minor: bigint, currency: string, isCustom: boolean): LocalPrice {
  return { amount_minor: minorToNumber(minor), currency, is_custom: isCustom };
}
