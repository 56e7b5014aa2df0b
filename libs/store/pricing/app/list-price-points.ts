import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { decimalString, formatMoney, type CurrencyCode } from '#platform/kernel/currency';
import { Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import { CountryUnknown, type TaxRefusalCode } from '#money/tax/errors';
import { GetSaleTo } from '#money/tax/queries';
import { PricesRefused } from '../contracts/errors.js';
import type { PricePlatform } from '../contracts/queries.js';
import { shippedPriceBook } from '../infra/price-tiers.js';

export interface PricePointView {
  id: string;
  base_price: { amount: number; amount_decimal: number };
  local_price: { amount: number; amount_decimal: number; display: string };
}

const NO_PRICE: ReadonlySet<TaxRefusalCode | null> = new Set(['tax.place_embargoed', 'tax.place_blocked']);

/**
 * Every price point in US dollars with what it is in a country. Points are the same on every platform: only templates tell platforms apart. Throws
 * `tax.country_unknown`, `tax.place_embargoed` and `tax.place_blocked` where no price may be shown.
 */
export class ListPricePoints extends Query<{ context: { country: string; base_currency: CurrencyCode; local_currency: CurrencyCode }; price_points: PricePointView[] }> {
  constructor(readonly input: { country: string; locale: string; platform: PricePlatform }) { super(); }
}

// The contract has this one beside the exact amount for people to read; nothing is computed with it.
const asJsonNumber = (minor: bigint, currency: CurrencyCode): number => Number(decimalString(minor, currency));

@QueryHandler(ListPricePoints)
export class ListPricePointsHandler implements IQueryHandler<ListPricePoints> {
  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  async execute({ input: { country, locale } }: ListPricePoints) {
    const sale = await this.queries.ask(new GetSaleTo(country, this.clock.now().toISOString().slice(0, 10)));
    if (!sale) throw new CountryUnknown(country, 'query');
    if (NO_PRICE.has(sale.refusal_code)) throw new PricesRefused(sale.refusal_code!);
    const book = shippedPriceBook();
    const price_points = book.usdPoints.map((point): PricePointView => {
      const local = book.inCountry(point, country);
      return {
        id: `usd-${point}`,
        base_price: { amount: minorToNumber(point), amount_decimal: asJsonNumber(point, 'USD') },
        local_price: { amount: minorToNumber(local.minor), amount_decimal: asJsonNumber(local.minor, local.currency), display: formatMoney(local.minor, local.currency, locale) },
      };
    });
    return { context: { country, base_currency: 'USD' as const, local_currency: book.currencyOf(country) }, price_points };
  }
}
