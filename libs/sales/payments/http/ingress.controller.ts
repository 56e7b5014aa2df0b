import { Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isPublicAddress } from '#platform/egress/egress';
import { Answers200, Operation } from '#platform/http/answers';
import { IngressRoute, type HubcraftRequest } from '#platform/http/policy';
import { ProcessBuckets, type Bucket } from '#platform/limits/limits';
import { NotificationRefused, TooManyForgeries } from '../contracts/errors.js';
import { NotificationIntake } from '../app/notification-intake.js';
import { NotificationAnswer } from './payment.dto.js';

/** What an address may send that is not signed: a hundred, then one a second. Counted in this process alone: a flood must not cost a write. */
const REFUSALS: Bucket = { capacity: 100, perSecond: 1 };

@ApiTags('Ingress')
@Controller('ingress')
export class PaymentsIngressController {
  private readonly refusals = new ProcessBuckets();

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

  private async receive(provider: string, request: HubcraftRequest): Promise<NotificationAnswer> {
    // A private address is a proxy's that nobody told us of, or the sandbox provider beside us: the provider would be shut out with whoever floods us.
    const { allowed, retryAfterSeconds } = this.refusals.take(request.ip, REFUSALS, 0, performance.now());
    if (!allowed && isPublicAddress(request.ip)) throw new TooManyForgeries(retryAfterSeconds);
    try {
      const { state } = await this.intake.take(provider, request.rawText ?? Buffer.alloc(0), request.headers, request.requestId);
      return { received: true, state };
    } catch (error) {
      if (error instanceof NotificationRefused) this.refusals.charge(request.ip, REFUSALS, 1, performance.now());
      throw error;
    }
  }
}
