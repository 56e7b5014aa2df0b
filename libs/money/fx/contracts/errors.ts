import { Conflict, Invalid } from '#platform/kernel/errors';

export class RateDayThere extends Conflict {
  constructor(day: string) { super('fx.day_there', `Rates of ${day} were recorded before, and a day is not changed: what was converted by it stays explained.`); }
}
export class RateDayInvalid extends Invalid {
  constructor(field: string, why: string) { super('fx.day_invalid', why, { errors: [{ loc: ['body', field], msg: why, type: 'invalid' }] }); }
}
