import { exponentOf, type CurrencyCode } from '#platform/kernel/currency';
import { Money, WIRE_MAX, allocateMinor } from '#platform/kernel/money';
import { Rate } from '#platform/kernel/rational';
import type { CatalogItem } from '#store/catalog/queries';
import { AmountTooLarge, PriceOverrideRefused } from '../contracts/errors.js';
import type { LineRequest, PricedLine } from '../contracts/queries.js';
import { afterDiscounts, togetherPercent } from './discount.js';
import { grantsOf, textsOf, type Offer } from './offer.js';

export interface FoundLine {
  request: LineRequest;
  item: CatalogItem;
  offer: Offer | null;
}

export interface PricedOrder {
  currency: string;
  lines: PricedLine[];
  total_before_discount_minor: number;
  total_minor: number;
}

/** Lines with the list price of one each, in one currency. The offer's discount comes first, then the order's. */
export function priceOrder(found: FoundLine[], units: bigint[], currency: CurrencyCode, orderDiscount: number, locale: string | null): PricedOrder {
  const lines = found.map((line, index) => priceLine(line, Money.of(units[index]!, currency), orderDiscount, locale, index));
  const total = (field: 'total_before_discount_minor' | 'total_minor'): number =>
    bounded(Money.sum(lines.map((line) => Money.of(BigInt(line[field]), currency)), currency).minor, lines.length - 1);
  return { currency, lines, total_before_discount_minor: total('total_before_discount_minor'), total_minor: total('total_minor') };
}

function priceLine({ request, item, offer }: FoundLine, list: Money, orderDiscount: number, locale: string | null, index: number): PricedLine {
  const discounts = [offer?.discountPercent ?? 0, orderDiscount];
  const unit = afterDiscounts(list, discounts);
  const times = BigInt(request.quantity);
  const texts = textsOf(item, offer, locale);
  const { grants, most } = grantsOf(item, offer, times, locale);
  bounded(most, index);
  return {
    item_id: item.id, sku: item.sku, type: item.type, name: request.name ?? texts.name, description: request.description ?? texts.description,
    image_url: request.image_url ?? offer?.imageUrl ?? item.image_url, quantity: request.quantity, store_id: offer?.storeId ?? null, store_item_id: offer?.id ?? null,
    discount_percent: togetherPercent(discounts),
    unit_before_discount_minor: bounded(list.minor, index), unit_minor: bounded(unit.minor, index),
    total_before_discount_minor: bounded(list.minor * times, index), total_minor: bounded(unit.minor * times, index), grants,
  };
}

function bounded(amount: bigint, index: number): number {
  if (amount > WIRE_MAX) throw new AmountTooLarge(index);
  return Number(amount);
}

/** `'9.99'` in minor units, exactly. */
export function minorOfDecimal(text: string, currency: CurrencyCode): bigint {
  const match = /^(\d{1,16})(?:\.(\d{1,16}))?$/.exec(text);
  if (!match) throw new PriceOverrideRefused('price_decimal', 'A price is digits with an optional fraction.');
  const exponent = exponentOf(currency);
  if ((match[2] ?? '').replace(/0+$/, '').length > exponent) throw new PriceOverrideRefused('price_decimal', `${currency} has ${exponent} decimal places.`);
  return Rate.decimal(text).applyTo(10n ** BigInt(exponent), 'half_away_from_zero');
}

/**
 * The list price of one for every line, when the studio's server says what the whole order costs: shared in proportion to what the lines cost otherwise. A share
 * that its quantity does not divide cannot be told as a price of one and is refused.
 */
export function unitsOfTotal(total: bigint, quantities: readonly number[], otherwise: readonly (bigint | null)[]): bigint[] {
  return sharesOf(total, quantities, otherwise).map((share, index) => {
    const times = BigInt(quantities[index]!);
    if (share % times !== 0n) throw new PriceOverrideRefused('price_decimal', `Line ${index + 1} would cost ${share} minor units for ${times} pieces: that is no whole price of one.`);
    return share / times;
  });
}

function sharesOf(total: bigint, quantities: readonly number[], otherwise: readonly (bigint | null)[]): bigint[] {
  if (quantities.length === 1) return [total];
  const weights = otherwise.map((unit, index) => (unit === null ? null : unit * BigInt(quantities[index]!)));
  const known = weights.filter((weight): weight is bigint => weight !== null);
  if (known.length < weights.length || known.every((weight) => weight === 0n)) {
    throw new PriceOverrideRefused('price_decimal', 'A price for the whole order is shared by what each item costs otherwise, and one of them has no price.');
  }
  return allocateMinor(total, known);
}
