import { Conflict, NotFound } from '#platform/kernel/errors';

export class RefundNotFound extends NotFound {
  constructor() { super('refunds.not_found', 'No such refund.'); }
}

export class RefundNotHeld extends Conflict {
  constructor(state: string) { super('refunds.not_held', `Only a refund that is held waits for a decision; this one is ${state}.`); }
}
