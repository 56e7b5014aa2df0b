import { Conflict, Forbidden, Invalid, NotFound } from '#platform/kernel/errors';

const of = (loc: (string | number)[], msg: string, type: string) => ({ errors: [{ loc, msg, type }] });

export class ListEntryNotFound extends NotFound {
  constructor() { super('risk.list_entry_not_found', 'No such entry.'); }
}
export class AlreadyListed extends Conflict {
  constructor() { super('risk.already_listed', 'This stands on this list already.'); }
}
export class ListEntryEnded extends Conflict {
  constructor() { super('risk.list_entry_ended', 'This entry has ended.'); }
}
export class ListFull extends Conflict {
  constructor(max: number) { super('risk.list_full', `There are ${max} entries already. End some, or let them expire.`); }
}
/** 422: one of `value` and `payment_id`. */
export class ValueOrPayment extends Invalid {
  constructor() { super('risk.value_or_payment', 'Say value or payment_id, one of them.', of(['body'], 'value or payment_id, one of them', 'value_or_payment')); }
}
/** 422: the same text is another key as a player and as an e-mail address. */
export class SubjectNeeded extends Invalid {
  constructor() { super('risk.subject_needed', 'Say what kind of thing the value is.', of(['query', 'subject'], 'value needs subject', 'subject_needed')); }
}
/** 422: nothing that could be known again. */
export class NotListable extends Invalid {
  constructor(msg: string, at = 'value') { super('risk.not_listable', msg, of(['body', at], msg, 'not_listable')); }
}

export class AppealNotFound extends NotFound {
  constructor() { super('risk.appeal_not_found', 'No such appeal.'); }
}
export class JudgedPaymentNotFound extends NotFound {
  constructor() { super('risk.payment_not_found', 'No payment with this id was judged.'); }
}

export class NothingToAppeal extends Conflict {
  constructor() { super('risk.nothing_to_appeal', 'No entry of a list that still stands has decided this.'); }
}
export class AppealOpen extends Conflict {
  constructor() { super('risk.appeal_open', 'An appeal of this player against this entry waits already.'); }
}
export class AppealDecided extends Conflict {
  constructor() { super('risk.appeal_decided', 'This appeal was decided.'); }
}
/** Whoever wrote an entry does not decide whether it was right. */
export class OwnEntry extends Forbidden {
  constructor() { super('risk.own_entry', 'You wrote the entry, or made the key that did: another person decides.'); }
}
export class PersonNeeded extends Forbidden {
  constructor() { super('risk.person_needed', 'A person decides, not a key.'); }
}
export class OperatorDecides extends Forbidden {
  constructor() { super('risk.operator_decides', 'The operator has listed this, and decides.'); }
}

export class ReviewNotFound extends NotFound {
  constructor() { super('risk.review_not_found', 'No such payment waits or waited for a review.'); }
}
export class ReviewDecided extends Conflict {
  constructor() { super('risk.review_decided', 'This payment was decided otherwise.'); }
}
/** 422 */
export class SignalValue extends Invalid {
  constructor(at: number, isNeeded: boolean) {
    const msg = isNeeded ? 'this kind has a value' : 'this kind has no value';
    super('risk.signal_value', 'Ages and times have a value, everything else has none.', of(['body', at, 'value'], msg, 'signal_value'));
  }
}
