import type { Id } from '#platform/kernel/ids';

export type DisputeId = Id<'dsp'>;
