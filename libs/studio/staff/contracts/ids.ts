import type { Id } from '#platform/kernel/ids';

/** Somebody of the operator. */
export type StaffId = Id<'stf'>;
export type StaffSessionId = Id<'sfs'>;
