import { DomainEvent } from '#platform/kernel/messages';
import type { WithdrawalOutcome } from '#sales/withdrawals/queries';

/** Somebody has withdrawn from a contract, and this was answered. `order_id` is null where no order is known by what was told. Of `refund` the money has to go back; of all, the confirmation has to be sent. */
export class WithdrawalStated extends DomainEvent<{ withdrawal_id: string; order_id: string | null; outcome: WithdrawalOutcome }> {
  static readonly type = 'withdrawals.withdrawal.stated.v1';
}
