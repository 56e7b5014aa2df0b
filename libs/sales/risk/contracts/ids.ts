import type { Id } from '#platform/kernel/ids';

export type ListEntryId = Id<'rle'>;
export type AppealId = Id<'rap'>;
