import { Config } from '#platform/config/config';
import type { Egress } from '#platform/egress/egress';
import { providerOfAccount } from '../../contracts/ids.js';
import { isDeviceWallet } from '../../contracts/method-table.js';
import type { AccountProvider } from '../../contracts/queries.js';
import type { PaymentGateway } from '../../domain/payment-gateway.js';
import { SandboxGateway } from './sandbox-gateway.js';
import { StripeGateway } from './stripe/stripe-gateway.js';

/** With what an account is charged and asked. Secrets: they go to its provider alone. */
export interface OpenAccount {
  id: string;
  provider: AccountProvider;
  secret_key: string;
  webhook_secret: string;
  publishable_key: string | null;
  methods: readonly string[];
}

/** The settings that a gateway reads, as those of this account; where its provider is, is the installation's. */
function settingsOf(account: OpenAccount, config: Config): Config {
  const { secret_key, webhook_secret, publishable_key, methods } = account;
  const of = account.provider === 'stripe'
    ? { STRIPE_API_URL: config.optional('STRIPE_API_URL'), STRIPE_SECRET_KEY: secret_key, STRIPE_PUBLISHABLE_KEY: publishable_key ?? '', STRIPE_WEBHOOK_SECRET: webhook_secret, STRIPE_PAYMENT_METHODS: methods.join(',') }
    : { SANDBOX_PSP_URL: config.optional('SANDBOX_PSP_URL'), SANDBOX_PSP_API_KEY: secret_key, SANDBOX_PSP_WEBHOOK_SECRET: webhook_secret };
  return new Config({ PUBLIC_URL: config.optional('PUBLIC_URL'), ...of });
}

/**
 * The gateway of a provider, with the account of a studio in place of the operator's, under its own name: so whatever is asked of it is asked by that account, and what it tells is of that account's payments alone. It keeps nothing for
 * later payments: what a player saves belongs to the operator's account, or to nobody. It takes no wallet of a device: their sheets name accounts of the operator.
 */
export function gatewayOfAccount(account: OpenAccount, config: Config, egress: Egress): PaymentGateway {
  const settings = settingsOf(account, config);
  const gateway = account.provider === 'stripe' ? new StripeGateway(settings, egress) : new SandboxGateway(settings, egress);
  const methods = gateway.methods().filter(({ method }) => account.methods.includes(method) && !isDeviceWallet(method));
  return Object.assign(gateway, { provider: providerOfAccount(account.provider, account.id), keeps: [], methods: () => methods });
}
