import { Conflict, Invalid, NotFound, type FieldFault } from '#platform/kernel/errors';

const at = (field: string, msg: string, type: string): { errors: FieldFault[] } => ({ errors: [{ loc: ['body', field], msg, type }] });

/** 404 `segments.segment_not_found` */
export class SegmentNotFound extends NotFound {
  constructor() { super('segments.segment_not_found', 'This game has no such segment.'); }
}

/** 404 `segments.group_not_found` */
export class SegmentGroupNotFound extends NotFound {
  constructor() { super('segments.group_not_found', 'This game has no such segment group.'); }
}

/** 404 `segments.graph_not_found` */
export class SegmentGraphNotFound extends NotFound {
  constructor() { super('segments.graph_not_found', 'This group has no rule graph.'); }
}

/** 404 `segments.attribute_not_found` */
export class CustomAttributeNotFound extends NotFound {
  constructor() { super('segments.attribute_not_found', 'This game declares no such custom attribute.'); }
}

/** 409 `segments.slug_taken` */
export class SegmentSlugTaken extends Conflict {
  constructor(slug: string) { super('segments.slug_taken', `Another segment has the slug "${slug}".`); }
}

/** 422 `segments.slug_reads_as_id` */
export class SegmentSlugReadsAsId extends Invalid {
  constructor() { super('segments.slug_reads_as_id', 'A slug may not look like one of our ids.', at('slug', 'looks like an id', 'slug')); }
}

/** 422 `segments.unknown_group` */
export class UnknownSegmentGroup extends Invalid {
  constructor() { super('segments.unknown_group', 'This game has no such segment group.', at('segment_group_id', 'is no segment group of this game', 'exists')); }
}

/** 422 `segments.rules_refused`: `errors` has the places, from the body on. */
export class RulesRefused extends Invalid {
  constructor(faults: readonly FieldFault[]) {
    super('segments.rules_refused', faults[0]!.msg, { errors: faults.map(({ loc, ...rest }) => ({ loc: ['body', ...loc], ...rest })) });
  }
}

/** 422 `segments.rules_too_large` */
export class RulesTooLarge extends Invalid {
  constructor(max: number, characters: number) {
    super('segments.rules_too_large', `The graphs of a game have at most ${max} characters together; with this one they would have ${characters}.`, at('graph', `makes ${characters} of ${max} characters that the graphs of the game may have`, 'too_long'));
  }
}

/** 422 `segments.static_has_no_graph` */
export class StaticHasNoGraph extends Invalid {
  constructor() { super('segments.static_has_no_graph', 'Only a dynamic group has a rule graph.', at('graph', 'belongs to dynamic groups', 'exclusive')); }
}

/** 409 `segments.group_in_use` */
export class SegmentGroupInUse extends Conflict {
  constructor() { super('segments.group_in_use', 'The group still has segments: move or delete them first.'); }
}

/** 409 `segments.segment_in_use` */
export class SegmentInUse extends Conflict {
  constructor(group: string) { super('segments.segment_in_use', `The rules of the group "${group}" name this segment.`); }
}

/** 409 `segments.has_members` */
export class SegmentHasMembers extends Conflict {
  constructor() { super('segments.has_members', 'Players were added to this segment; those of a dynamic group are decided by rules. Remove them first.'); }
}

/** 409 `segments.is_dynamic` */
export class SegmentIsDynamic extends Conflict {
  constructor() { super('segments.is_dynamic', 'Who is in this segment is decided by the rules of its group.'); }
}

/** 409 `segments.attribute_in_use` */
export class CustomAttributeInUse extends Conflict {
  constructor(group: string) { super('segments.attribute_in_use', `The rules of the group "${group}" read this attribute.`); }
}

/** 409 `segments.too_many_groups`, `segments.too_many_segments`, `segments.too_many_attributes` */
export class TooManyInGame extends Conflict {
  constructor(what: 'groups' | 'segments' | 'attributes', max: number) { super(`segments.too_many_${what}`, `A game has at most ${max} of them.`); }
}

/** 422 `segments.attribute_name_malformed` */
export class CustomAttributeNameMalformed extends Invalid {
  constructor() {
    const msg = 'The name of a custom attribute has 1 to 100 letters of A to Z, digits and underscores.';
    super('segments.attribute_name_malformed', msg, { errors: [{ loc: ['path', 'attribute_name'], msg, type: 'malformed' }] });
  }
}
