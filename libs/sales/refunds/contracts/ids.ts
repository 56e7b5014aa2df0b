import type { Id } from '#platform/kernel/ids';

export type RefundId = Id<'ref'>;
