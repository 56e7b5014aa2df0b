import type { Id } from '#platform/kernel/ids';

/** A segment of players. */
export type SegmentId = Id<'seg'>;
/** A group of segments: static, or dynamic with a rule graph. */
export type SegmentGroupId = Id<'sgg'>;
