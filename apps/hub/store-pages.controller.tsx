import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { NotFound } from '#platform/kernel/errors';
import { isId } from '#platform/kernel/ids';
import { ListOrders, type OrderStatus } from '#sales/orders/queries';
import { GetStorefront } from '#store/offers/queries';
import { PageErrors } from './page-errors.js';
import { Pages } from './pages.js';
import { Home } from './pages/home.js';
import { Item } from './pages/item.js';
import { Purchases } from './pages/purchases.js';
import { SignIn, nameOf } from './pages/sign-in.js';
import { Selling } from './selling.js';
import { Visits, type Visit } from './visits.js';

const PURCHASES_A_PAGE = 20;
/** What was paid at some time: an order that never was is no purchase. */
const BOUGHT: OrderStatus[] = ['paid', 'refund_requested', 'refunded', 'disputed', 'canceled'];

class ItemNotOnOffer extends NotFound {
  constructor() { super('hub.item_not_on_offer', 'This item is not on offer.'); }
}

/** A path of this hub, else its home: nobody is led elsewhere. */
export function pathWithin(base: string, wanted: unknown): string {
  const isWithin = typeof wanted === 'string' && wanted.length <= 2_000 && (wanted === base || wanted.startsWith(`${base}/`) || wanted.startsWith(`${base}?`)) && !/[\\\p{Cc}]|\/\/|\/\.\.?(\/|$)/u.test(wanted);
  return isWithin ? (wanted as string) : base;
}

@ApiExcludeController()
@UseFilters(PageErrors)
@Controller('h/:slug')
export class StorePagesController {
  constructor(
    private readonly visits: Visits,
    private readonly pages: Pages,
    private readonly selling: Selling,
    private readonly queries: Queries,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get()
  @PublicRoute()
  async home(@Param('slug') slug: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.ofHub(request, slug);
    const seen = await this.look(visit);
    await this.pages.sendOfHub(reply, visit, visit.hub.name, <Home visit={visit} {...seen} />);
  }

  @Get('items/:id')
  @PublicRoute()
  async item(@Param('slug') slug: string, @Param('id') id: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.ofHub(request, slug);
    const { stores, ...seen } = await this.look(visit);
    const item = stores.flatMap((store) => store.items).find(({ store_item_id }) => store_item_id === id);
    if (!item) throw new ItemNotOnOffer();
    await this.pages.sendOfHub(reply, visit, item.name, <Item visit={visit} item={item} {...seen} />);
  }

  @Get('sign-in')
  @PublicRoute()
  async signIn(@Param('slug') slug: string, @Query('next') next: string | undefined, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.ofHub(request, slug);
    const countries = await this.countries(visit);
    const name = nameOf(visit);
    await this.pages.sendOfHub(reply, visit, name ? visit.say('is_this_you', { name }) : visit.say('sign_in'), <SignIn visit={visit} next={pathWithin(visit.base, next)} countries={countries} />);
  }

  @Get('purchases')
  @PublicRoute()
  async purchases(@Param('slug') slug: string, @Query('before') before: string | undefined, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.ofHub(request, slug);
    const { caller } = visit;
    const isProven = caller?.assurance === 'verified' && caller.playerId;
    const page = isProven
      ? await this.queries.ask(new ListOrders({ player_id: caller.playerId!, status: BOUGHT, limit: PURCHASES_A_PAGE, ...(isId('ord', before) ? { starting_after: before } : {}) }), visit.scope)
      : null;
    const countries = await this.countries(visit);
    await this.pages.sendOfHub(reply, visit, visit.say('purchases_title'),
      <Purchases visit={visit} orders={page?.data ?? null} older={page?.next_cursor ?? null} countries={countries} />);
  }

  /** Keeps the country or language that a visitor chose, and leads back to where she was. */
  @Get('preferences')
  @PublicRoute()
  async preferences(@Param('slug') slug: string, @Query() query: Record<string, unknown>, @Res() reply: FastifyReply): Promise<void> {
    const text = (name: string) => (typeof query[name] === 'string' ? (query[name] as string) : undefined);
    await this.visits.remember(reply, { country: text('country'), locale: text('locale') });
    void reply.header('cache-control', 'no-store').redirect(pathWithin(`/h/${encodeURIComponent(slug)}`, query.next), 303);
  }

  /** Everything that a shelf shows, from one moment. */
  private look(visit: Visit) {
    const now = this.clock.nowSeconds();
    return this.database.transaction(visit.scope, { readOnly: true }, async () => {
      const { stores } = await this.queries.ask(new GetStorefront({ country: visit.country, locale: visit.locale, platform: 'any', now }));
      return { stores, selling: await this.selling.here(visit.scope.gameId, visit.country, visit.locale, visit.say), countries: await this.selling.countries(visit.scope.gameId, visit.locale, visit.country), now };
    });
  }

  private countries(visit: Visit) {
    return this.database.transaction(visit.scope, { readOnly: true }, () => this.selling.countries(visit.scope.gameId, visit.locale, visit.country));
  }
}
