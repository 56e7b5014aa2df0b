/** Who sells to the player: the operator as Merchant of Record, or the studio by its own account at a payment provider. */
export type Seller = 'operator' | 'studio';

/** Who sells what was quoted so; the operator while nothing was. */
export function sellerOf(tax: { outcome: string } | null): Seller {
  return tax?.outcome === 'studio_is_seller' ? 'studio' : 'operator';
}
