import { EntitySchema } from 'typeorm';

export interface SegmentsVersionRow {
  game_id: string;
  version: bigint;
}

export const SegmentsVersionRows = new EntitySchema<SegmentsVersionRow>({
  name: 'SegmentsVersionRow', schema: 'segments', tableName: 'version',
  columns: { game_id: { type: 'text', primary: true }, version: { type: 'bigint' } },
});

export interface SegmentGroupRow {
  game_id: string;
  id: string;
  name: string;
  type: 'static' | 'dynamic';
  enabled: boolean;
  is_template: boolean;
  graph: object | null;
  created_at: Date;
  modified_at: Date | null;
}

export const SegmentGroupRows = new EntitySchema<SegmentGroupRow>({
  name: 'SegmentGroupRow', schema: 'segments', tableName: 'segment_group',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, name: { type: 'text' }, type: { type: 'text' }, enabled: { type: 'boolean' }, is_template: { type: 'boolean' },
    graph: { type: 'jsonb', nullable: true }, created_at: { type: 'timestamptz' }, modified_at: { type: 'timestamptz', nullable: true },
  },
});

export interface SegmentRow {
  game_id: string;
  id: string;
  slug: string;
  name: string;
  description: string | null;
  color: string | null;
  image_url: string | null;
  segment_group_id: string | null;
  created_at: Date;
  modified_at: Date | null;
}

export const SegmentRows = new EntitySchema<SegmentRow>({
  name: 'SegmentRow', schema: 'segments', tableName: 'segment',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, slug: { type: 'text' }, name: { type: 'text' }, description: { type: 'text', nullable: true },
    color: { type: 'text', nullable: true }, image_url: { type: 'text', nullable: true }, segment_group_id: { type: 'text', nullable: true }, created_at: { type: 'timestamptz' },
    modified_at: { type: 'timestamptz', nullable: true },
  },
});

export interface MemberRow {
  game_id: string;
  segment_id: string;
  player_id: string;
  added_at: Date;
}

export const MemberRows = new EntitySchema<MemberRow>({
  name: 'SegmentMemberRow', schema: 'segments', tableName: 'member',
  columns: { game_id: { type: 'text', primary: true }, segment_id: { type: 'text', primary: true }, player_id: { type: 'text', primary: true }, added_at: { type: 'timestamptz' } },
});

export const DeletedSegmentRows = new EntitySchema<{ game_id: string; segment_id: string }>({
  name: 'DeletedSegmentRow', schema: 'segments', tableName: 'deleted_segment',
  columns: { game_id: { type: 'text', primary: true }, segment_id: { type: 'text', primary: true } },
});

export interface CustomAttributeRow {
  game_id: string;
  name: string;
  type: 'number' | 'date' | 'string' | 'boolean' | 'list';
  description: string | null;
  created_at: Date;
  modified_at: Date | null;
}

export const CustomAttributeRows = new EntitySchema<CustomAttributeRow>({
  name: 'CustomAttributeRow', schema: 'segments', tableName: 'custom_attribute',
  columns: {
    game_id: { type: 'text', primary: true }, name: { type: 'text', primary: true }, type: { type: 'text' }, description: { type: 'text', nullable: true }, created_at: { type: 'timestamptz' },
    modified_at: { type: 'timestamptz', nullable: true },
  },
});
