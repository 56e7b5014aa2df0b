import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotAuditedForKeys } from '#platform/audit/audit.interceptor';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Matters } from '#platform/http/load-shedding';
import { Caller, StudioRoute } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { ListOrderDetails } from '../app/list-order-details.js';
import { ExpireOrder } from '../app/expire-order.js';
import { PlaceOrderFlow } from '../app/place-order.flow.js';
import { UpdateOrder } from '../app/update-order.js';
import { GetPlaceEvidence } from '../contracts/place-evidence.js';
import { GetOrder, GetOrderDetails, ListWaivers } from '../contracts/queries.js';
import { orderRead } from './order-answers.js';
import { OrderCreate, OrderCreateResponse, OrderUpdate } from './order-create.dto.js';
import { newOrderOf, playerFactsOf } from './order-input.js';
import { OrderListQuery, OrderPage, OrderRead } from './order-read.dto.js';
import { PlaceEvidenceRead } from './place-evidence.dto.js';
import { WaiverRead } from './waiver.dto.js';

const PAGE = 50;

@ApiTags('Orders')
@Controller('v1/orders')
export class OrdersStudioController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly placing: PlaceOrderFlow) {}

  @Post()
  @StudioRoute('orders:write')
  @Matters('critical')
  @NotAuditedForKeys('a purchase of a player: the order itself keeps who made it and every step')
  @Operation('create_order', 'Make an order and open its checkout')
  @Answers201(OrderCreateResponse)
  async create(@Body() body: OrderCreate, @Caller() scope: Scope): Promise<OrderCreateResponse> {
    const { order_id, checkout_url } = await this.placing.place(newOrderOf(body), playerFactsOf(body), scope);
    return { order_id, checkout_url };
  }

  @Get()
  @StudioRoute('orders:read')
  @Operation('list_orders', 'Orders, newest first')
  @Answers200(OrderPage)
  async list(@Query() query: OrderListQuery, @Caller() scope: Scope) {
    const page = await this.queries.ask(new ListOrderDetails({ ...query, limit: query.limit ?? PAGE }), scope);
    return { ...page, data: page.data.map(orderRead) };
  }

  @Get(':order_id')
  @StudioRoute('orders:read')
  @Operation('get_order', 'One order')
  @Answers200(OrderRead)
  get(@Param('order_id') id: string, @Caller() scope: Scope): Promise<OrderRead> {
    return this.read(parseId('ord', id), scope);
  }

  @Get(':order_id/place_evidence')
  @StudioRoute('orders:read')
  @Operation('get_order_place_evidence', 'What was known of where the buyer is, piece by piece, and what it says of the country that was taxed')
  @Answers200(PlaceEvidenceRead)
  evidence(@Param('order_id') id: string, @Caller() scope: Scope): Promise<PlaceEvidenceRead> {
    return this.queries.ask(new GetPlaceEvidence(parseId('ord', id)), scope);
  }

  @Get(':order_id/waivers')
  @StudioRoute('orders:read')
  @Operation('list_order_waivers', 'What the buyer agreed to when she asked for delivery before her time to withdraw is over, line by line, in the words that she saw')
  @Answers200([WaiverRead])
  async waivers(@Param('order_id') id: string, @Caller() scope: Scope): Promise<WaiverRead[]> {
    const order = await this.queries.ask(new GetOrder(parseId('ord', id)), scope);
    return this.queries.ask(new ListWaivers(order.id), scope);
  }

  @Patch(':order_id')
  @StudioRoute('orders:write')
  @NotAuditedForKeys("said of every purchase by the game's client: the order keeps it")
  @Operation('update_order', "Note that the game's client has handled the order")
  @Answers200(OrderRead)
  async update(@Param('order_id') id: string, @Body() body: OrderUpdate, @Caller() scope: Scope): Promise<OrderRead> {
    const order_id = parseId('ord', id);
    await this.commands.execute(new UpdateOrder({ order_id, handled_by_client: body.handled_by_client }), scope);
    return this.read(order_id, scope);
  }

  @Patch(':order_id/expire')
  @StudioRoute('orders:write')
  @Operation('expire_order', 'End an order that is not paid')
  @Answers200(OrderRead)
  async expire(@Param('order_id') id: string, @Caller() scope: Scope): Promise<OrderRead> {
    const order_id = parseId('ord', id);
    await this.commands.execute(new ExpireOrder(order_id), scope);
    return this.read(order_id, scope);
  }

  private async read(orderId: string, scope: Scope): Promise<OrderRead> {
    return orderRead(await this.queries.ask(new GetOrderDetails(orderId), scope));
  }
}
