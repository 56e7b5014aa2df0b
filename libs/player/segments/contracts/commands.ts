import { Command } from '#platform/kernel/messages';

export interface NewSegmentGroup {
  name: string;
  type: 'static' | 'dynamic';
  /** Nobody is in a segment of a group that is not. */
  enabled: boolean;
  /** To be copied from: nobody is in its segments. */
  is_template: boolean;
}

/** Throws `segments.too_many_groups`. */
export class CreateSegmentGroup extends Command<{ id: string }> {
  static readonly context = 'player/segments';
  constructor(readonly group: NewSegmentGroup) { super(); }
}

/** Changes what is told; `graph` null takes it away. Throws `segments.group_not_found`, `segments.group_in_use`, `segments.static_has_no_graph`, `segments.rules_too_large`, `segments.rules_refused`. */
export class UpdateSegmentGroup extends Command<{ id: string }> {
  static readonly context = 'player/segments';
  constructor(readonly groupId: string, readonly changes: Partial<NewSegmentGroup>, readonly graph?: object | null) { super(); }
}

/** Throws `segments.group_not_found`, `segments.group_in_use`. */
export class DeleteSegmentGroup extends Command<void> {
  static readonly context = 'player/segments';
  constructor(readonly groupId: string) { super(); }
}

export interface NewSegment {
  /** The game's own name of it, unique in the game. */
  slug: string;
  name: string;
  description?: string | null;
  color?: string | null;
  image_url?: string | null;
  segment_group_id?: string | null;
}

/** Throws `segments.slug_taken`, `segments.slug_reads_as_id`, `segments.unknown_group`, `segments.too_many_segments`. */
export class CreateSegment extends Command<{ id: string }> {
  static readonly context = 'player/segments';
  constructor(readonly segment: NewSegment) { super(); }
}

/** Changes what is told. Throws what creating throws, `segments.segment_not_found`, `segments.segment_in_use`, `segments.has_members`. */
export class UpdateSegment extends Command<{ id: string }> {
  static readonly context = 'player/segments';
  constructor(readonly segmentId: string, readonly changes: Partial<NewSegment>) { super(); }
}

/** With its members. Throws `segments.segment_not_found`, `segments.segment_in_use`. */
export class DeleteSegment extends Command<void> {
  static readonly context = 'player/segments';
  constructor(readonly segmentId: string) { super(); }
}

export type MemberResult = { player_id: string; status: 'added' | 'already_member' | 'removed' | 'not_a_member' };

/** Adds players to a static segment, each by itself; who is not known yet may be added. Throws `segments.segment_not_found`, `segments.is_dynamic`. */
export class AddSegmentMembers extends Command<MemberResult[]> {
  static readonly context = 'player/segments';
  constructor(readonly segmentId: string, readonly playerIds: string[]) { super(); }
}

/** Takes back what was added here; what the game tells stays. Throws `segments.segment_not_found`, `segments.is_dynamic`. */
export class RemoveSegmentMembers extends Command<MemberResult[]> {
  static readonly context = 'player/segments';
  constructor(readonly segmentId: string, readonly playerIds: string[]) { super(); }
}

/** Declares a custom attribute for expressions, or says what it is for. Throws `segments.attribute_in_use`, `segments.too_many_attributes`. */
export class DeclareCustomAttribute extends Command<void> {
  static readonly context = 'player/segments';
  constructor(readonly name: string, readonly type: 'number' | 'date' | 'string' | 'boolean' | 'list', readonly description: string | null) { super(); }
}

/** Throws `segments.attribute_not_found`, `segments.attribute_in_use`. What games have told of it stays with the players. */
export class ForgetCustomAttribute extends Command<void> {
  static readonly context = 'player/segments';
  constructor(readonly name: string) { super(); }
}
