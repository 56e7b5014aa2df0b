import type { Chargeable, PaymentGateway } from './payment-gateway.js';

/** Whose sale it is, and where we run. */
export interface Surroundings {
  environment: 'live' | 'sandbox';
  isProduction: boolean;
}

/** Who is preferred to the operator's order, and who is not. */
export interface Inclinations {
  /** Whose card fields the card was typed into: its token is worth nothing to anybody else. */
  tokenOf?: string | null;
  /** Was not to be reached a moment ago: the last to be asked. */
  isAside?: (provider: string) => boolean;
}

type Candidate = Pick<PaymentGateway, 'provider' | 'takesRealMoney' | 'takes'>;

/**
 * The provider of a new attempt: the first in the operator's order that may and can. Nobody pays real money in a sandbox game, wherever it runs; and in production a live game is not paid
 * with money that is none. Null: there is none.
 */
export function chooseGateway<T extends Candidate>(inOrder: readonly T[], { environment, isProduction }: Surroundings, what?: Chargeable, { tokenOf, isAside }: Inclinations = {}): T | null {
  const mayCharge = (gateway: T): boolean => (environment === 'sandbox' ? !gateway.takesRealMoney : gateway.takesRealMoney || !isProduction);
  const able = inOrder.filter((gateway) => mayCharge(gateway) && (!what || gateway.takes(what)));
  return able.find(({ provider }) => provider === tokenOf) ?? able.find(({ provider }) => !isAside?.(provider)) ?? able[0] ?? null;
}
