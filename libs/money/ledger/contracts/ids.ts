import type { Id } from '#platform/kernel/ids';

export type JournalEntryId = Id<'jrn'>;
