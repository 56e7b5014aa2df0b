import type { BusinessBuyer } from '../contracts/queries.js';
import type { OrderFactTold } from './settle.js';

/** Which of an order's facts it is: there is one at most. */
const REF = 'business';

/** The business that buys, or null: a consumer does. */
export function businessOf({ facts }: { facts: readonly OrderFactTold[] }): BusinessBuyer | null {
  const told = facts.find((fact) => fact.kind === 'business_told');
  return told?.kind === 'business_told' ? told.business : null;
}

/** The facts with this business in place of the one before; null takes it away. */
export function withBusiness(facts: readonly OrderFactTold[], business: BusinessBuyer | null): OrderFactTold[] {
  const others = facts.filter((fact) => fact.kind !== 'business_told');
  return business ? [...others, { kind: 'business_told', ref: REF, payment_id: '', business }] : others;
}

/** Text of one line, as it stands on an invoice. */
const line = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** As it was told, without blanks that nobody sees; lines that are empty are left out. */
export function tidied({ tax_id, name, address_lines }: BusinessBuyer): BusinessBuyer {
  return { tax_id: tax_id.trim(), name: line(name), address_lines: address_lines.map(line).filter((each) => each !== '') };
}
