import type { Id } from '#platform/kernel/ids';

/** Company data of a studio as they were submitted. */
export type CompanyId = Id<'kyv'>;
/** What staff decided about a studio. */
export type DecisionId = Id<'kyd'>;
/** One version of a text that studios agree to. */
export type AgreementId = Id<'agt'>;
