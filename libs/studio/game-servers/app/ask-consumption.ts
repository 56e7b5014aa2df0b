import { Logger } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { newId } from '#platform/kernel/ids';
import { Query } from '#platform/kernel/messages';
import { AskConsumption, wants, type ConsumptionTold } from '../contracts/queries.js';
import { readConsumptionAnswer } from '../domain/consumption-answer.js';
import { isCalled, KnownEndpoints } from '../infra/known-endpoints.js';
import { deliveryTarget } from './endpoint-queries.js';
import { QuestionCircuit } from './question-circuit.js';
import { SignedQuestion, type QuestionTarget } from './signed-question.js';

const DEADLINE_MS = 3_000;

/** Whom `refund.consumption` goes to. */
export class GetConsumptionTarget extends Query<QuestionTarget | null> {}

@QueryHandler(GetConsumptionTarget)
export class GetConsumptionTargetHandler implements IQueryHandler<GetConsumptionTarget> {
  constructor(private readonly known: KnownEndpoints) {}

  async execute(): Promise<QuestionTarget | null> {
    const row = await this.known.find(currentScope().gameId, (each) => isCalled(each) && wants(each.events, 'refund.consumption'));
    return row ? { ...deliveryTarget(row), sandbox: row.environment === 'sandbox' } : null;
  }
}

/** `refund.consumption`: signed like every event, one try, three seconds for everything. What is no answer leaves a line in the log. */
@QueryHandler(AskConsumption)
export class AskConsumptionHandler implements IQueryHandler<AskConsumption> {
  private readonly logger = new Logger('Consumption');
  constructor(private readonly callers: CallScope, private readonly queries: Queries, private readonly question: SignedQuestion, private readonly circuit: QuestionCircuit) {}

  async execute({ input }: AskConsumption): Promise<ConsumptionTold> {
    const began = performance.now();
    const scope = this.callers.current;
    const target = await this.queries.ask(new GetConsumptionTarget(), scope);
    if (!target) return { outcome: 'not_asked' };
    if (this.circuit.isOpen(target.endpoint_id)) return { outcome: 'unanswered', reason: 'circuit_open' };
    const event_id = newId('evt');
    const sent = await this.question.send(target, {
      event_id, type: 'refund.consumption', data: input, effect: input.refund_id, trigger: 'refund.requested', aggregate_type: 'order', aggregate_id: input.order_id, context: null,
    }, scope, DEADLINE_MS - (performance.now() - began));
    const answer = 'status' in sent ? readConsumptionAnswer(sent.status, sent.body, sent.cut, input.items.map(({ line_id }) => line_id)) : { outcome: 'unclear' as const, reason: sent.reason };
    this.circuit.note(target.endpoint_id, answer.outcome === 'answered');
    if (answer.outcome === 'answered') return answer;
    this.logger.warn({
      msg: 'refund.consumption was not answered as documented', game_id: scope.gameId, endpoint_id: target.endpoint_id, event_id, request_id: scope.requestId, refund_id: input.refund_id, reason: answer.reason,
      duration_ms: Math.round(performance.now() - began),
    });
    return { outcome: 'unanswered', reason: answer.reason };
  }
}
