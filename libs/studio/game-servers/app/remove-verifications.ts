import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Housekeeps, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';

/** Removes up to `max` verifications that are believed no longer: what a game has said of a player is personal. Answers how many. */
export class RemoveVerifications extends Command<number> {
  static readonly context = 'studio/game-servers';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(RemoveVerifications)
export class RemoveVerificationsHandler implements ICommandHandler<RemoveVerifications> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  execute({ max }: RemoveVerifications): Promise<number> {
    return this.database.execute(
      `DELETE FROM game_servers.player_verification WHERE game_id = $1 AND player_id IN (
         SELECT player_id FROM game_servers.player_verification WHERE game_id = $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED)`,
      [currentScope().gameId, this.clock.now(), max],
    );
  }
}

@Injectable()
@Housekeeps('game-servers.remove-verifications')
export class RemoveVerificationsChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly clock: Clock) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'game_servers.player_verification', after, 'expires_at <= $2', [this.clock.now()]);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new RemoveVerifications(max), systemScope(gameId, 'game-servers.remove-verifications'));
  }
}
