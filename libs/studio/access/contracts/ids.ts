import type { Id } from '#platform/kernel/ids';

export type ApiKeyId = Id<'key'>;
