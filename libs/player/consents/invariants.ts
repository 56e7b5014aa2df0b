import type { HeldByContext, Invariant } from '#platform/invariants/invariants';

const invariants: readonly Invariant[] = [
  {
    id: 'consents.erased-is-forgotten', of: 'I31', says: 'A request for erasure that is over does not say whom it was about, and no copy outlives its seven days by more than two.',
    sql: (within) => `SELECT r.game_id, r.id, r.type FROM consents.gdpr_request r WHERE ${within.ids('r.id', 'gdr')} AND (
        (r.type = 'erasure' AND r.status = 'completed' AND coalesce(r.subject, r.players) IS NOT NULL) OR (r.status = 'completed' AND r.subject_key IS NOT NULL) OR r.document_expires_at < now() - interval '2 days')`,
  },
];

export const HELD_BY_CONSENTS: HeldByContext = { invariants };
