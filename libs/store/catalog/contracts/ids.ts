import type { Id } from '#platform/kernel/ids';

export type ItemId = Id<'itm'>;
export type CategoryId = Id<'cat'>;
