import type { SellerTaxId } from '../contracts/queries.js';

/** Who sells, owes the tax and issues the documents. */
export interface LegalEntity {
  id: string;
  name: string;
  address_lines: string[];
  country: string;
  contact: string | null;
  tax_ids: SellerTaxId[];
  /** What its numbers begin with. */
  number_prefix: string;
  /** Null: everybody whom no other entity names. */
  buyer_countries: string[] | null;
  is_demo: boolean;
}

/** The entity that sells to a country; null where there is none. The demo's is nobody: in production it issues nothing. */
export function entityFor(entities: readonly LegalEntity[], country: string, isProduction: boolean): LegalEntity | null {
  const real = entities.filter(({ is_demo }) => !(is_demo && isProduction));
  return real.find(({ buyer_countries }) => buyer_countries?.includes(country)) ?? real.find(({ buyer_countries }) => buyer_countries === null) ?? null;
}

/** Whoever sells to everybody else pays the studios; null where nobody does. The demo's is nobody in production. */
export function payingEntity(entities: readonly LegalEntity[], isProduction: boolean): LegalEntity | null {
  return entities.find(({ buyer_countries, is_demo }) => buyer_countries === null && !(is_demo && isProduction)) ?? null;
}

/** The numbers by which it buys at home: those of its own country, and a full registration of the EU. What it holds elsewhere, or for the one-stop shop, is for what it sells there. */
export function ownNumbers({ tax_ids, country }: Pick<LegalEntity, 'tax_ids' | 'country'>): SellerTaxId[] {
  return tax_ids.filter(({ territory, scheme }) => territory === country || (territory === 'EU' && scheme === 'standard'));
}

export type SeriesKind = 'sale' | 'credit';

/** `HC-R2026-0000001`; of a sandbox `TEST-HC-R2026-0000001`. Entity, kind, environment and year are in it, so no two documents of an installation have one number. */
export function documentNumber(prefix: string, environment: 'sandbox' | 'live', kind: SeriesKind, year: number, number: bigint): string {
  return `${environment === 'sandbox' ? 'TEST-' : ''}${prefix}-${kind === 'sale' ? 'R' : 'C'}${year}-${String(number).padStart(7, '0')}`;
}
