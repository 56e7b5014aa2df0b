import type { ProviderRoute } from '../contracts/queries.js';

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

/** The providers that may charge this sale, the best first; null: no rule says so, and the order of the installation holds. Two rules of equal weight that match one sale are the same rule. */
export function routeOf(routes: readonly ProviderRoute[], sale: RoutedSale): readonly string[] | null {
  const matching = routes.filter((route) => FIELDS.every((field) => route[field] === null || route[field] === sale[field]));
  const weight = (route: ProviderRoute): number => FIELDS.reduce((sum, field) => sum + (route[field] === null ? 0 : WEIGHTS[field]), 0);
  return matching.reduce<ProviderRoute | null>((best, route) => (best === null || weight(route) > weight(best) ? route : best), null)?.providers ?? null;
}

/** Those of the route, in its order. */
export function routed<T extends { provider: string }>(inOrder: readonly T[], route: readonly string[] | null): T[] {
  return route === null ? [...inOrder] : route.flatMap((provider) => inOrder.find((each) => each.provider === provider) ?? []);
}
