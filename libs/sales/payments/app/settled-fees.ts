import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { PspFeeSettled } from '#money/ledger/events';

/** What a provider keeps of a payment, where only its settlement report tells. */
@Injectable()
@Subscribes(PspFeeSettled, 'sales/payments.keep-settled-fee')
export class KeepSettledFees implements Subscriber<PspFeeSettled> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async handle(events: RecordedEvent<PspFeeSettled['payload']>[]): Promise<void> {
    await this.database.execute(
      `UPDATE payments.payment p SET psp_fee_minor = f.minor, modified_at = $4 FROM unnest($2::text[], $3::bigint[]) AS f(id, minor) WHERE p.game_id = $1 AND p.id = f.id`,
      [currentScope().gameId, events.map(({ payload }) => payload.payment_id), events.map(({ payload }) => payload.psp_fee_minor), this.clock.now()]);
  }
}
