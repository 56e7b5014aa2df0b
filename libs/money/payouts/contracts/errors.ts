import { Conflict, Forbidden, Invalid, NotFound } from '#platform/kernel/errors';

export class PayoutHoldNotFound extends NotFound {
  constructor() { super('payouts.hold_not_found', 'No such hold, or it was released before.'); }
}
export class TermsBeginTooEarly extends Invalid {
  constructor(tomorrow: string) { super('payouts.terms_too_early', `Terms begin on ${tomorrow} at the earliest: what was sold before goes by those of before.`, { errors: [{ loc: ['body', 'valid_from'], msg: `is before ${tomorrow}`, type: 'too_early' }] }); }
}
export class TermsThere extends Conflict {
  constructor(day: string) { super('payouts.terms_there', `Terms from ${day} on are set already, and are not changed: let others follow them.`); }
}
export class HoldNeedsCurrency extends Invalid {
  constructor() { super('payouts.hold_needs_currency', 'An amount is held in a currency: send `currency` too.', { errors: [{ loc: ['body', 'currency'], msg: 'is missing beside amount_minor', type: 'missing' }] }); }
}
export class ReleaseInThePast extends Invalid {
  constructor() { super('payouts.release_in_the_past', 'A hold ends later than now.', { errors: [{ loc: ['body', 'release_at'], msg: 'is not later than now', type: 'in_the_past' }] }); }
}
export class AccountInvalid extends Invalid {
  constructor(field: string, msg: string) { super('payouts.account_invalid', `${field} ${msg}.`, { errors: [{ loc: ['body', field], msg, type: 'account_invalid' }] }); }
}
export class PayoutAccountNotFound extends NotFound {
  constructor() { super('payouts.account_not_found', 'No such account, or it was removed.'); }
}
export class AccountConfirmed extends Conflict {
  constructor() { super('payouts.account_confirmed', 'Somebody has confirmed this account already.'); }
}
export class OwnAccount extends Forbidden {
  constructor() { super('payouts.own_account', 'Whoever enters an account, herself or by a key, does not confirm it: it takes a second person.'); }
}
export class AccountPersonNeeded extends Forbidden {
  constructor() { super('payouts.person_needed', 'An account is confirmed by a member of the studio who is signed in, not by a key.'); }
}
export class PayoutNotFound extends NotFound {
  constructor() { super('payouts.payout_not_found', 'No such payout.'); }
}
export class PayoutNotWaiting extends Conflict {
  constructor(state: string) { super('payouts.payout_not_waiting', `This payout is ${state}: only one that waits can be canceled.`); }
}
export class MonthNotStarted extends Invalid {
  constructor(month: string) { super('payouts.month_not_started', `${month} is still to come.`, { errors: [{ loc: ['path', 'month'], msg: 'is still to come', type: 'in_the_future' }] }); }
}
export class MonthMalformed extends Invalid {
  constructor() { super('payouts.month_malformed', 'A month is written as 2026-11.', { errors: [{ loc: ['path', 'month'], msg: 'is not YYYY-MM', type: 'malformed' }] }); }
}
export class DebitAccountNotFound extends NotFound {
  constructor() { super('payouts.debit_account_not_found', 'No account of the operator is set for that legal entity and currency.'); }
}
export class NothingToBatch extends Conflict {
  constructor() { super('payouts.nothing_to_batch', 'No payout waits for a file from that account.'); }
}
export class BankBatchNotFound extends NotFound {
  constructor() { super('payouts.bank_batch_not_found', 'No such file.'); }
}
export class BankOrderNotFound extends NotFound {
  constructor() { super('payouts.bank_order_not_found', 'No transfer was ordered for such a payout.'); }
}
/** 409: only of what is in a file, and open, staff say what became of it. */
export class BankOrderState extends Conflict {
  constructor(state: string) { super('payouts.bank_order_state', `This transfer is ${state}: staff say what became of one that is in a file, and not over.`, { members: { state } }); }
}
/** 422: what was taken of the account is told of what was booked in another currency, and of nothing else. */
export class DebitedAmountNeeded extends Invalid {
  constructor(currency: string) {
    const why = `is told, in ${currency}, of what was booked in another currency, and of nothing else`;
    super('payouts.debited_amount_needed', `What was taken of the account ${why}.`, { errors: [{ loc: ['body', 'debited_amount'], msg: why, type: 'debited_amount' }] });
  }
}
export class BankReportUnreadable extends Invalid {
  constructor(why: string) { super('payouts.bank_report_unreadable', why, { errors: [{ loc: ['body', 'file'], msg: why, type: 'unreadable' }] }); }
}
/** 409: the bank has told another file under the same message id. */
export class BankReportDiffers extends Conflict {
  constructor(messageId: string) { super('payouts.bank_report_differs', `Another file was read as ${messageId}.`); }
}
/** 404: `missing` says what an invoice that is wanted waits for; null where none is wanted, or nobody has tried yet. */
export class InvoiceNotIssued extends NotFound {
  constructor(missing: string | null) {
    super('payouts.invoice_not_issued', missing === null ? 'No such document of this payout.' : `It is not issued yet: ${missing} is missing.`, { members: { missing } });
  }
}
/** 422: what has to stand beside a treatment, or may not. */
export class InvoiceTermsIncomplete extends Invalid {
  constructor(field: 'rate' | 'law', msg: string) { super('payouts.invoice_terms_incomplete', `${field} ${msg}.`, { errors: [{ loc: ['body', field], msg, type: 'incomplete' }] }); }
}
/** 409: a payout that did not come back, or whose return a person settles with the studio. */
export class PayoutNotReturnable extends Conflict {
  constructor(why: string) { super('payouts.payout_not_returnable', `This payout is not owed again: ${why}.`); }
}
export class FormNotFound extends NotFound {
  constructor() { super('payouts.form_not_found', 'No such export.'); }
}
export class FilerNotFound extends NotFound {
  constructor() { super('payouts.filer_not_found', 'There is no such legal entity.'); }
}
export class YearNotStarted extends Invalid {
  constructor(year: number) { super('payouts.year_not_started', `${year} is still to come.`, { errors: [{ loc: ['body', 'year'], msg: 'is still to come', type: 'in_the_future' }] }); }
}
