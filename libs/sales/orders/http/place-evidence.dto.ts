import { Instant, ListOf, OneOf, Str } from '#platform/http/fields';
import { EVIDENCE_KINDS, EVIDENCE_TELLERS, PLACE_DECISIONS, type EvidenceKind, type EvidenceTeller, type PlaceDecision } from '../contracts/place-evidence.js';

export class PlaceItemRead {
  @OneOf(EVIDENCE_KINDS, { name: 'PlaceEvidenceKind', what: 'What told it' }) kind: EvidenceKind;
  @Str({ what: 'ISO 3166-1 alpha-2' }) country: string;
  @OneOf(EVIDENCE_TELLERS, { name: 'PlaceEvidenceTeller', what: 'Who said it' }) told_by: EvidenceTeller;
  @Str({ what: 'Of which attempt' }) payment_id: string;
  @Instant({ what: 'Unix seconds' }) noted_at: number;
}

export class PlaceEvidenceRead {
  @Str() order_id: string;
  @Str({ nullable: true, what: 'Where the order is taxed' }) country: string | null;
  @Str({ nullable: true, what: 'The attempt whose pieces count' }) payment_id: string | null;
  @OneOf(PLACE_DECISIONS, { name: 'PlaceDecision', what: '`agreed`: two pieces at least, and none outweighs them; `single`: one alone; `contradicted`: something speaks for another country' }) decision: PlaceDecision;
  @ListOf(() => PlaceItemRead, { max: 500, what: 'Kept for ten years' }) items: PlaceItemRead[];
}
