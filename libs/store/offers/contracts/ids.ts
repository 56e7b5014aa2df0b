import type { Id } from '#platform/kernel/ids';

export type StoreId = Id<'sto'>;
export type StoreItemId = Id<'sit'>;
