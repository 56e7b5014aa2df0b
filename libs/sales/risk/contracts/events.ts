import { DomainEvent } from '#platform/kernel/messages';

/** Figures of the ten minutes before: cards of strangers that were declined, their approvals, attempts that were not sent. */
export interface AttackFigures {
  declined_cards: number;
  approved: number;
  stopped: number;
}

/** `subject`: the game, or `operator` for the whole installation. `by`: `automatic`, or who has done it by hand. */
export interface AttackFact extends AttackFigures {
  subject: string;
  by: string;
  reason: string;
}

/** Strangers are let through less easily from now on. */
export class AttackModeBegan extends DomainEvent<AttackFact> {
  static readonly type = 'risk.attack_mode.began.v1';
}

export class AttackModeEnded extends DomainEvent<AttackFact> {
  static readonly type = 'risk.attack_mode.ended.v1';
}

/** Somebody, or the time, has decided about a payment whose order waits: `pay_order` goes on with it, `give_back` gives all of its money back. Once for a payment. */
export class PaymentReviewDecided extends DomainEvent<{ payment_id: string; order_id: string; resolution: 'pay_order' | 'give_back'; by: string }> {
  static readonly type = 'risk.payment_review.decided.v1';
}
