import type { Id } from '#platform/kernel/ids';

export type RefundId = Id<'ref'>;
export type ClawbackId = Id<'clw'>;
