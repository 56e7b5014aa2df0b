import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { HoldsPersonalData, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';

class GetVerifications extends Query<object[]> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(GetVerifications)
export class GetVerificationsHandler implements IQueryHandler<GetVerifications> {
  constructor(private readonly database: Database) {}

  async execute({ playerIds }: GetVerifications): Promise<object[]> {
    const rows = await this.database.query<{ entry: object }>(`SELECT to_jsonb(v) - 'game_id' AS entry FROM game_servers.player_verification v WHERE game_id = $1 AND player_id = ANY($2::text[])`, [currentScope().gameId, playerIds]);
    return rows.map(({ entry }) => entry);
  }
}

class EraseVerification extends Command<number> {
  static readonly context = 'studio/game-servers';
  constructor(readonly playerId: string) { super(); }
}

@CommandHandler(EraseVerification)
export class EraseVerificationHandler implements ICommandHandler<EraseVerification> {
  constructor(private readonly database: Database) {}
  execute({ playerId }: EraseVerification): Promise<number> {
    return this.database.execute('DELETE FROM game_servers.player_verification WHERE game_id = $1 AND player_id = $2', [currentScope().gameId, playerId]);
  }
}

/** What the game has said of a player. */
@Injectable()
@HoldsPersonalData('studio/game-servers')
export class VerificationData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    return { said_by_the_game: await this.queries.ask(new GetVerifications(playerIds), scope) };
  }

  erase({ player_id }: Subject, scope: Scope): Promise<number> {
    return this.commands.execute(new EraseVerification(player_id), scope);
  }
}
