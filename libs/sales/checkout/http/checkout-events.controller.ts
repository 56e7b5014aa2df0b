import { Controller, Get, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Operation } from '#platform/http/answers';
import { Streams } from '#platform/http/load-shedding';
import { CheckoutRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { WatchCheckout } from '../app/watch-checkout.js';

/** The states of a checkout as they change (server-sent events). */
@ApiTags('Checkout')
@Controller('store/v1/checkout')
export class CheckoutEventsController {
  constructor(private readonly watching: WatchCheckout) {}

  @Get('events')
  @CheckoutRoute()
  @Streams()
  @ApiProduces('text/event-stream')
  @Operation('watch_checkout', 'Stream of `state` events; ends at a final state or after 60 s')
  async watch(@WhoCalls() caller: Principal, @Res() reply: FastifyReply): Promise<void> {
    const gone = new AbortController();
    const states = this.watching.states(caller.orderId!, caller.scope, gone.signal);
    // What can be refused is refused before the stream begins.
    const first = await states.next();
    const headers = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined)) as Record<string, string>;
    reply.hijack();
    const stream = reply.raw;
    stream.on('close', () => gone.abort());
    stream.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    try {
      for (let next = first; !next.done; next = await states.next()) {
        if (stream.destroyed) return;
        stream.write(next.value === null ? ': still here\n\n' : `event: state\ndata: ${JSON.stringify({ state: next.value })}\n\n`);
      }
    } finally {
      await states.return(undefined);
      stream.end();
    }
  }
}
