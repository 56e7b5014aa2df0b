import { AnswersPdf, sendPdf } from '#platform/http/pdf-answer';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Calls, Queries } from '#platform/cqrs/doors';
import { Operation } from '#platform/http/answers';
import { Matters } from '#platform/http/load-shedding';
import { CheckoutRoute, PlayerRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import { OrderNotFound } from '#sales/orders/errors';
import { GetOrder } from '#sales/orders/queries';
import { OpenFileOfOrder } from '../contracts/queries.js';
import { ReceiptFileQuery } from './receipt.dto.js';

/** What a player downloads of what she has bought. */
@ApiTags('Store')
@Controller('store/v1')
export class PlayerReceiptsController {
  constructor(private readonly queries: Queries, private readonly calls: Calls) {}

  @Get('checkout/receipt')
  @CheckoutRoute()
  @Matters('player')
  @Operation('download_checkout_receipt', 'The receipt of the order that the secret opens, or the newest of its credit notes, as PDF')
  @AnswersPdf()
  async ofCheckout(@Query() { kind = 'receipt' }: ReceiptFileQuery, @WhoCalls() caller: Principal, @Res() reply: FastifyReply): Promise<void> {
    sendPdf(reply, await this.calls.ask(new OpenFileOfOrder({ order_id: caller.orderId!, kind }), caller.scope));
  }

  @Get('orders/:order_id/receipt')
  @PlayerRoute('verified')
  @Operation('download_store_receipt', 'The receipt of an order of the signed-in player, or the newest of its credit notes, as PDF')
  @AnswersPdf()
  async ofOrder(@Param('order_id') id: string, @Query() { kind = 'receipt' }: ReceiptFileQuery, @WhoCalls() caller: Principal, @Res() reply: FastifyReply): Promise<void> {
    const orderId = parseId('ord', id);
    const order = await this.queries.ask(new GetOrder(orderId), caller.scope);
    // Somebody else's is answered as one that there is not.
    if (order.player_id !== caller.playerId) throw new OrderNotFound();
    sendPdf(reply, await this.calls.ask(new OpenFileOfOrder({ order_id: orderId, kind }), caller.scope));
  }
}
