import { Conflict, Forbidden, Invalid, NotFound } from '#platform/kernel/errors';

/** 422: only months that are over are closed. */
export class MonthNotOver extends Invalid {
  constructor(month: string) { super('ledger.month_not_over', `${month} is not over (UTC).`); }
}

/** 409: months are closed one after the other. `next` is the one whose turn it is; null where nothing was ever posted. */
export class MonthNotNext extends Conflict {
  constructor(next: string | null) { super('ledger.month_not_next', next === null ? 'There are no books yet.' : `Months are closed in their order: it is the turn of ${next}.`, { members: { next } }); }
}

/** 409: what is asked needs another state. */
export class MonthState extends Conflict {
  constructor(month: string, state: 'open' | 'closing' | 'closed') { super('ledger.month_state', `${month} is ${state}.`, { members: { state } }); }
}

/** 409: entries are still to be told (`orders.untold-entries`); the returns of the month would lack them. */
export class MonthHasUntoldEntries extends Conflict {
  constructor(count: number) { super('ledger.month_has_untold_entries', `Of ${count} entries it is not known yet what they mean to a tax office: the worker asks every hour.`, { members: { count } }); }
}

/** 403: a month is closed by somebody else than who asked to close it. */
export class SecondPersonCloses extends Forbidden {
  constructor() { super('ledger.second_person_needed', 'Somebody else closes the month.'); }
}

/** 422: a month is `YYYY-MM`. */
export class MonthMalformed extends Invalid {
  constructor() { super('ledger.month_malformed', 'A month is written YYYY-MM, from 2000-01 on.', { errors: [{ loc: ['path', 'month'], msg: 'is no month', type: 'month' }] }); }
}

/** 422: the two months lie too far apart. */
export class SpanTooLong extends Invalid {
  constructor(max: number) { super('ledger.span_too_long', `At most ${max} months are told at once.`, { errors: [{ loc: ['query', 'from'], msg: `lies more than ${max} months before until`, type: 'too_long' }] }); }
}

/** 404: no legal entity with that id keeps books. */
export class EntityOfBooksNotFound extends NotFound {
  constructor(id: string) { super('ledger.entity_not_found', `No legal entity keeps books as ${id}.`); }
}

/** 409: entries were booked in the month while it was looked through, or somebody asked for it anew: closing it once more looks again. */
export class MonthChangedMeanwhile extends Conflict {
  constructor(month: string) { super('ledger.month_changed_meanwhile', `Something was booked in ${month} meanwhile, or it was asked for anew. Close it again: the books are looked through anew.`); }
}
