import type { Id } from '#platform/kernel/ids';

export type PaymentId = Id<'pmt'>;
export type SavedMethodId = Id<'spm'>;
