import type { Id } from '#platform/kernel/ids';

export type GrantId = Id<'grt'>;
