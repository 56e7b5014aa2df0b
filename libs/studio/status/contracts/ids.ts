import type { Id } from '#platform/kernel/ids';

/** An incident that the operator tells of. */
export type IncidentId = Id<'inc'>;
