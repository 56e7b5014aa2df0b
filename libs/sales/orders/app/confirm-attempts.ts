import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { ConfirmAttempts } from '../contracts/commands.js';

@CommandHandler(ConfirmAttempts)
export class ConfirmAttemptsHandler implements ICommandHandler<ConfirmAttempts> {
  constructor(private readonly database: Database) {}

  /** An order that somebody changes at this moment is left to the next time. */
  async execute({ attempts }: ConfirmAttempts): Promise<void> {
    await this.database.execute(
      `WITH held AS (SELECT o.id FROM orders.order o JOIN unnest($2::text[], $3::text[]) AS a(order_id, payment_id) ON a.order_id = o.id AND a.payment_id = o.payment_id
                      WHERE o.game_id = $1 AND o.status = 'captured' ORDER BY o.id FOR UPDATE OF o SKIP LOCKED)
       UPDATE orders.order o SET confirmed_payment_id = o.payment_id FROM held WHERE o.game_id = $1 AND o.id = held.id`,
      [currentScope().gameId, attempts.map((each) => each.order_id), attempts.map((each) => each.payment_id)],
    );
  }
}
