import type { Id } from '#platform/kernel/ids';

export type FeePlanId = Id<'fee'>;
