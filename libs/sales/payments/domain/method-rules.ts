import type { MethodRule } from '../contracts/queries.js';

/** Of what sale. `skus`: what is bought. */
export interface RuledSale {
  country: string | null;
  skus: readonly string[];
}

function matches({ country, sku }: MethodRule, sale: RuledSale): boolean {
  return (country === null || country === sale.country) && (sku === null || sale.skus.includes(sku));
}

/** A rule of a product outweighs one of a country, and both together outweigh either. */
const weight = ({ country, sku }: MethodRule): number => (sku === null ? 0 : 2) + (country === null ? 0 : 1);

/** Whether the studio lets this sale be paid by the method: each rule that matches has a veto, by not naming it in `allow` or by naming it in `deny`. */
export function isAllowed(rules: readonly MethodRule[], sale: RuledSale, method: string): boolean {
  return rules.filter((rule) => matches(rule, sale)).every(({ allow, deny }) => (allow === null || allow.includes(method)) && !deny.includes(method));
}

/** The methods that the weightiest matching rule puts first, as it names them; of equal weight the first of the list. */
export function putFirst(rules: readonly MethodRule[], sale: RuledSale): readonly string[] {
  return rules.filter((rule) => rule.order.length > 0 && matches(rule, sale)).reduce<MethodRule | null>((best, rule) => (best === null || weight(rule) > weight(best) ? rule : best), null)?.order ?? [];
}

/** The methods that are left, those first that the weightiest matching rule with an `order` names, as it names them; of equal weight the first of the list. */
export function ruled<T extends { method: string }>(rules: readonly MethodRule[], sale: RuledSale, methods: readonly T[]): T[] {
  const left = methods.filter(({ method }) => isAllowed(rules, sale, method));
  const named = putFirst(rules, sale).flatMap((id) => left.find(({ method }) => method === id) ?? []);
  return [...named, ...left.filter((each) => !named.includes(each))];
}
