import { DomainEvent } from '#platform/kernel/messages';

export interface RefundFact {
  refund_id: string;
  order_id: string;
  payment_id: string;
  player_id: string;
  amount_minor: number;
  currency: string;
  reason: string;
  source: 'studio' | 'player' | 'automatic' | 'operator';
}

export class RefundRequested extends DomainEvent<RefundFact> {
  static readonly type = 'refunds.refund.requested.v1';
}

/** An automatic refund that waits for a person: the breaker of its game is open. Alarmed. */
export class RefundHeld extends DomainEvent<Omit<RefundFact, 'payment_id'> & { refunds_last_hour: number; paid_last_hour: number }> {
  static readonly type = 'refunds.refund.held.v1';
}

export class RefundSucceeded extends DomainEvent<RefundFact> {
  static readonly type = 'refunds.refund.succeeded.v1';
}

export class RefundFailed extends DomainEvent<RefundFact & { failure: string }> {
  static readonly type = 'refunds.refund.failed.v1';
}
