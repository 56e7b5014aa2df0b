import { createHash } from 'node:crypto';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CountryUnknown } from '#money/tax/errors';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, PlayerRoute, type HubcraftRequest } from '#platform/http/policy';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { exponentOf, formatMoney, parseCurrency } from '#platform/kernel/currency';
import type { Scope } from '#platform/kernel/scope';
import { GetStorefront, type StorefrontItem, type StorefrontStore } from '#store/offers/queries';
import { NoHub } from './contracts/errors.js';
import { GetHubShown, wordsIn, type HubView } from './contracts/queries.js';
import { KnownSales } from './known-sales.js';
import { StorefrontAnswers, hasAlready, type WrittenAnswer } from './storefront-answers.js';
import { StorefrontQuery, StorefrontRead, type StorefrontItemRead, type StorefrontStoreRead } from './storefront.dto.js';

@ApiTags('Store: storefront')
@Controller('store/v1')
export class StorefrontController {
  constructor(
    private readonly queries: Queries,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly answers: StorefrontAnswers,
    private readonly sales: KnownSales,
  ) {}

  @Get('storefront')
  @PlayerRoute('none')
  @ApiHeader({ name: 'X-Hubcraft-Hub', description: 'Slug of the hub, for who is not signed in', required: false })
  @ApiHeader({ name: 'If-None-Match', description: 'The `ETag` of an earlier answer', required: false })
  @Operation('get_storefront', 'The stores that are open now and what they sell, with the prices of a country')
  @Answers200(StorefrontRead)
  @ApiResponse({ status: 304, description: 'Nothing has changed since the answer with this `ETag`' })
  async read(@Query() query: StorefrontQuery, @Caller() scope: Scope, @Req() request: HubcraftRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer | undefined> {
    const { body, etag } = await this.answer(query, scope);
    // One address shows another hub to who names another one, so that a cache has to tell them apart.
    void reply.headers({ ETag: etag, 'Cache-Control': 'private, max-age=0', Vary: 'Authorization, Cookie, X-Hubcraft-Hub' });
    if (hasAlready(request.headers['if-none-match'], etag)) return void reply.status(304);
    void reply.type('application/json; charset=utf-8');
    return body;
  }

  private answer({ country: told, locale: wished, platform = 'any' }: StorefrontQuery, scope: Scope): Promise<WrittenAnswer> {
    const now = this.clock.now();
    return this.database.transaction(scope, { readOnly: true }, async () => {
      const hub = await this.queries.ask(new GetHubShown());
      if (!hub) throw new NoHub();
      const country = told ?? hub.default_country;
      const locale = wished ?? hub.default_locale;
      const sale = await this.sales.to(scope.gameId, country, now.toISOString().slice(0, 10));
      if (!sale) throw new CountryUnknown(country, 'query');
      const { refusal_code, price_display } = sale;
      const { version, stores, valid_until } = await this.queries.ask(new GetStorefront({ country, locale, platform, now: unixSeconds(now) }));
      return this.answers.of([scope.gameId, country, locale, platform].join('|'), [version, valid_until, price_display, refusal_code, wordingOf(hub)].join('|'),
        (): StorefrontRead => ({ country, refusal_code, price_display, version, stores: stores.map((store) => storeRead(store, locale, wordsIn(hub, locale), refusal_code === null)) }));
    });
  }
}

const wordings = new WeakMap<HubView, string>();

/** Another wording is another answer. */
function wordingOf(hub: HubView): string {
  const known = wordings.get(hub) ?? createHash('sha256').update(JSON.stringify(hub.translations)).digest('base64url');
  wordings.set(hub, known);
  return known;
}

type Word = ReturnType<typeof wordsIn>;

function storeRead(store: StorefrontStore, locale: string, word: Word, isSold: boolean): StorefrontStoreRead {
  return { ...store, name: word(store.name), description: store.description && word(store.description), items: store.items.map((item) => shown(item, locale, word, isSold)) };
}

function shown(item: StorefrontItem, locale: string, word: Word, isSold: boolean): StorefrontItemRead {
  const { price, grants, badge, category, ...rest } = item;
  return {
    ...rest, badge: badge && word(badge), category: category && { ...category, name: word(category.name) }, grants: grants.map(({ sku, name, quantity }) => ({ sku, name, quantity })),
    price: price && isSold ? {
      amount: price.amount_minor, amount_before_discount: price.before_discount_minor, currency: price.currency, exponent: exponentOf(parseCurrency(price.currency)),
      display: formatMoney(BigInt(price.amount_minor), parseCurrency(price.currency), locale),
    } : null,
  };
}
