import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { GetMemberships } from '../contracts/queries.js';

class GetMembersAdded extends Query<object[]> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(GetMembersAdded)
export class GetMembersAddedHandler implements IQueryHandler<GetMembersAdded> {
  constructor(private readonly database: Database, private readonly queries: Queries) {}

  async execute({ playerIds }: GetMembersAdded): Promise<object[]> {
    const added = await this.database.query<{ entry: object }>(
      `SELECT jsonb_build_object('player_id', m.player_id, 'slug', s.slug, 'name', s.name, 'added_at', m.added_at) AS entry
         FROM segments.member m JOIN segments.segment s ON s.game_id = m.game_id AND s.id = m.segment_id WHERE m.game_id = $1 AND m.player_id = ANY($2::text[]) ORDER BY m.player_id, s.id LIMIT ${EXPORTED_MAX}`,
      [currentScope().gameId, playerIds]);
    const entries = added.map(({ entry }) => entry);
    for (const playerId of playerIds) {
      for (const { slug, sources } of await this.queries.ask(new GetMemberships(playerId))) if (!sources.includes('api')) entries.push({ player_id: playerId, slug, sources });
    }
    return entries.slice(0, EXPORTED_MAX);
  }
}

class EraseMember extends Command<number> {
  static readonly context = 'player/segments';
  constructor(readonly playerId: string) { super(); }
}

@CommandHandler(EraseMember)
export class EraseMemberHandler implements ICommandHandler<EraseMember> {
  constructor(private readonly database: Database) {}
  execute({ playerId }: EraseMember): Promise<number> {
    return this.database.execute('DELETE FROM segments.member WHERE game_id = $1 AND player_id = $2', [currentScope().gameId, playerId]);
  }
}

/** A copy has every segment that a player is in, those too that rules put her into; an erasure deletes where she was added. */
@Injectable()
@HoldsPersonalData('player/segments')
export class MemberData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    return { segments: await this.queries.ask(new GetMembersAdded(playerIds), scope) };
  }

  erase({ player_id }: Subject, scope: Scope): Promise<number> {
    return this.commands.execute(new EraseMember(player_id), scope);
  }
}
