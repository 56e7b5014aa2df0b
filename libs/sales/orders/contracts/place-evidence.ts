import { Query } from '#platform/kernel/messages';

/** What kinds of things tell where a buyer is (Implementing Regulation (EU) 282/2011, Art. 24f). `sim` and `bank` are told by nobody yet. */
export const EVIDENCE_KINDS = ['declared', 'ip_address', 'card', 'sim', 'bank'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];
export const EVIDENCE_TELLERS = ['studio', 'buyer', 'player', 'card', 'registry', 'proxy', 'provider'] as const;
export type EvidenceTeller = (typeof EVIDENCE_TELLERS)[number];

export interface PlaceItem {
  kind: EvidenceKind;
  /** ISO 3166-1 alpha-2 */
  country: string;
  told_by: EvidenceTeller;
}

export const PLACE_DECISIONS = ['agreed', 'single', 'contradicted', 'none'] as const;
export type PlaceDecision = (typeof PLACE_DECISIONS)[number];

/** Countries whose tax is another's: what comes from one of the two says nothing against the other. */
const SAME: Readonly<Record<string, string>> = { MC: 'FR', IM: 'GB' };
const of = (country: string): string => SAME[country] ?? country;

/** How many pieces speak for a country, and how many at most for one other. */
function counted(country: string, items: readonly PlaceItem[]): { agreeing: number; against: number } {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(of(item.country), (counts.get(of(item.country)) ?? 0) + 1);
  const agreeing = counts.get(of(country)) ?? 0;
  counts.delete(of(country));
  return { agreeing, against: Math.max(0, ...counts.values()) };
}

/** What the pieces say of the country that was taxed: two that agree outweigh one that does not. */
export function placeDecision(country: string, items: readonly PlaceItem[]): PlaceDecision {
  const { agreeing, against } = counted(country, items);
  if (agreeing >= 2 && agreeing > against) return 'agreed';
  if (against > 0) return 'contradicted';
  return agreeing === 1 ? 'single' : 'none';
}

/** The country of the card, where it contradicts the order's and nothing outweighs it: nothing is charged before the buyer has confirmed it. */
export function countryOfContradictingCard(country: string, items: readonly PlaceItem[]): string | null {
  const card = items.find(({ kind }) => kind === 'card');
  const isContradicted = card !== undefined && of(card.country) !== of(country) && placeDecision(country, items) === 'contradicted';
  return isContradicted ? card.country : null;
}

export interface PlaceEvidence {
  order_id: string;
  country: string | null;
  /** Of the attempt that holds the order. */
  payment_id: string | null;
  decision: PlaceDecision;
  items: (PlaceItem & { payment_id: string; noted_at: number })[];
}

/** What was known of where the buyer is: every attempt's pieces, and what those of the last one say. Throws `orders.not_found`. */
export class GetPlaceEvidence extends Query<PlaceEvidence> {
  constructor(readonly orderId: string) {
    super();
  }
}
