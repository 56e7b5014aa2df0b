import { Logger } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { newId } from '#platform/kernel/ids';
import { Query } from '#platform/kernel/messages';
import { AskReservation, wants, type ReservationVerdict } from '../contracts/queries.js';
import { readReservationAnswer } from '../domain/reservation-answer.js';
import { isCalled, KnownEndpoints } from '../infra/known-endpoints.js';
import { deliveryTarget } from './endpoint-queries.js';
import { SignedQuestion, type QuestionTarget } from './signed-question.js';

export const RESERVE_DEADLINE_MS = 3_000;

/** Whom `order.reserve` goes to. */
export class GetReservationTarget extends Query<QuestionTarget | null> {}

@QueryHandler(GetReservationTarget)
export class GetReservationTargetHandler implements IQueryHandler<GetReservationTarget> {
  constructor(private readonly known: KnownEndpoints) {}

  async execute(): Promise<QuestionTarget | null> {
    const row = await this.known.find(currentScope().gameId, (each) => isCalled(each) && wants(each.events, 'order.reserve'));
    return row ? { ...deliveryTarget(row), sandbox: row.environment === 'sandbox' } : null;
  }
}

/** `order.reserve`: signed like every event, one try, three seconds for everything. Whatever is no yes stands in the log, without what was answered. */
@QueryHandler(AskReservation)
export class AskReservationHandler implements IQueryHandler<AskReservation> {
  private readonly logger = new Logger('Reservation');
  constructor(private readonly callers: CallScope, private readonly queries: Queries, private readonly question: SignedQuestion) {}

  async execute({ input }: AskReservation): Promise<ReservationVerdict> {
    const began = performance.now();
    const scope = this.callers.current;
    const target = await this.queries.ask(new GetReservationTarget(), scope);
    if (!target) return { outcome: 'unavailable', reason: 'no_endpoint', detail: 'No enabled webhook has order.reserve.', may_stand: false };
    const event_id = newId('evt');
    const { reservation_id, data } = input;
    const sent = await this.question.send(target, {
      event_id, type: 'order.reserve', data, effect: reservation_id, trigger: 'checkout.pay', aggregate_type: 'reservation', aggregate_id: reservation_id, context: null,
    }, scope, RESERVE_DEADLINE_MS - (performance.now() - began));
    const status = 'status' in sent ? sent.status : null;
    const verdict = 'status' in sent ? verdictOf(readReservationAnswer(sent.status, sent.body, sent.cut)) : { outcome: 'unavailable' as const, reason: sent.reason, detail: sent.text, may_stand: sent.sent };
    if (verdict.outcome !== 'reserved') {
      this.logger.warn({
        msg: `order.reserve was ${verdict.outcome === 'refused' ? 'refused' : 'not answered as documented'}`, game_id: scope.gameId, endpoint_id: target.endpoint_id, event_id, request_id: scope.requestId,
        outcome: verdict.outcome, reason: verdict.outcome === 'refused' ? verdict.code : verdict.reason, status, duration_ms: Math.round(performance.now() - began),
      });
    }
    return verdict;
  }
}

function verdictOf(answer: ReturnType<typeof readReservationAnswer>): ReservationVerdict {
  return answer.outcome === 'unclear' ? { outcome: 'unavailable', reason: answer.reason, detail: answer.detail, may_stand: true } : answer;
}
