import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Queries } from '#platform/cqrs/doors';
import { PaymentNotFound } from '../contracts/errors.js';
import { accountOf } from '../contracts/ids.js';
import { AcceptDisputeAtProvider, SubmitDisputeEvidence, type DisputeAnswered, type DisputeSeen } from '../contracts/queries.js';
import type { DisputeKey, GatewayAnswer, PaymentGateway } from '../domain/payment-gateway.js';
import { AccountGateways } from './account-gateways.js';
import { GetAttempt } from './get-payment.js';

const WAITS: readonly DisputeSeen['status'][] = ['needs_response', 'warning_needs_response'];

/** Where an answer is to go: null where the provider takes none by its API, or never named the payment. */
async function deskOf(queries: Queries, callers: CallScope, gateways: AccountGateways, { payment_id, dispute_id }: { payment_id: string; dispute_id: string }): Promise<{ gateway: PaymentGateway; key: DisputeKey } | null> {
  const attempt = await queries.ask(new GetAttempt(payment_id), callers.current);
  if (!attempt) throw new PaymentNotFound();
  // Of a studio's own account the studio answers.
  if (accountOf(attempt.provider) !== null) return null;
  const gateway = await gateways.of(attempt.provider, callers.current);
  if (!gateway.isConfigured || !gateway.lookUpDispute || attempt.provider_reference === null) return null;
  return { gateway, key: { dispute_id, reference: payment_id, provider_reference: attempt.provider_reference } };
}

/** Looks before it acts, so that what an answer was lost of is not done again. `isDone` says by the look whether it has been. */
async function once(gateway: PaymentGateway, key: DisputeKey, isDone: (seen: DisputeSeen) => boolean, act: () => Promise<GatewayAnswer<DisputeSeen>>): Promise<DisputeAnswered> {
  const found = await gateway.lookUpDispute!(key);
  if (found.outcome === 'refused') return { outcome: 'refused', code: found.code };
  if (found.outcome !== 'answered') return { outcome: 'unknown', reason: found.reason };
  if (found.value === null) return { outcome: 'refused', code: 'unknown_dispute' };
  if (isDone(found.value)) return { outcome: 'done', seen: found.value };
  if (!WAITS.includes(found.value.status)) return { outcome: 'over', seen: found.value };
  const answer = await act();
  if (answer.outcome === 'answered') return { outcome: 'done', seen: answer.value };
  return answer.outcome === 'refused' ? { outcome: 'refused', code: answer.code } : { outcome: 'unknown', reason: answer.reason };
}

@QueryHandler(SubmitDisputeEvidence)
export class SubmitDisputeEvidenceHandler implements IQueryHandler<SubmitDisputeEvidence> {
  constructor(private readonly queries: Queries, private readonly callers: CallScope, private readonly gateways: AccountGateways) {}

  async execute({ input }: SubmitDisputeEvidence): Promise<DisputeAnswered> {
    const desk = await deskOf(this.queries, this.callers, this.gateways, input);
    if (!desk?.gateway.submitEvidence) return { outcome: 'not_supported' };
    const { gateway, key } = desk;
    return once(gateway, key, (seen) => seen.has_evidence, () => gateway.submitEvidence!(key, input.evidence));
  }
}

@QueryHandler(AcceptDisputeAtProvider)
export class AcceptDisputeAtProviderHandler implements IQueryHandler<AcceptDisputeAtProvider> {
  constructor(private readonly queries: Queries, private readonly callers: CallScope, private readonly gateways: AccountGateways) {}

  async execute({ input }: AcceptDisputeAtProvider): Promise<DisputeAnswered> {
    const desk = await deskOf(this.queries, this.callers, this.gateways, input);
    if (!desk?.gateway.acceptDispute) return { outcome: 'not_supported' };
    const { gateway, key } = desk;
    return once(gateway, key, (seen) => seen.status === 'lost', () => gateway.acceptDispute!(key, `accept_${input.dispute_id}`));
  }
}
