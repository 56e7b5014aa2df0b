import type { Id } from '#platform/kernel/ids';

export type DocumentId = Id<'inv'>;
