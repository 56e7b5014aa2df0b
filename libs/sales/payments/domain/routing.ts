import type { Chargeable, PaymentGateway } from './payment-gateway.js';

/** Whose sale it is, and where we run. */
export interface Surroundings {
  environment: 'live' | 'sandbox';
  isProduction: boolean;
}

type Candidate = Pick<PaymentGateway, 'provider' | 'takesRealMoney' | 'takes'>;

/**
 * The provider of a new attempt: the first in the operator's order that may and can. Nobody pays real money in a sandbox game, wherever it runs; and in production a live game is not paid
 * with money that is none. Null: there is none.
 */
export function chooseGateway<T extends Candidate>(inOrder: readonly T[], { environment, isProduction }: Surroundings, what?: Chargeable): T | null {
  const mayCharge = (gateway: T): boolean => (environment === 'sandbox' ? !gateway.takesRealMoney : gateway.takesRealMoney || !isProduction);
  return inOrder.find((gateway) => mayCharge(gateway) && (!what || gateway.takes(what))) ?? null;
}
