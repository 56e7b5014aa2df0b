import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers200, Operation } from '#platform/http/answers';
import { CheckoutRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { WalletSessionFlow } from '../app/wallet-session.flow.js';
import { AppleSessionAsk, AppleSessionRead } from './wallet.dto.js';

/** What the sheets of wallets need of our server. */
@ApiTags('Checkout')
@Controller('store/v1/checkout')
export class WalletController {
  constructor(private readonly sessions: WalletSessionFlow) {}

  @Post('apple-pay-session')
  @CheckoutRoute()
  @Operation('begin_apple_pay_session', "Have Apple vouched for the page that shows its sheet: what `onvalidatemerchant` waits for")
  @Answers200(AppleSessionRead)
  async apple(@Body() { validation_url }: AppleSessionAsk, @WhoCalls() caller: Principal): Promise<AppleSessionRead> {
    return { session: await this.sessions.begin({ order_id: caller.orderId!, validation_url }, caller.scope) };
  }
}
