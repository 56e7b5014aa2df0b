import { Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { randomToken } from '#platform/crypto/envelope';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Call, Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { Limits } from '#platform/limits/limits';
import { Outbox } from '#platform/outbox/outbox';
import { EndpointNotFound } from '../contracts/errors.js';
import { challengeFault } from '../domain/challenge-answer.js';
import { EndpointsRepository } from '../infra/endpoints.repository.js';
import { KnownEndpoints } from '../infra/known-endpoints.js';
import { deliveryTarget } from './endpoint-queries.js';
import { endpointFact } from './endpoints.js';
import { SignedQuestion, type QuestionTarget } from './signed-question.js';

export const CHALLENGE_DEADLINE_MS = 5_000;
/** Of one game: whoever names a stranger's address does not flood it by challenges. */
const CHALLENGES = { capacity: 10, perSecond: 0.2 } as const;

/** Asks the server of an endpoint to answer a random value, where it has not done so yet. Throws `webhook.not_found`; that the server does not answer is no error and stands at the endpoint. */
export class ChallengeEndpoint extends Call<void> {
  constructor(readonly endpointId: string) { super(); }
}

/** Null where nothing has to be shown. */
export class GetChallengeTarget extends Query<QuestionTarget | null> {
  constructor(readonly endpointId: string) { super(); }
}

@QueryHandler(GetChallengeTarget)
export class GetChallengeTargetHandler implements IQueryHandler<GetChallengeTarget> {
  constructor(private readonly known: KnownEndpoints) {}

  async execute({ endpointId }: GetChallengeTarget): Promise<QuestionTarget | null> {
    const row = (await this.known.now(currentScope().gameId)).find((each) => each.id === endpointId);
    if (!row) throw new EndpointNotFound();
    return row.unverified_since === null ? null : { ...deliveryTarget(row), sandbox: row.environment === 'sandbox' };
  }
}

/** Notes how the challenge at an address ended. One that has another address by now is left as it is. */
export class RecordChallenge extends Command<void> {
  static readonly context = 'studio/game-servers';
  constructor(readonly endpointId: string, readonly url: string, readonly fault: string | null) { super(); }
}

@CommandHandler(RecordChallenge)
export class RecordChallengeHandler implements ICommandHandler<RecordChallenge> {
  constructor(private readonly endpoints: EndpointsRepository, private readonly known: KnownEndpoints, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ endpointId, url, fault }: RecordChallenge): Promise<void> {
    const row = await this.endpoints.lock(endpointId);
    if (!row || row.unverified_since === null || row.url !== url) return;
    const changed = { ...row, unverified_since: fault === null ? null : row.unverified_since, challenge_error: fault };
    await this.endpoints.update(changed, this.clock.now());
    this.known.forget(row.game_id);
    if (fault === null) this.outbox.record(endpointFact(changed));
  }
}

@QueryHandler(ChallengeEndpoint)
export class ChallengeEndpointHandler implements IQueryHandler<ChallengeEndpoint> {
  private readonly logger = new Logger('Webhooks');
  constructor(private readonly callers: CallScope, private readonly queries: Queries, private readonly commands: Commands, private readonly question: SignedQuestion, private readonly limits: Limits) {}

  async execute({ endpointId }: ChallengeEndpoint): Promise<void> {
    const scope = this.callers.current;
    const target = await this.queries.ask(new GetChallengeTarget(endpointId), scope);
    if (!target) return;
    const fault = (await this.limits.take(`webhooks.challenge:${scope.gameId}`, CHALLENGES)).allowed ? await this.ask(target, scope) : 'too_many_challenges';
    await this.commands.execute(new RecordChallenge(endpointId, target.url, fault), scope);
  }

  /** Why the server did not answer; null when it did. */
  private async ask(target: QuestionTarget, scope: Scope): Promise<string | null> {
    const { endpoint_id } = target;
    const challenge = randomToken();
    const event_id = newId('evt');
    const sent = await this.question.send(target, {
      event_id, type: 'webhook.challenge', data: { webhook_id: endpoint_id, challenge }, aggregate_type: 'webhook', aggregate_id: endpoint_id, trigger: null, context: null,
    }, scope, CHALLENGE_DEADLINE_MS);
    const fault = 'reason' in sent ? sent.reason : challengeFault(challenge, sent);
    if (fault !== null) this.logger.log({ msg: 'a webhook has not answered its challenge', game_id: scope.gameId, endpoint_id, event_id, reason: fault, request_id: scope.requestId });
    return fault;
  }
}
