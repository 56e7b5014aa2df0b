import type { Id } from '#platform/kernel/ids';

/** A statement of withdrawal. */
export type WithdrawalId = Id<'wdr'>;
