import { PageOf } from '#platform/http/answers';
import { Instant, ListOf, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { PageQuery, QueryInt } from '#platform/http/query-fields';
import { SegmentGroupRead } from './segment-groups.dto.js';

const MAYBE = { optional: true, nullable: true } as const;
const SLUG = 'The game’s own name of it, as `player.verify` tells it in `segments`; unique in the game';
const COLOR = 'Shown in the console';
const GROUP = 'The group that it belongs to; without one it is static';

export class SegmentCreate {
  @Str({ min: 1, max: 255, what: SLUG }) slug: string;
  @Str({ min: 1, max: 255, what: 'For the studio’s own people' }) name: string;
  @Str({ ...MAYBE, max: 5_000, what: 'For the studio’s own people' }) description?: string | null;
  @Str({ ...MAYBE, max: 64, what: COLOR }) color?: string | null;
  @Str({ ...MAYBE, min: 1, max: 2_000, what: COLOR }) image_url?: string | null;
  @Str({ ...MAYBE, max: 64, what: GROUP }) segment_group_id?: string | null;
}

export class SegmentUpdate {
  @Str({ ...MAYBE, min: 1, max: 255, what: `${SLUG}. Null leaves it` }) slug?: string | null;
  @Str({ ...MAYBE, min: 1, max: 255, what: 'Null leaves it' }) name?: string | null;
  @Str({ ...MAYBE, max: 5_000, what: 'Null takes it away' }) description?: string | null;
  @Str({ ...MAYBE, max: 64, what: 'Null takes it away' }) color?: string | null;
  @Str({ ...MAYBE, min: 1, max: 2_000, what: 'Null takes it away' }) image_url?: string | null;
  @Str({ ...MAYBE, max: 64, what: 'Null takes it out of its group' }) segment_group_id?: string | null;
}

export class SegmentRead {
  @Str({ what: 'Its id' }) id: string;
  @Str({ what: SLUG }) slug: string;
  @Str({ what: 'For the studio’s own people' }) name: string;
  @Str({ nullable: true, what: 'For the studio’s own people' }) description: string | null;
  @Str({ nullable: true, what: COLOR }) color: string | null;
  @Str({ nullable: true, what: COLOR }) image_url: string | null;
  @Str({ nullable: true, what: GROUP }) segment_group_id: string | null;
  @Obj(() => SegmentGroupRead, { nullable: true, what: GROUP }) segment_group: SegmentGroupRead | null;
}

export class SegmentsQuery extends PageQuery {
  @Str({ optional: true, max: 64, what: 'Only those of this group' }) segment_group_id?: string;
  @Str({ optional: true, max: 64, what: 'The id of a segment: the page after it' }) starting_after?: string;
}

export class SegmentMemberWrite {
  @Str({ min: 1, max: 255, what: 'The game’s own id of a player, whether we know her yet or not' }) player_id: string;
}

export class SegmentMemberResult {
  @Str({ what: 'As it was sent' }) player_id: string;
  @OneOf(['added', 'already_member', 'removed', 'not_a_member'], { name: 'SegmentMemberStatus', what: 'What became of this row. `not_a_member`: she was not added here; what the game tells or a rule says is not taken back by this' }) status: string;
}

export class SegmentMembersQuery {
  @QueryInt({ min: 1, max: 1_000, default: 100, what: 'How many at most' }) limit?: number;
  @Str({ optional: true, max: 255, what: 'The last player id of the page before' }) starting_after?: string;
}

export class SegmentMember {
  @Str({ what: 'The game’s own id of the player' }) player_id: string;
  @Instant({ what: 'Unix seconds' }) added_at: number;
}

export class SegmentMemberPage extends PageOf(SegmentMember, 'SegmentMemberPage') {}

export class SegmentStep {
  @Str({ what: 'A node of the group’s graph' }) node_id: string;
  @Str({ what: '`true`, `false` or `unknown` of a condition, the place of the part in a split (from 0), the slug that was added or removed' }) result: string;
}

export class SegmentMembership {
  @Str({ what: 'The segment' }) segment_id: string;
  @Str({ what: 'The segment' }) slug: string;
  @Strs({ of: ['game', 'api', 'rule'], name: 'SegmentSource', what: 'From where she is in it: the game told it, she was added by `add_segment_members`, the rules of its group say so' }) sources: string[];
  @ListOf(() => SegmentStep, { what: 'The way that she took through the graph of its group; empty without a rule' }) path: SegmentStep[];
}

export class CustomAttributeWrite {
  @OneOf(['number', 'date', 'string', 'boolean', 'list'], { name: 'AttrType', what: 'What it is. A date is Unix seconds, a list is one of texts. What is told of a player and is not of the type counts as not known' }) type: string;
  @Str({ ...MAYBE, max: 1_000, what: 'For the studio’s own people' }) description?: string | null;
}

export class CustomAttributeRead {
  @Str({ what: 'Its name among the `custom_attributes` of a player' }) name: string;
  @OneOf(['number', 'date', 'string', 'boolean', 'list'], { name: 'AttrType', what: 'What it is' }) type: string;
  @Str({ nullable: true, what: 'For the studio’s own people' }) description: string | null;
  @Instant() created_at: number;
  @Instant({ nullable: true }) modified_at: number | null;
}
