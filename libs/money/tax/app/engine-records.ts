import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { Jobs } from '#platform/jobs/jobs';
import { Command, Query } from '#platform/kernel/messages';
import { EngineStepNotFound, EngineStepNotReplayable } from '../contracts/errors.js';
import type { EngineStepId } from '../contracts/ids.js';
import { type EngineQuoteRow, EngineQuotesRepository } from '../infra/engine-quotes.repository.js';
import { type EngineStepRow, EngineStepsRepository } from '../infra/engine-steps.repository.js';
import { ENGINE_JOB } from './engine-steps.job.js';

export type { EngineStepRow };

export class ListEngineQuotes extends Query<EngineQuoteRow[]> {
  constructor(readonly wish: { outcome?: EngineQuoteRow['outcome']; starting_after?: string; limit: number }) {
    super();
  }
}

@QueryHandler(ListEngineQuotes)
export class ListEngineQuotesHandler implements IQueryHandler<ListEngineQuotes> {
  constructor(private readonly quotes: EngineQuotesRepository) {}
  execute({ wish }: ListEngineQuotes): Promise<EngineQuoteRow[]> {
    return this.quotes.list(wish);
  }
}

export class ListEngineSteps extends Query<EngineStepRow[]> {
  constructor(readonly wish: { state?: EngineStepRow['state']; order_id?: string; starting_after?: string; limit: number }) {
    super();
  }
}

@QueryHandler(ListEngineSteps)
export class ListEngineStepsHandler implements IQueryHandler<ListEngineSteps> {
  constructor(private readonly steps: EngineStepsRepository) {}
  execute({ wish }: ListEngineSteps): Promise<EngineStepRow[]> {
    return this.steps.list(wish);
  }
}

/** Has the engine told once more of what it has refused or answered, under the same key: so it has the effect of one. Throws `tax.engine_step_not_found`, `tax.engine_step_not_replayable`. */
export class ReplayEngineStep extends Command<{ order_id: string }> {
  static readonly context = 'money/tax';
  constructor(readonly id: EngineStepId) {
    super();
  }
}

@CommandHandler(ReplayEngineStep)
export class ReplayEngineStepHandler implements ICommandHandler<ReplayEngineStep> {
  constructor(private readonly steps: EngineStepsRepository, private readonly jobs: Jobs) {}

  async execute({ id }: ReplayEngineStep): Promise<{ order_id: string }> {
    const step = await this.steps.hold(id);
    if (!step) throw new EngineStepNotFound();
    if (step.state !== 'answered' && step.state !== 'refused') throw new EngineStepNotReplayable(step.state);
    await this.steps.replay(id);
    await this.jobs.schedule({ type: ENGINE_JOB, key: step.order_id, payload: { order_id: step.order_id } });
    return { order_id: step.order_id };
  }
}
