import { suits } from './methods.js';
import type { Chargeable, PaymentGateway, ProviderMethod } from './payment-gateway.js';

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
  /** Was asked for this purchase before, and did not act: not asked again. */
  notBy?: readonly string[];
  /** Keeps the saved method that is paid by: nobody else can charge it. */
  only?: string | null;
  /** What of the buyer is told with the charge, by name: who wants more cannot charge it. Left out: she was not asked yet. */
  has?: readonly string[] | undefined;
}

type Candidate = Pick<PaymentGateway, 'provider' | 'takesRealMoney' | 'takes' | 'methods'>;

/** By which method, and how much where that is known. */
export interface Wanted {
  method: string;
  what?: Chargeable | undefined;
}

/** Those that may charge a game there, whatever they can. */
export function mayCharge<T extends Pick<PaymentGateway, 'takesRealMoney'>>(inOrder: readonly T[], { environment, isProduction }: Surroundings): T[] {
  return inOrder.filter((gateway) => (environment === 'sandbox' ? !gateway.takesRealMoney : gateway.takesRealMoney || !isProduction));
}

function able<T extends Candidate>(inOrder: readonly T[], surroundings: Surroundings, what?: Chargeable): T[] {
  return mayCharge(inOrder, surroundings).filter((gateway) => !what || gateway.takes(what));
}

/**
 * The provider of a new attempt: the first in the operator's order that may and can charge, by this method. Nobody pays real money in a sandbox game, wherever it runs; and in production a live game is not
 * paid with money that is none. Null: there is none.
 */
export function chooseGateway<T extends Candidate>(inOrder: readonly T[], surroundings: Surroundings, { method, what }: Wanted, { tokenOf, isAside, notBy = [], only, has }: Inclinations = {}): T | null {
  if (what && !suits(method, what)) return null;
  const offering = able(inOrder, surroundings, what).filter((gateway) => !notBy.includes(gateway.provider) && (!only || gateway.provider === only) && gateway.methods().some((each) => each.method === method && (!has || each.fields.every(({ name, required }) => !required || has.includes(name)))));
  return offering.find(({ provider }) => provider === tokenOf) ?? offering.find(({ provider }) => !isAside?.(provider)) ?? offering[0] ?? null;
}

/** What can be offered: each method once, as the first provider that can charge by it calls it. */
export function methodsFor<T extends Candidate>(inOrder: readonly T[], surroundings: Surroundings, what: Chargeable): ProviderMethod[] {
  const offered = new Map<string, ProviderMethod>();
  for (const each of able(inOrder, surroundings, what).flatMap((gateway) => [...gateway.methods()])) if (suits(each.method, what) && !offered.has(each.method)) offered.set(each.method, each);
  return [...offered.values()];
}
