import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Caller, RequiresIdempotencyKey, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { RefundPartFlow } from '../app/make-part-refund.js';
import { RefundOrderFlow } from '../app/refund-order.flow.js';
import { DecideRefund } from '../contracts/commands.js';
import { GetRefund, ListRefunds, type RefundState } from '../contracts/queries.js';
import { OrderRefund, PartRefund, RefundDecision, RefundPage, RefundRead, RefundsQuery } from './refund.dto.js';

const LIMIT = 20;

@ApiTags('Orders')
@Controller('v1/orders')
export class OrderRefundController {
  constructor(private readonly flow: RefundOrderFlow, private readonly parts: RefundPartFlow) {}

  @Post(':order_id/refund')
  @StudioRoute('orders:write')
  @Operation('refund_order', 'Give the money of an order back; above the limit of the game it is `held` until somebody else approves it. A second call answers the same refund')
  @Answers200(RefundRead)
  refund(@Param('order_id') orderId: string, @Body() body: OrderRefund, @WhoCalls() caller: Principal): Promise<RefundRead> {
    return this.flow.run(parseId('ord', orderId), body.reason, caller);
  }

  @Post(':order_id/refunds')
  @StudioRoute('refunds:write')
  @RequiresIdempotencyKey()
  @Operation('refund_order_part', 'Give a part of an order back: lines, or an amount. The order stays `paid` until all of it has gone back; above the limit of the game, counting what one person has given back of the order before, it is `held`')
  @Answers201(RefundRead)
  refundPart(@Param('order_id') orderId: string, @Body() { lines, amount, reason, note }: PartRefund, @WhoCalls() caller: Principal): Promise<RefundRead> {
    return this.parts.run(parseId('ord', orderId), { lines: lines ?? null, amount_minor: amount ?? null, reason_code: reason, reason: note ?? '' }, caller);
  }
}

@ApiTags('Refunds')
@Controller('v1/refunds')
export class RefundsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('refunds:read')
  @Operation('list_refunds', 'Refunds, newest first')
  @Answers200(RefundPage)
  list(@Query() query: RefundsQuery, @Caller() scope: Scope): Promise<RefundPage> {
    const { order_id, starting_after } = query;
    const state = query.state as RefundState[] | undefined;
    return this.queries.ask(new ListRefunds({ limit: query.limit ?? LIMIT, ...(order_id ? { order_id } : {}), ...(state ? { state } : {}), ...(starting_after ? { starting_after } : {}) }), scope);
  }

  @Get(':refund_id')
  @StudioRoute('refunds:read')
  @Operation('get_refund', 'One refund')
  @Answers200(RefundRead)
  get(@Param('refund_id') refundId: string, @Caller() scope: Scope): Promise<RefundRead> {
    return this.queries.ask(new GetRefund(parseId('ref', refundId)), scope);
  }

  @Post(':refund_id/approve')
  @StudioRoute('refunds:write')
  @RequiresIdempotencyKey()
  @Operation('approve_refund', 'Let a held refund go on; one above the limit of the game takes a member who did not ask for it')
  @Answers200(RefundRead)
  approve(@Param('refund_id') refundId: string, @Body() body: RefundDecision, @Caller() scope: Scope): Promise<RefundRead> {
    return this.decide(refundId, 'approve', body.reason, scope);
  }

  @Post(':refund_id/dismiss')
  @StudioRoute('refunds:write')
  @RequiresIdempotencyKey()
  @Operation('dismiss_refund', 'End a held refund; the order is `paid`')
  @Answers200(RefundRead)
  dismiss(@Param('refund_id') refundId: string, @Body() body: RefundDecision, @Caller() scope: Scope): Promise<RefundRead> {
    return this.decide(refundId, 'dismiss', body.reason, scope);
  }

  private async decide(refundId: string, decision: 'approve' | 'dismiss', reason: string, scope: Scope): Promise<RefundRead> {
    const refund_id = parseId('ref', refundId);
    await this.commands.execute(new DecideRefund({ refund_id, decision, reason }), scope);
    return this.queries.ask(new GetRefund(refund_id), scope);
  }
}
