import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import { Call, Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { nextStep, retryIn, type EngineStep, type NextStep } from '../domain/engine-steps.js';
import { TaxEngine, type EngineReceipt } from '../domain/tax-engine.js';
import { EngineQuotesRepository, type EngineQuoteRow } from '../infra/engine-quotes.repository.js';
import { EngineStepsRepository } from '../infra/engine-steps.repository.js';

export const ENGINE_JOB = 'tax.engine';

type ToTell = NonNullable<NextStep> & { quote: EngineQuoteRow };

/** What the engine is told next of an order, with the quote that its sale rests on; null where nothing waits that can be told. */
export class GetNextEngineStep extends Query<ToTell | null> {
  constructor(readonly orderId: string) {
    super();
  }
}

@QueryHandler(GetNextEngineStep)
export class GetNextEngineStepHandler implements IQueryHandler<GetNextEngineStep> {
  constructor(private readonly steps: EngineStepsRepository, private readonly quotes: EngineQuotesRepository) {}

  async execute({ orderId }: GetNextEngineStep): Promise<ToTell | null> {
    const next = nextStep(await this.steps.ofOrder(orderId));
    if (!next) return null;
    const quote = await this.quotes.find(next.step.told.quote_id);
    invariant(quote?.reference, `The engine's quote ${next.step.told.quote_id} is not there`);
    return { ...next, quote };
  }
}

/** Tells the engine; stores nothing. A repetition has the same key, and the effect of one. */
export class TellTaxEngine extends Call<EngineReceipt> {
  constructor(readonly toTell: ToTell) {
    super();
  }
}

@QueryHandler(TellTaxEngine)
export class TellTaxEngineHandler implements IQueryHandler<TellTaxEngine> {
  constructor(private readonly engine: TaxEngine) {}

  execute({ toTell: { operation, step: { order_id, ref, told }, is_last, quote } }: TellTaxEngine): Promise<EngineReceipt> {
    const { quote_id: _, legal_entity, ...figures } = told;
    const sale = { environment: quote.asked.environment, legal_entity, transaction_id: order_id };
    switch (operation) {
      case 'commit':
        return this.engine.commit({ ...sale, ...figures, quote_reference: quote.reference!, place: quote.asked.place }, `commit-${order_id}`);
      case 'reverse':
        return this.engine.reverse({ ...sale, ...figures, reversal_id: ref, is_last }, `reverse-${order_id}-${ref}`);
      case 'void':
        return this.engine.void(sale, `void-${order_id}`);
    }
  }
}

/** Notes what the engine said to a step. Answers whether that ended it. */
export class NoteEngineReceipt extends Command<{ is_over: boolean }> {
  static readonly context = 'money/tax';
  constructor(readonly step: Pick<EngineStep, 'id' | 'order_id'>, readonly operation: ToTell['operation'], readonly said: EngineReceipt) {
    super();
  }
}

@CommandHandler(NoteEngineReceipt)
export class NoteEngineReceiptHandler implements ICommandHandler<NoteEngineReceipt> {
  private readonly logger = new Logger('Tax');

  constructor(private readonly steps: EngineStepsRepository, private readonly clock: Clock) {}

  async execute({ step, operation, said }: NoteEngineReceipt): Promise<{ is_over: boolean }> {
    const now = this.clock.now();
    if (said.outcome === 'unknown') {
      await this.steps.answer(step.id, { state: 'pending', reference: null, last_error: said.failure, answered_at: null });
      return { is_over: false };
    }
    if (said.outcome === 'refused') {
      const isNew = await this.steps.answer(step.id, { state: 'refused', reference: null, last_error: said.failure, answered_at: null });
      if (isNew) this.logger.error({ msg: 'ALARM: the tax engine refuses what it is told of a sale', order_id: step.order_id, step_id: step.id, operation, failure: said.failure });
      return { is_over: true };
    }
    const { reference } = said.answer;
    await this.steps.answer(step.id, { state: operation === 'void' ? 'voided' : 'answered', reference, last_error: null, answered_at: now });
    if (operation === 'void') await this.steps.voidReversals(step.order_id, now);
    return { is_over: true };
  }
}

/** Tells the engine of an order, one step after the other, until it has answered all of them. An engine that is silent is asked again without end. */
@Injectable()
@HandlesJob(ENGINE_JOB, { leaseSeconds: 60 })
export class EngineStepsJob implements JobHandler<{ order_id: string }> {
  constructor(private readonly queries: Queries, private readonly calls: Calls, private readonly commands: Commands) {}

  async run({ payload: { order_id } }: Job<{ order_id: string }>, scope: Scope): Promise<void | Again> {
    const toTell = await this.queries.ask(new GetNextEngineStep(order_id), scope);
    if (!toTell) return;
    const said = await this.calls.ask(new TellTaxEngine(toTell), scope);
    const { is_over } = await this.commands.execute(new NoteEngineReceipt(toTell.step, toTell.operation, said), scope);
    return { againInSeconds: is_over ? 0 : retryIn(toTell.step.attempts + 1) };
  }
}
