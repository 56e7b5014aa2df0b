import type { Id } from '#platform/kernel/ids';

export type HubId = Id<'hub'>;
