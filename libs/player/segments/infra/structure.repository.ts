import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { Structure } from '../domain/program.js';

/** What decides in a game: groups, segments, declared attributes, and how often they have changed. */
@Injectable()
export class StructureRepository {
  constructor(private readonly database: Database) {}

  /** Holds the game's row until the transaction ends: changes of what decides come one after the other, each sees those before it. First in every command that changes it. */
  async raise(): Promise<void> {
    await this.database.execute('INSERT INTO segments.version (game_id, version) VALUES ($1, 1) ON CONFLICT ON CONSTRAINT version_pkey DO UPDATE SET version = segments.version.version + 1', [currentScope().gameId]);
  }

  /** How many there are: one statement, which reads no graph. */
  async counts(): Promise<{ groups: number; segments: number }> {
    const row = await this.database.one<{ groups: number; segments: number }>(
      'SELECT (SELECT count(*)::int FROM segments.segment_group WHERE game_id = $1) AS groups, (SELECT count(*)::int FROM segments.segment WHERE game_id = $1) AS segments', [currentScope().gameId]);
    return row!;
  }

  /** All of one moment: one statement. Graphs have `LIMITS.gameCharacters` together. */
  async read(): Promise<Structure> {
    const row = await this.database.one<{ version: bigint | null; groups: Structure['groups']; segments: Structure['segments']; attributes: Structure['attributes'] }>(
      `SELECT (SELECT version FROM segments.version WHERE game_id = $1) AS version,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'type', type, 'enabled', enabled, 'is_template', is_template, 'graph', graph) ORDER BY id), '[]') FROM segments.segment_group WHERE game_id = $1) AS groups,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'slug', slug, 'segment_group_id', segment_group_id) ORDER BY id), '[]') FROM segments.segment WHERE game_id = $1) AS segments,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('name', name, 'type', type) ORDER BY name), '[]') FROM segments.custom_attribute WHERE game_id = $1) AS attributes`,
      [currentScope().gameId]);
    return { version: Number(row!.version ?? 0n), groups: row!.groups, segments: row!.segments, attributes: row!.attributes };
  }

  /** To which segments a player was added, and which version decides now: one statement. */
  async ofPlayer(playerId: string): Promise<{ version: number; added: string[] }> {
    const row = await this.database.one<{ version: bigint | null; added: string[] }>(
      `SELECT (SELECT version FROM segments.version WHERE game_id = $1) AS version, ARRAY(SELECT segment_id FROM segments.member WHERE game_id = $1 AND player_id = $2) AS added`,
      [currentScope().gameId, playerId]);
    return { version: Number(row!.version ?? 0n), added: row!.added };
  }
}
