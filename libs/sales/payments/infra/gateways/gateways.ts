import { Injectable } from '@nestjs/common';
import { Config, ConfigError } from '#platform/config/config';
import { InvariantBroken } from '#platform/kernel/errors';
import type { PaymentGateway } from '../../domain/payment-gateway.js';
import { AdyenGateway } from './adyen/adyen-gateway.js';
import { CheckoutComGateway } from './checkout-com/checkout-com-gateway.js';
import { PayPalGateway } from './paypal/paypal-gateway.js';
import { SandboxGateway } from './sandbox-gateway.js';
import { StripeGateway } from './stripe/stripe-gateway.js';

/** Whether a gateway would open Apple's sheet under the operator's own merchant id. */
function takesOurApplePay(gateway: PaymentGateway, config: Config): boolean {
  const hasOwnMerchant = gateway.provider === 'adyen' && config.optional('ADYEN_APPLE_PAY_MERCHANT_ID') !== undefined;
  return !hasOwnMerchant && gateway.methods().some(({ method }) => method === 'apple_pay') && gateway.walletSheet?.('apple_pay', { parent_origin: '', locale: 'en' })?.kind === 'apple_pay';
}

/** The gateway of each provider. Throws a `ConfigError` where Apple Pay is switched on at two that share the operator's merchant id: Apple seals its cards for one certificate, and the other provider could open none. */
@Injectable()
export class Gateways {
  private readonly all: readonly PaymentGateway[];

  constructor(private readonly config: Config, sandbox: SandboxGateway, stripe: StripeGateway, checkoutCom: CheckoutComGateway, adyen: AdyenGateway, paypal: PayPalGateway) {
    this.all = [sandbox, stripe, checkoutCom, adyen, paypal];
    const takers = this.inOrder.filter((gateway) => takesOurApplePay(gateway, config)).map(({ provider }) => provider);
    if (takers.length > 1) throw new ConfigError(`apple_pay is switched on at ${takers.join(' and ')}: one merchant id of Apple's is for one provider`);
  }

  /** For what was begun there: an attempt keeps its provider for ever. */
  named(provider: string): PaymentGateway {
    const gateway = this.find(provider);
    if (!gateway) throw new InvariantBroken(`There is no gateway to ${provider}`);
    return gateway;
  }

  find(provider: string): PaymentGateway | undefined {
    return this.all.find((each) => each.provider === provider);
  }

  /** Whose card fields made this token. */
  ofToken(token: string | null): PaymentGateway | undefined {
    return token === null ? undefined : this.all.find((each) => each.tokenForm.test(token));
  }

  /** Those that take new attempts, in the operator's order. */
  get inOrder(): readonly PaymentGateway[] {
    return this.config.paymentProviders.map((provider) => this.named(provider)).filter((gateway) => gateway.isConfigured);
  }
}
