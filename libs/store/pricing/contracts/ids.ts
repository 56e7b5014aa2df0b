import type { Id } from '#platform/kernel/ids';

export type PriceTemplateId = Id<'ptm'>;
