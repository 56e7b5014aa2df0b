import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Housekeeps, firstGames, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { KEPT_AFTERWARDS_MS, OneTimeTokensRepository } from '../infra/one-time-tokens.repository.js';
import { SessionsRepository } from '../infra/sessions.repository.js';

/** Removes up to `max` sessions that have ended, and as many tokens that ended before yesterday, each with its route. Answers the greater number. */
export class RemoveEnded extends Command<number> {
  static readonly context = 'player/sign-in';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(RemoveEnded)
export class RemoveEndedHandler implements ICommandHandler<RemoveEnded> {
  constructor(private readonly sessions: SessionsRepository, private readonly tokens: OneTimeTokensRepository) {}
  async execute({ max }: RemoveEnded): Promise<number> {
    return Math.max(await this.sessions.removeEnded(max), await this.tokens.removeEnded(max));
  }
}

@Injectable()
@Housekeeps('sign-in.remove-ended')
export class RemoveEndedChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly clock: Clock) {}

  async due(after: string): Promise<string[]> {
    const now = this.clock.now();
    const sessions = await gamesHaving(this.database, 'sign_in.session', after, 'expires_at <= $2', [now]);
    const tokens = await gamesHaving(this.database, 'sign_in.one_time_token', after, 'expires_at < $2', [new Date(now.getTime() - KEPT_AFTERWARDS_MS)]);
    return firstGames(sessions, tokens);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new RemoveEnded(max), systemScope(gameId, 'sign-in.remove-ended'));
  }
}
