import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#platform/kernel/clock';
import { Outbox } from '#platform/outbox/outbox';
import { clawbackOf } from '../domain/consumption.js';
import { ClawbackRepository, clawbackView } from '../infra/clawback.repository.js';
import { ClawbackRecorded, RefundFailed, RefundPartFailed, RefundPartSucceeded, RefundSucceeded } from '../contracts/events.js';
import { refundFact, RefundRepository } from '../infra/refund.repository.js';
import type { RefundRow } from '../infra/rows.js';

/** Ends refunds that are on their way. The order hears of it when it is its own refund. */
@Injectable()
export class RefundEnding {
  private readonly logger = new Logger('Refunds');

  constructor(private readonly refunds: RefundRepository, private readonly clawbacks: ClawbackRepository, private readonly outbox: Outbox, private readonly clock: Clock) {}

  /** `isOrderAsked`: false where the order refused to be refunded; it waits for no answer. */
  async end(ended: { id: string; failure: string | null; requestId?: string | null }[], to: 'succeeded' | 'failed', isOrderAsked = true): Promise<void> {
    const causes = new Map(ended.map((each) => [each.id, each.requestId]));
    for (const row of await this.refunds.end(ended, to, this.clock.now())) {
      if (to === 'failed' && row.purpose === 'order' && row.source === 'automatic' && isOrderAsked) this.logger.error({ msg: 'ALARM: an automatic refund was refused: the player has neither the items nor the money', order_id: row.order_id, refund_id: row.id, payment_id: row.payment_id, failure: row.failure });
      if (to === 'failed' && row.purpose === 'overpaid') this.logger.error({ msg: 'ALARM: an overpayment could not be given back', refund_id: row.id, payment_id: row.payment_id, failure: row.failure });
      if (to === 'succeeded') await this.clawBack(row, causes.get(row.id));
      if (isOrderAsked) this.tell(row, causes.get(row.id));
    }
  }

  /** The money is back with a player who has used the items, or given them away: what they were worth is a debt of hers, once per refund. */
  private async clawBack(row: RefundRow, requestId?: string | null): Promise<void> {
    const gone = clawbackOf(row.consumption, row.amount_minor);
    const made = gone && (await this.clawbacks.record(row, gone, this.clock.now()));
    if (!made) return;
    const { id, refund_id, order_id, player_id, amount_minor, currency, items } = clawbackView(made);
    this.outbox.record(new ClawbackRecorded('clawback', id, { clawback_id: id, refund_id, order_id, player_id, amount_minor, currency, items }).causedBy(requestId));
  }

  /** Tells an order how its refund has ended. */
  tell(row: RefundRow, requestId?: string | null): void {
    if (row.purpose === 'overpaid') return;
    const fact = refundFact(row);
    const failure = row.failure ?? (row.state === 'dismissed' ? 'dismissed' : 'refused');
    const isPart = row.purpose === 'part';
    const event = row.state === 'succeeded' ? new (isPart ? RefundPartSucceeded : RefundSucceeded)('refund', row.id, fact) : new (isPart ? RefundPartFailed : RefundFailed)('refund', row.id, { ...fact, failure });
    this.outbox.record(event.causedBy(requestId));
  }
}
