import type { ProviderRoute } from '../contracts/queries.js';
import type { PaymentGateway } from './payment-gateway.js';
import { mayCharge, type Surroundings } from './routing.js';

/** Of which sale. */
export interface RoutedSale {
  game_id: string;
  method: string;
  country: string | null;
  currency: string | null;
}

const FIELDS = ['game_id', 'method', 'country', 'currency'] as const;
/** A rule of one game outweighs one for a method, that one for a country, that one for a currency, whatever else the others name. */
const WEIGHTS = { game_id: 8, method: 4, country: 2, currency: 1 } as const;

/** The rule by which providers may charge this sale, the best first; null: there is none, and the order of the installation holds. Two rules of equal weight that match one sale are the same rule. */
export function routeOf(routes: readonly ProviderRoute[], sale: RoutedSale): ProviderRoute | null {
  const matching = routes.filter((route) => FIELDS.every((field) => route[field] === null || route[field] === sale[field]));
  const weight = (route: ProviderRoute): number => FIELDS.reduce((sum, field) => sum + (route[field] === null ? 0 : WEIGHTS[field]), 0);
  return matching.reduce<ProviderRoute | null>((best, route) => (best === null || weight(route) > weight(best) ? route : best), null);
}

/** Those of the rule, in its order. One for all games that names providers of real money alone says nothing of a sandbox, which none of them may charge: there the order of the installation holds. */
export function routed<T extends Pick<PaymentGateway, 'provider' | 'takesRealMoney'>>(inOrder: readonly T[], route: Pick<ProviderRoute, 'game_id' | 'providers'> | null, surroundings: Surroundings): T[] {
  if (route === null) return [...inOrder];
  const named = route.providers.flatMap((provider) => inOrder.find((each) => each.provider === provider) ?? []);
  const isNotMeant = route.game_id === null && surroundings.environment === 'sandbox' && mayCharge(named, surroundings).length === 0;
  return isNotMeant ? [...inOrder] : named;
}
