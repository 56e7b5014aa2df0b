import { Injectable } from '@nestjs/common';
import { Database, violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { SegmentSlugTaken } from '../contracts/errors.js';
import type { CustomAttributeRow, MemberRow, SegmentGroupRow, SegmentRow } from './rows.js';

export type SegmentWithGroup = SegmentRow & { segment_group: Pick<SegmentGroupRow, 'id' | 'name' | 'type' | 'enabled' | 'is_template'> | null };

const WITH_GROUP = `SELECT s.*, CASE WHEN g.id IS NULL THEN NULL ELSE jsonb_build_object('id', g.id, 'name', g.name, 'type', g.type, 'enabled', g.enabled, 'is_template', g.is_template) END AS segment_group
  FROM segments.segment s LEFT JOIN segments.segment_group g ON g.game_id = s.game_id AND g.id = s.segment_group_id WHERE s.game_id = $1`;

@Injectable()
export class SegmentsRepository {
  constructor(private readonly database: Database) {}

  group(id: string): Promise<SegmentGroupRow | undefined> {
    return this.database.one<SegmentGroupRow>('SELECT * FROM segments.segment_group WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  groups(): Promise<(Omit<SegmentGroupRow, 'graph'> & { segment_count: number })[]> {
    return this.database.query(
      'SELECT g.game_id, g.id, g.name, g.type, g.enabled, g.is_template, g.created_at, g.modified_at, (SELECT count(*)::int FROM segments.segment s WHERE s.game_id = g.game_id AND s.segment_group_id = g.id) AS segment_count FROM segments.segment_group g WHERE g.game_id = $1 ORDER BY g.id LIMIT 1000',
      [currentScope().gameId]);
  }

  async writeGroup(row: Omit<SegmentGroupRow, 'game_id'>): Promise<void> {
    await this.database.execute(
      `INSERT INTO segments.segment_group (game_id, id, name, type, enabled, is_template, graph, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)
       ON CONFLICT ON CONSTRAINT segment_group_pkey DO UPDATE SET name = $3, type = $4, enabled = $5, is_template = $6, graph = $7::jsonb, modified_at = $9`,
      [currentScope().gameId, row.id, row.name, row.type, row.enabled, row.is_template, row.graph === null ? null : JSON.stringify(row.graph), row.created_at, row.modified_at]);
  }

  hasSegments(groupId: string): Promise<boolean> {
    return this.database.one('SELECT FROM segments.segment WHERE game_id = $1 AND segment_group_id = $2 LIMIT 1', [currentScope().gameId, groupId]).then((row) => row !== undefined);
  }

  async removeGroup(id: string): Promise<void> {
    await this.database.execute('DELETE FROM segments.segment_group WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  find(id: string): Promise<SegmentWithGroup | undefined> {
    return this.database.one<SegmentWithGroup>(`${WITH_GROUP} AND s.id = $2`, [currentScope().gameId, id]);
  }

  page(filter: { groupId: string | null; limit: number; offset: number; after: string | null }): Promise<SegmentWithGroup[]> {
    return this.database.query<SegmentWithGroup>(`${WITH_GROUP} AND ($2::text IS NULL OR s.segment_group_id = $2) AND ($3::text IS NULL OR s.id > $3) ORDER BY s.id LIMIT $4 OFFSET $5`,
      [currentScope().gameId, filter.groupId, filter.after, filter.limit, filter.offset]);
  }

  async write(row: Omit<SegmentRow, 'game_id'>): Promise<void> {
    try {
      await this.database.execute(
        `INSERT INTO segments.segment (game_id, id, slug, name, description, color, image_url, segment_group_id, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT ON CONSTRAINT segment_pkey DO UPDATE SET slug = $3, name = $4, description = $5, color = $6, image_url = $7, segment_group_id = $8, modified_at = $10`,
        [currentScope().gameId, row.id, row.slug, row.name, row.description, row.color, row.image_url, row.segment_group_id, row.created_at, row.modified_at]);
    } catch (error) {
      if (violates(error, 'segment_slug_key')) throw new SegmentSlugTaken(row.slug);
      throw error;
    }
  }

  /** Its members go some at a time afterwards; they count nowhere from now on. */
  async remove(id: string): Promise<void> {
    await this.database.execute('DELETE FROM segments.segment WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
    await this.database.execute('INSERT INTO segments.deleted_segment (game_id, segment_id) VALUES ($1, $2)', [currentScope().gameId, id]);
  }

  /** Up to `max` members of segments that are gone. */
  async removeLeftBehind(max: number): Promise<number> {
    const { gameId } = currentScope();
    const removed = await this.database.execute(
      `DELETE FROM segments.member WHERE game_id = $1 AND (segment_id, player_id) IN (
         SELECT m.segment_id, m.player_id FROM segments.deleted_segment d JOIN segments.member m ON m.game_id = d.game_id AND m.segment_id = d.segment_id WHERE d.game_id = $1 LIMIT $2)`, [gameId, max]);
    if (removed < max) await this.database.execute('DELETE FROM segments.deleted_segment d WHERE game_id = $1 AND NOT EXISTS (SELECT FROM segments.member m WHERE m.game_id = d.game_id AND m.segment_id = d.segment_id)', [gameId]);
    return removed;
  }

  /** Held as it is until the transaction ends: nobody deletes or moves it meanwhile. Read by a second statement, which sees the group that whoever had it before has moved it to. */
  async hold(id: string): Promise<SegmentWithGroup | undefined> {
    await this.database.query('SELECT FROM segments.segment WHERE game_id = $1 AND id = $2 FOR SHARE', [currentScope().gameId, id]);
    return this.find(id);
  }

  /** Nobody adds members to it until the transaction ends. */
  lock(id: string): Promise<SegmentRow | undefined> {
    return this.database.one<SegmentRow>('SELECT * FROM segments.segment WHERE game_id = $1 AND id = $2 FOR UPDATE', [currentScope().gameId, id]);
  }

  /** Answers who was not in it before. */
  async add(segmentId: string, playerIds: readonly string[], now: Date): Promise<Set<string>> {
    const rows = await this.database.query<{ player_id: string }>(
      'INSERT INTO segments.member (game_id, segment_id, player_id, added_at) SELECT $1, $2, id, $4 FROM unnest($3::text[]) AS id ORDER BY id ON CONFLICT ON CONSTRAINT member_pkey DO NOTHING RETURNING player_id',
      [currentScope().gameId, segmentId, playerIds, now]);
    return new Set(rows.map(({ player_id }) => player_id));
  }

  async takeOut(segmentId: string, playerIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ player_id: string }>(
      `DELETE FROM segments.member WHERE game_id = $1 AND segment_id = $2 AND player_id IN (SELECT player_id FROM segments.member WHERE game_id = $1 AND segment_id = $2 AND player_id = ANY($3::text[]) ORDER BY player_id FOR UPDATE) RETURNING player_id`,
      [currentScope().gameId, segmentId, playerIds]);
    return new Set(rows.map(({ player_id }) => player_id));
  }

  hasMembers(segmentId: string): Promise<boolean> {
    return this.database.one('SELECT FROM segments.member WHERE game_id = $1 AND segment_id = $2 LIMIT 1', [currentScope().gameId, segmentId]).then((row) => row !== undefined);
  }

  members(segmentId: string, after: string | null, limit: number): Promise<MemberRow[]> {
    return this.database.query<MemberRow>('SELECT * FROM segments.member WHERE game_id = $1 AND segment_id = $2 AND ($3::text IS NULL OR player_id > $3) ORDER BY player_id LIMIT $4', [currentScope().gameId, segmentId, after, limit]);
  }

  attributes(): Promise<CustomAttributeRow[]> {
    return this.database.query<CustomAttributeRow>('SELECT * FROM segments.custom_attribute WHERE game_id = $1 ORDER BY name LIMIT 1000', [currentScope().gameId]);
  }

  async writeAttribute({ name, type, description }: Pick<CustomAttributeRow, 'name' | 'type' | 'description'>, now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO segments.custom_attribute (game_id, name, type, description, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT custom_attribute_pkey DO UPDATE SET type = $3, description = $4, modified_at = $5`,
      [currentScope().gameId, name, type, description, now]);
  }

  async removeAttribute(name: string): Promise<void> {
    await this.database.execute('DELETE FROM segments.custom_attribute WHERE game_id = $1 AND name = $2', [currentScope().gameId, name]);
  }
}
