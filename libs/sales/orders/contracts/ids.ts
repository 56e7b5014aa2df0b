import type { Id } from '#platform/kernel/ids';

export type OrderId = Id<'ord'>;
