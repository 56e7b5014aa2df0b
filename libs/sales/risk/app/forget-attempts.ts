import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Housekeeps, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { AttemptRepository } from '../infra/attempt.repository.js';

/** The rules look back a day; staff may want to see what was decided of a purchase that is disputed within weeks. */
const KEPT_DAYS = 30;

const keptSince = (now: Date): Date => new Date(now.getTime() - KEPT_DAYS * 86_400_000);

class ForgetAttempts extends Command<number> {
  static readonly context = 'sales/risk';
  constructor(readonly max: number) { super(); }
}

@CommandHandler(ForgetAttempts)
export class ForgetAttemptsHandler implements ICommandHandler<ForgetAttempts> {
  constructor(private readonly attempts: AttemptRepository, private readonly clock: Clock) {}
  execute({ max }: ForgetAttempts): Promise<number> {
    return this.attempts.forget(keptSince(this.clock.now()), max);
  }
}

@Injectable()
@Housekeeps('risk.attempts')
export class ForgetAttemptsChore implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly clock: Clock) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'risk.attempt', after, 'judged_at < $2', [keptSince(this.clock.now())]);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new ForgetAttempts(max), systemScope(gameId, 'risk.attempts'));
  }
}
