import type { Id } from '#platform/kernel/ids';

export type GdprRequestId = Id<'gdr'>;
/** Stands in the place of a player's id in what is kept after her erasure. It leads to nobody. */
export type ErasedId = Id<'erased'>;
