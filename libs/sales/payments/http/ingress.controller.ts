import { Controller, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers200, Operation } from '#platform/http/answers';
import { IngressRoute, type HubcraftRequest } from '#platform/http/policy';
import { Forgeries } from '#platform/limits/forgeries';
import { NotificationRefused, TooManyForgeries } from '../contracts/errors.js';
import { NotificationIntake } from '../app/notification-intake.js';
import { NotificationAnswer } from './payment.dto.js';

@ApiTags('Ingress')
@Controller('ingress')
export class PaymentsIngressController {
  private readonly forgeries = new Forgeries();

  constructor(private readonly intake: NotificationIntake) {}

  @Post('sandbox')
  @IngressRoute()
  @Operation('receive_sandbox_notification', 'What the sandbox PSP tells of charges, refunds and disputes')
  @Answers200(NotificationAnswer)
  sandbox(@Req() request: HubcraftRequest): Promise<NotificationAnswer> {
    return this.receive('sandbox', request);
  }

  @Post('stripe')
  @IngressRoute()
  @Operation('receive_stripe_notification', 'What Stripe tells of charges, refunds, disputes and fraud')
  @Answers200(NotificationAnswer)
  stripe(@Req() request: HubcraftRequest): Promise<NotificationAnswer> {
    return this.receive('stripe', request);
  }

  @Post('checkout_com')
  @IngressRoute()
  @Operation('receive_checkout_com_notification', 'What Checkout.com tells of charges, refunds and disputes')
  @Answers200(NotificationAnswer)
  checkoutCom(@Req() request: HubcraftRequest): Promise<NotificationAnswer> {
    return this.receive('checkout_com', request);
  }

  @Post('adyen')
  @IngressRoute()
  @Operation('receive_adyen_notification', 'What Adyen tells of charges, captures, refunds, chargebacks and fraud')
  @Answers200(NotificationAnswer)
  adyen(@Req() request: HubcraftRequest): Promise<NotificationAnswer> {
    return this.receive('adyen', request);
  }

  @Post('paypal')
  @IngressRoute()
  @Operation('receive_paypal_notification', 'What PayPal tells of approvals, captures, refunds and disputes')
  @Answers200(NotificationAnswer)
  paypal(@Req() request: HubcraftRequest): Promise<NotificationAnswer> {
    return this.receive('paypal', request);
  }

  @Post('accounts/:payment_account_id')
  @IngressRoute()
  @Operation('receive_account_notification', "What a payment provider tells of charges, refunds and disputes of a studio's own account, at the address of that account")
  @Answers200(NotificationAnswer)
  account(@Param('payment_account_id') accountId: string, @Req() request: HubcraftRequest): Promise<NotificationAnswer> {
    return this.guarded(request, (raw) => this.intake.takeForAccount(accountId, raw, request.headers, request.requestId));
  }

  private receive(provider: string, request: HubcraftRequest): Promise<NotificationAnswer> {
    return this.guarded(request, (raw) => this.intake.take(provider, raw, request.headers, request.requestId));
  }

  private async guarded(request: HubcraftRequest, take: (raw: Buffer) => ReturnType<NotificationIntake['take']>): Promise<NotificationAnswer> {
    const { state } = await this.forgeries.guard(request.ip, () => take(request.rawText ?? Buffer.alloc(0)), {
      refusal: NotificationRefused, tooMany: (retryAfterSeconds) => new TooManyForgeries(retryAfterSeconds),
    });
    return { received: true, state };
  }
}
