import { Conflict, Forbidden, Invalid, NotFound } from '#platform/kernel/errors';

export class RefundNotFound extends NotFound {
  constructor() { super('refunds.not_found', 'No such refund.'); }
}

export class ClawbackNotFound extends NotFound {
  constructor() { super('refunds.clawback_not_found', 'No such clawback.'); }
}

export class ClawbackClosed extends Conflict {
  constructor(state: string) { super('refunds.clawback_closed', `This clawback is ${state} already.`); }
}

export class RefundNotHeld extends Conflict {
  constructor(state: string) { super('refunds.not_held', `Only a refund that is held waits for a decision; this one is ${state}.`); }
}

export class OwnRequest extends Forbidden {
  constructor() { super('refunds.own_request', 'You asked for this refund, or made the key that did: it waits for somebody else.'); }
}

export class PersonNeeded extends Forbidden {
  constructor() { super('refunds.person_needed', 'A refund above the limit of the game, or one of which the game says that items are gone, is approved by a member of the studio, not by a key.'); }
}

/** 422: a part is lines, or an amount. */
export class LinesOrAmount extends Invalid {
  constructor() {
    const msg = 'Say lines or amount, one of them.';
    super('refunds.lines_or_amount', msg, { errors: [{ loc: ['body'], msg, type: 'lines_or_amount' }] });
  }
}
