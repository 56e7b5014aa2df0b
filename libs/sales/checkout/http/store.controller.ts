import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Matters } from '#platform/http/load-shedding';
import { PlayerRoute, PublicRoute, WhoCalls, type HubcraftRequest, type Principal } from '#platform/http/policy';
import { formatMoney, parseCurrency } from '#platform/kernel/currency';
import { ListOrders, type OrderView } from '#sales/orders/queries';
import { OrderFromHubFlow } from '../app/order-from-hub.flow.js';
import { SellableCountries } from '../app/sellable-countries.js';
import { LocaleQuery, StoreCountries, StoreOrderCreate, StoreOrderListQuery, StoreOrderPage, StoreOrderPlaced, type StoreOrderRead } from './store-order.dto.js';

const PAGE = 20;

@ApiTags('Store')
@Controller('store/v1')
export class StoreController {
  constructor(private readonly ordering: OrderFromHubFlow, private readonly queries: Queries, private readonly countries: SellableCountries) {}

  @Post('orders')
  @PlayerRoute('player_id')
  @Matters('critical')
  @Operation('create_store_order', 'Make an order of the signed-in player and open its checkout')
  @Answers201(StoreOrderPlaced)
  create(@Body() body: StoreOrderCreate, @WhoCalls() caller: Principal, @Req() request: HubcraftRequest): Promise<StoreOrderPlaced> {
    const user_agent = request.headers['user-agent']?.slice(0, 1_024) ?? null;
    return this.ordering.place({ ...body, player_id: caller.playerId!, ip_address: request.ip ?? null, user_agent }, caller.scope);
  }

  @Get('orders')
  @PlayerRoute('verified')
  @Operation('list_store_orders', 'What the signed-in player has bought, newest first')
  @Answers200(StoreOrderPage)
  async history(@Query() query: StoreOrderListQuery, @WhoCalls() caller: Principal) {
    const page = await this.queries.ask(new ListOrders({
      player_id: caller.playerId!, limit: query.limit ?? PAGE, starting_after: query.starting_after, status: ['paid', 'refund_requested', 'refunded', 'disputed', 'canceled'],
    }), caller.scope);
    return { ...page, data: page.data.map((order) => bought(order, query.locale ?? order.locale ?? 'en')) };
  }

  @Get('countries')
  @PublicRoute()
  @Operation('list_store_countries', 'Where can be sold today, by name')
  @Answers200(StoreCountries)
  async list(@Query() { locale }: LocaleQuery): Promise<StoreCountries> {
    return { data: await this.countries.named(locale ?? 'en') };
  }
}

function bought(order: OrderView, locale: string): StoreOrderRead {
  return {
    order_id: order.id, status: order.status, currency: order.currency,
    total: { minor: order.amount_minor, display: formatMoney(BigInt(order.amount_minor), parseCurrency(order.currency), locale) },
    items: order.lines.map(({ sku, name, quantity, image_url }) => ({ sku, name, quantity, image_url })), receipt_number: order.receipt_number, created_at: order.created_at,
    paid_at: order.paid_at, refunded_at: order.refunded_at,
  };
}
