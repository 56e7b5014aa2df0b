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

/**
 * A refund that waits for a person. `breaker`: an automatic one, of which there were too many in an hour; alarmed, with the figures of that hour. `four_eyes`: one that somebody asked
 * for, above the limit of the game; `consumption`: one of which the game says that items are gone, or nothing. The figures of both are null.
 */
export class RefundHeld extends DomainEvent<Omit<RefundFact, 'payment_id'> & { held_for: 'breaker' | 'four_eyes' | 'consumption'; refunds_last_hour: number | null; paid_last_hour: number | null }> {
  static readonly type = 'refunds.refund.held.v1';
}

export class RefundSucceeded extends DomainEvent<RefundFact> {
  static readonly type = 'refunds.refund.succeeded.v1';
}

/** A part of an order has gone back; which one its order knows. Events of their own: a process of the build before would take them for the whole. */
export class RefundPartSucceeded extends DomainEvent<RefundFact> {
  static readonly type = 'refunds.refund.part_succeeded.v1';
}

export class RefundPartFailed extends DomainEvent<RefundFact & { failure: string }> {
  static readonly type = 'refunds.refund.part_failed.v1';
}

/** `failure`: the provider's word, the code of a refusal, or `dismissed`: a second person has said no to what was asked for. */
export class RefundFailed extends DomainEvent<RefundFact & { failure: string }> {
  static readonly type = 'refunds.refund.failed.v1';
}

/** The money of items went back although the game says that they are used or transferred: the player owes their share of it. Announced once per refund. */
export class ClawbackRecorded extends DomainEvent<{
  clawback_id: string; refund_id: string; order_id: string; player_id: string; amount_minor: number; currency: string; items: { line_id: string; item_id: string; sku: string; quantity: number; state: 'unused' | 'used' | 'transferred' | null }[];
}> {
  static readonly type = 'refunds.clawback.recorded.v1';
}
