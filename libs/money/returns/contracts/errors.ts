import { Conflict, Invalid, NotFound } from '#platform/kernel/errors';

export class TaxReturnNotFound extends NotFound {
  constructor() { super('returns.not_found', 'No such tax return.'); }
}

/** 409: what was filed stays as it was filed; `reference` says as what. A correction goes into the next period. */
export class TaxReturnFiled extends Conflict {
  constructor(reference: string) { super('returns.filed', `This return is filed (${reference}): what comes later is in the return of a later period.`, { members: { reference } }); }
}

/** 409: entries are still booked in these months. `months` names those that are not closed. */
export class MonthsNotClosed extends Conflict {
  constructor(months: readonly string[]) { super('returns.months_not_closed', `Close the books first: ${months.join(', ')}.`, { members: { months } }); }
}

/** 409: of so many entries it is not known yet what they mean to a tax office; the worker asks the orders every hour. */
export class EntriesUntold extends Conflict {
  constructor(count: number) { super('returns.entries_untold', `Of ${count} entries it is not known yet how they were taxed: the worker asks every hour.`, { members: { count } }); }
}

/** 409: amounts in these currencies cannot be told in that of the form. */
export class ExchangeRatesMissing extends Conflict {
  constructor(missing: readonly { currency: string; of_period: string; on: string }[]) {
    super('returns.rates_missing', `Tell the exchange rates first: ${missing.map(({ currency, on }) => `${currency} of ${on}`).join(', ')}.`, { members: { missing } });
  }
}

/** 409: rates were told while the return was added up. Ask again. */
export class TaxReturnChanged extends Conflict {
  constructor() { super('returns.changed_meanwhile', 'The return has changed while it was filed. Look at it again.'); }
}

/** 422: a rate of the currency of the form, of one that is told twice, or of nothing. */
export class ExchangeRateInvalid extends Invalid {
  constructor(at: number, msg: string) { super('returns.rate_invalid', msg, { errors: [{ loc: ['body', 'rates', at], msg, type: 'rate' }] }); }
}

/** 422: a return is due after its period. */
export class DueDateImpossible extends Invalid {
  constructor(last_day: string) {
    const msg = `A return of a period that ends on ${last_day} is due after that day.`;
    super('returns.due_date_impossible', msg, { errors: [{ loc: ['body', 'due_on'], msg, type: 'day' }] });
  }
}

/** 422: a return is filed after the end of its period, and not in the future. */
export class FiledOnImpossible extends Invalid {
  constructor(last_day: string, today: string) {
    const msg = `A return of a period that ends on ${last_day} is filed after that day, and not after today (${today}, UTC).`;
    super('returns.filed_on_impossible', msg, { errors: [{ loc: ['body', 'filed_on'], msg, type: 'day' }] });
  }
}
