import { Controller, Get, Query } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { GetPlaceRequirements } from '#money/tax/queries';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, PlayerRoute } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { exponentOf, formatMoney, parseCurrency } from '#platform/kernel/currency';
import type { Scope } from '#platform/kernel/scope';
import { GetStorefront, type StorefrontItem } from '#store/offers/queries';
import { NoHub } from './contracts/errors.js';
import { GetHub } from './contracts/queries.js';
import { StorefrontQuery, StorefrontRead, type StorefrontItemRead } from './storefront.dto.js';

@ApiTags('Store: storefront')
@Controller('store/v1')
export class StorefrontController {
  constructor(private readonly queries: Queries, private readonly database: Database, private readonly clock: Clock) {}

  @Get('storefront')
  @PlayerRoute('none')
  @ApiHeader({ name: 'X-Hubcraft-Hub', description: 'Slug of the hub, for who is not signed in', required: false })
  @Operation('get_storefront', 'The stores that are open now and what they sell, with the prices of a country')
  @Answers200(StorefrontRead)
  read(@Query() query: StorefrontQuery, @Caller() scope: Scope): Promise<StorefrontRead> {
    const now = this.clock.now();
    return this.database.transaction(scope, { readOnly: true }, async () => {
      const hub = await this.queries.ask(new GetHub());
      if (!hub) throw new NoHub();
      const country = query.country ?? hub.default_country;
      const locale = query.locale ?? hub.default_locale;
      const { price_display } = await this.queries.ask(new GetPlaceRequirements(country, now.toISOString().slice(0, 10)));
      const { version, stores } = await this.queries.ask(new GetStorefront({ country, locale, platform: query.platform ?? 'any', now: this.clock.nowSeconds() }));
      return { country, price_display, version, stores: stores.map((store) => ({ ...store, items: store.items.map((item) => shown(item, locale)) })) };
    });
  }
}

function shown(item: StorefrontItem, locale: string): StorefrontItemRead {
  const { price, grants, ...rest } = item;
  return {
    ...rest, grants: grants.map(({ sku, name, quantity }) => ({ sku, name, quantity })),
    price: price && {
      amount: price.amount_minor, amount_before_discount: price.before_discount_minor, currency: price.currency, exponent: exponentOf(parseCurrency(price.currency)),
      display: formatMoney(BigInt(price.amount_minor), parseCurrency(price.currency), locale),
    },
  };
}
