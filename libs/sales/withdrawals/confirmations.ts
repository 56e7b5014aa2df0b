import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { fromUnixSeconds } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { ReceiptMailed } from '#reach/notifications/events';

/** The mail server has the confirmation of a contract: from then on it stands on a durable medium. The first one counts. */
@Injectable()
@Subscribes(ReceiptMailed, 'sales/withdrawals.note-confirmation')
export class NoteConfirmation implements Subscriber<ReceiptMailed> {
  constructor(private readonly database: Database) {}

  async handle(events: RecordedEvent<ReceiptMailed['payload']>[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO withdrawals.confirmation (game_id, order_id, confirmed_at) SELECT $1, t.order_id, min(t.at) FROM unnest($2::text[], $3::timestamptz[]) AS t(order_id, at) GROUP BY t.order_id ORDER BY t.order_id
       ON CONFLICT ON CONSTRAINT confirmation_pkey DO NOTHING`,
      [currentScope().gameId, events.map(({ payload }) => payload.order_id), events.map(({ payload }) => fromUnixSeconds(payload.mailed_at))],
    );
  }
}
