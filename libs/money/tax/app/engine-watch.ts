import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { gamesHaving, Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { systemScope } from '#platform/kernel/scope';
import { EngineStepsRepository } from '../infra/engine-steps.repository.js';

const CAUSE = 'tax.engine-steps';
/** A return is made by the engine's books: what it has not been told by then is missing in it. */
const ALARM_AFTER_MS = 24 * 3_600_000;

/** Tells the alarms of steps that have waited too long, each once. Answers how many. */
class AlarmOldEngineSteps extends Command<number> {
  static readonly context = 'money/tax';
  constructor(readonly max: number) {
    super();
  }
}

@CommandHandler(AlarmOldEngineSteps)
export class AlarmOldEngineStepsHandler implements ICommandHandler<AlarmOldEngineSteps> {
  private readonly logger = new Logger('Tax');

  constructor(private readonly steps: EngineStepsRepository, private readonly clock: Clock) {}

  async execute({ max }: AlarmOldEngineSteps): Promise<number> {
    const now = this.clock.now();
    const old = await this.steps.alarm(new Date(now.getTime() - ALARM_AFTER_MS), now, max);
    for (const { id, order_id, kind, last_error } of old) this.logger.error({ msg: 'ALARM: the tax engine has not answered for a day what it was told of a sale', order_id, step_id: id, kind, failure: last_error });
    return old.length;
  }
}

/** Every hour: what the engine has not answered for a day. It goes on being told meanwhile. */
@Injectable()
@Housekeeps(CAUSE)
export class EngineWatch implements Chore {
  constructor(private readonly database: Database, private readonly commands: Commands, private readonly clock: Clock) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'tax.engine_step', after, `state = 'pending' AND noted_at < $2 AND alarmed_at IS NULL`, [new Date(this.clock.now().getTime() - ALARM_AFTER_MS)]);
  }

  step(gameId: string, max: number): Promise<number> {
    return this.commands.execute(new AlarmOldEngineSteps(max), systemScope(gameId, CAUSE));
  }
}
