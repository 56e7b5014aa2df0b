import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { HoldsPersonalData, type Identity, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';

const READ_AT_A_TIME = 10_000;

/** One page of the game's players, and who of them has this e-mail: nobody pays for an index that the law needs twice a year. */
class FindPlayersByEmail extends Query<{ found: string[]; last: string | null }> {
  constructor(readonly email: string, readonly after: string) { super(); }
}

@QueryHandler(FindPlayersByEmail)
export class FindPlayersByEmailHandler implements IQueryHandler<FindPlayersByEmail> {
  constructor(private readonly database: Database) {}

  async execute({ email, after }: FindPlayersByEmail): Promise<{ found: string[]; last: string | null }> {
    const row = await this.database.one<{ found: string[] | null; last: string | null; read: bigint }>(
      `SELECT array_agg(player_id) FILTER (WHERE lower(email) = $2) AS found, max(id) AS last, count(*) AS read
         FROM (SELECT id, player_id, email FROM players.player WHERE game_id = $1 AND id > $3 ORDER BY id LIMIT ${READ_AT_A_TIME}) AS page`,
      [currentScope().gameId, email, after]);
    return { found: row!.found ?? [], last: Number(row!.read) < READ_AT_A_TIME ? null : row!.last };
  }
}

class GetPlayerData extends Query<object[]> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(GetPlayerData)
export class GetPlayerDataHandler implements IQueryHandler<GetPlayerData> {
  constructor(private readonly database: Database) {}

  async execute({ playerIds }: GetPlayerData): Promise<object[]> {
    const rows = await this.database.query<{ entry: object }>(`SELECT to_jsonb(p) - 'game_id' - 'id' AS entry FROM players.player p WHERE game_id = $1 AND player_id = ANY($2::text[])`, [currentScope().gameId, playerIds]);
    return rows.map(({ entry }) => entry);
  }
}

class ErasePlayer extends Command<number> {
  static readonly context = 'player/players';
  constructor(readonly playerId: string) { super(); }
}

@CommandHandler(ErasePlayer)
export class ErasePlayerHandler implements ICommandHandler<ErasePlayer> {
  constructor(private readonly database: Database) {}
  execute({ playerId }: ErasePlayer): Promise<number> {
    return this.database.execute('DELETE FROM players.player WHERE game_id = $1 AND player_id = $2', [currentScope().gameId, playerId]);
  }
}

@Injectable()
@HoldsPersonalData('player/players')
export class PlayerData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async find({ email }: Identity, scope: Scope): Promise<string[]> {
    const all: string[] = [];
    for (let after: string | null = email ? '' : null; after !== null; ) {
      const { found, last }: { found: string[]; last: string | null } = await this.queries.ask(new FindPlayersByEmail(email!, after), scope);
      all.push(...found);
      after = last;
    }
    return all;
  }

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    return { profile: await this.queries.ask(new GetPlayerData(playerIds), scope) };
  }

  erase({ player_id }: Subject, scope: Scope): Promise<number> {
    return this.commands.execute(new ErasePlayer(player_id), scope);
  }
}
