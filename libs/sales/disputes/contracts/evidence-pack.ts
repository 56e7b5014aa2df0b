/**
 * What a dispute is answered with, out of our own records alone. Amounts in minor units, instants in Unix seconds, null where the records hold nothing. The shape is of this version; what was sent stays as
 * it was.
 */
export interface EvidencePack {
  version: 1;
  dispute: { id: string; provider_dispute_id: string; reason: string; network_code: string | null; scheme: string; amount_minor: number; currency: string; opened_at: number; due_at: number | null };
  payment: {
    id: string; provider: string; provider_reference: string | null; method: string; amount_minor: number; currency: string; captured_at: number | null; ip_address: string | null; country: string | null;
    card: { brand: string; last4: string; country: string | null } | null;
    three_ds: { flow: string; result: string } | null;
  };
  order: {
    id: string; receipt_number: string | null; created_at: number; paid_at: number | null; email: string | null; ip_address: string | null; user_agent: string | null; country: string | null; region: string | null;
    net_minor: number | null; tax_minor: number | null; amount_minor: number; currency: string;
    /** When the buyer asked for delivery at once and gave up her right of withdrawal by it; null where she was not asked. */
    immediate_delivery_requested_at: number | null;
    lines: { sku: string; name: string; quantity: number; total_minor: number }[];
  };
  /** Where the buyer was, by each piece of evidence. */
  place: { decision: string; items: { kind: string; country: string; told_by: string; noted_at: number }[] };
  /** Receipt, invoice and credit notes. */
  documents: { kind: string; number: string; issued_at: number; total_minor: number; currency: string }[];
  player: { player_id: string; name: string | null; email: string | null; country: string | null; known_since: number | null };
  /** What the game was told to give, and when it said that the player has it. */
  grants: { id: string; state: string; requested_at: number; acknowledged_at: number | null; items: { sku: string; name: string; quantity: number }[] }[];
  refunds: { id: string; status: string; amount_minor: number; currency: string; reason: string; requested_at: number }[];
  /** Earlier purchases of the same account that nobody disputed; `same` names what they have in common with this one. */
  earlier_purchases: { payment_id: string; captured_at: number; amount_minor: number; currency: string; days_before_dispute: number; same: ('account' | 'card' | 'ip_address')[] }[];
  /** Whether the records hold what Visa's rule asks for (Compelling Evidence 3.0), and by which purchases. */
  compelling_evidence: { is_met: boolean; payment_ids: string[] };
  /** What a person of the operator adds in her own words. */
  statement: string | null;
}
