import { exponentOf, type CurrencyCode } from '#platform/kernel/currency';
import { Money, WIRE_MAX, allocateMinor } from '#platform/kernel/money';
import { Rate, divideRounded } from '#platform/kernel/rational';
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

/** What lines cost before discounts, in one currency. */
export interface ListPrices {
  currency: CurrencyCode;
  /** Of one each. */
  units: bigint[];
  /** Of each whole line, where the studio's server has said what the order costs: `units` are then rounded. */
  totals?: bigint[];
}

/** Lines with their list prices. The offer's discount comes first, then the order's. */
export function priceOrder(found: FoundLine[], list: ListPrices, orderDiscount: number, locale: string | null): PricedOrder {
  const { currency } = list;
  const lines = found.map((line, index) => priceLine(line, list, orderDiscount, locale, index));
  const total = (field: 'total_before_discount_minor' | 'total_minor'): number =>
    bounded(Money.sum(lines.map((line) => Money.of(BigInt(line[field]), currency)), currency).minor, lines.length - 1);
  return { currency, lines, total_before_discount_minor: total('total_before_discount_minor'), total_minor: total('total_minor') };
}

function priceLine({ request, item, offer }: FoundLine, { currency, units, totals }: ListPrices, orderDiscount: number, locale: string | null, index: number): PricedLine {
  const discounts = [offer?.discountPercent ?? 0, orderDiscount];
  const list = Money.of(units[index]!, currency);
  const unit = afterDiscounts(list, discounts);
  const times = BigInt(request.quantity);
  const whole = totals && Money.of(totals[index]!, currency);
  const texts = textsOf(item, offer, locale);
  const { grants, most } = grantsOf(item, offer, times, locale);
  bounded(most, index);
  return {
    item_id: item.id, sku: item.sku, type: item.type, name: request.name ?? texts.name, description: request.description ?? texts.description,
    image_url: request.image_url ?? offer?.imageUrl ?? item.image_url, quantity: request.quantity, store_id: offer?.storeId ?? null, store_item_id: offer?.id ?? null,
    discount_percent: togetherPercent(discounts),
    unit_before_discount_minor: bounded(list.minor, index), unit_minor: bounded(unit.minor, index),
    total_before_discount_minor: bounded(whole?.minor ?? list.minor * times, index),
    total_minor: bounded(whole ? afterDiscounts(whole, discounts).minor : unit.minor * times, index), grants,
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
 * What every line costs when the studio's server says what the whole order costs: shared in proportion to what the lines cost otherwise. The shares add up to the
 * total; a price of one is its share divided, rounded where the quantity does not divide it.
 */
export function listOfTotal(total: bigint, quantities: readonly number[], otherwise: readonly (bigint | null)[]): { units: bigint[]; totals: bigint[] } {
  const totals = sharesOf(total, quantities, otherwise);
  return { totals, units: totals.map((share, index) => divideRounded(share, BigInt(quantities[index]!), 'half_away_from_zero')) };
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
