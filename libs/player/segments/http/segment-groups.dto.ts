import { Bool, Int, Json, Num, Obj, OneOf, Str } from '#platform/http/fields';

const GROUP_TYPES = ['static', 'dynamic'] as const;
type GroupType = (typeof GROUP_TYPES)[number];
const MAYBE = { optional: true, nullable: true } as const;
const TYPE = { name: 'SegmentGroupType', what: '`static`: the game and the studio say who is in its segments. `dynamic`: its rule graph does' } as const;
const ENABLED = 'Nobody is in a segment of a group that is not enabled';
const TEMPLATE = 'A template is there to be copied: nobody is in its segments';

export class SegmentGroupCreate {
  @Str({ min: 1, max: 255, what: 'For the studio’s own people' }) name: string;
  @OneOf(GROUP_TYPES, TYPE) type: GroupType;
  @Bool({ what: ENABLED }) enabled: boolean;
  @Bool({ what: TEMPLATE }) is_template: boolean;
}

export class ViewPort {
  @Num({ what: 'Where the drawing is looked at' }) x: number;
  @Num({ what: 'Where the drawing is looked at' }) y: number;
  @Num({ what: 'How large it is drawn' }) zoom: number;
}

export class SegmentGraph {
  @Str({ min: 1, max: 255, what: 'Name of the root, of the drawing’s own' }) id: string;
  @Str({ ...MAYBE, max: 255, what: 'The node at which every player begins; null: nobody is in any segment of the group' }) next_node_id?: string | null;
  @Str({ ...MAYBE, max: 1_000, what: 'Shown in the drawing' }) title?: string | null;
  @Int({ what: 'Place in the drawing' }) x: number;
  @Int({ what: 'Place in the drawing' }) y: number;
  @Str({ ...MAYBE, max: 1_000, what: 'Kept, and of no effect' }) result?: string | null;
  @OneOf(['GraphRoot'], { ...MAYBE, what: 'Always `GraphRoot`' }) model_type?: string | null;
  @Bool({ ...MAYBE, what: 'Kept, and of no effect: no node of a segment’s graph can fail' }) break_on_error?: boolean | null;
  @Str({ ...MAYBE, max: 1_000, what: 'For the studio’s own people' }) description?: string | null;
  @Json({ ...MAYBE, what: 'At most 100 nodes by their ids: `ConditionNode`, `SplitNode`, `AddToSegmentNode`, `RemoveFromSegmentNode`. A split keeps players in their parts while the shares before, their own and the sum of all stay. The grammar of `expr` stands in docs/reference/expressions.md' }) nodes?: Record<string, unknown> | null;
  @Obj(() => ViewPort, { ...MAYBE, what: 'How the drawing is looked at' }) view_port?: ViewPort | null;
}

export class SegmentGroupUpdate {
  @Str({ ...MAYBE, min: 1, max: 255, what: 'Null leaves it' }) name?: string | null;
  @Obj(() => SegmentGraph, { ...MAYBE, what: 'Rules of a dynamic group, in place of those before; null takes them away' }) graph?: SegmentGraph | null;
  @OneOf(GROUP_TYPES, { ...MAYBE, ...TYPE, what: 'Null leaves it. Changes only while the group has no segments' }) type?: GroupType | null;
  @Bool({ ...MAYBE, what: `${ENABLED}. Null leaves it` }) enabled?: boolean | null;
  @Bool({ ...MAYBE, what: `${TEMPLATE}. Null leaves it` }) is_template?: boolean | null;
}

export class SegmentGroupRead {
  @Str({ what: 'Its id' }) id: string;
  @Str({ what: 'For the studio’s own people' }) name: string;
  @OneOf(GROUP_TYPES, TYPE) type: GroupType;
  @Bool({ what: ENABLED }) enabled: boolean;
  @Bool({ what: TEMPLATE }) is_template: boolean;
}

export class SegmentGroupReadStat extends SegmentGroupRead {
  @Int({ what: 'How many segments it has' }) segment_count: number;
}
