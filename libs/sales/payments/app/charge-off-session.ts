import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { ChargeOffSession, ChargePayment, type OffSessionStanding, type PaymentStanding } from '../contracts/queries.js';
import { AUTHENTICATION_REQUIRED } from '../domain/declines.js';
import { standingOf } from '../domain/standing.js';
import { ChargePaymentHandler } from './charge-payment.js';
import { EndPayment } from './end-payment.js';
import { GetAttempt } from './get-payment.js';

/** A charge without the buyer is one of any other's kind, but that nobody can be asked: where her bank wants to, the attempt ends, and what comes of it all the same goes back as late money does. */
@QueryHandler(ChargeOffSession)
export class ChargeOffSessionHandler implements IQueryHandler<ChargeOffSession> {
  constructor(private readonly charging: ChargePaymentHandler, private readonly commands: Commands, private readonly queries: Queries, private readonly callers: CallScope) {}

  async execute({ start }: ChargeOffSession): Promise<OffSessionStanding> {
    const scope = this.callers.current;
    const { payment_id } = start;
    const standing = await this.charging.execute(new ChargePayment({ payment_id, token: null, start: { ...start, save: null, initiator: 'merchant' } }));
    if (standing.state === 'requires_action') await this.commands.execute(new EndPayment({ payment_id, status: 'failed', fail_code: AUTHENTICATION_REQUIRED }), scope);
    const attempt = (await this.queries.ask(new GetAttempt(payment_id), scope))!;
    const now: PaymentStanding = standing.state === 'requires_action' ? standingOf(attempt) : standing;
    return { ...now, needs_buyer: attempt.status === 'failed' && attempt.fail_code === AUTHENTICATION_REQUIRED };
  }
}
