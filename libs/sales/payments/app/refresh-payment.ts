import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { PaymentNotFound } from '../contracts/errors.js';
import { RefreshPayment, type PaymentStanding } from '../contracts/queries.js';
import { standingOf } from '../domain/standing.js';
import { AccountGateways } from './account-gateways.js';
import { ChargeKeys } from './charge-keys.js';
import { GetAttempt } from './get-payment.js';
import { RecordPayment } from './record-payment.js';

const TOTAL_MS = 8_500;
const COMPLETE_MS = 6_500;

@QueryHandler(RefreshPayment)
export class RefreshPaymentHandler implements IQueryHandler<RefreshPayment> {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly callers: CallScope, private readonly gateways: AccountGateways, private readonly keys: ChargeKeys) {}

  async execute({ input: { payment_id, returned } }: RefreshPayment): Promise<PaymentStanding> {
    const scope = this.callers.current;
    const attempt = await this.queries.ask(new GetAttempt(payment_id), scope);
    if (!attempt) throw new PaymentNotFound();
    if (attempt.status !== 'created' || attempt.is_mismatched) return standingOf(attempt);
    const gateway = await this.gateways.of(attempt.provider, scope);
    const key = this.keys.of(attempt, scope);
    const began = performance.now();
    const brought = returned && Object.keys(returned).length > 0 ? await gateway.complete?.(key, returned, COMPLETE_MS) : undefined;
    // What she brought may have been used before, or be nobody's: then it is looked up as ever.
    const found = brought?.outcome === 'answered' ? brought : await gateway.lookUp(key, TOTAL_MS - (performance.now() - began));
    if (found.outcome !== 'answered' || !found.value) return standingOf(attempt);
    return standingOf(await this.commands.execute(new RecordPayment({ payment_id, seen: found.value }), scope));
  }
}
