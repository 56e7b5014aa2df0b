import { Conflict, Invalid } from '#platform/kernel/errors';

export class FeePlanBeginsTooEarly extends Invalid {
  constructor(tomorrow: string) { super('fees.plan_too_early', `A plan begins on ${tomorrow} at the earliest: what was sold before goes by that of before.`, { errors: [{ loc: ['body', 'valid_from'], msg: `is before ${tomorrow}`, type: 'too_early' }] }); }
}
export class FeePlanThere extends Conflict {
  constructor(day: string) { super('fees.plan_there', `There is a plan from ${day} on, and it is not changed: let another follow it.`); }
}
export class SurchargeTwice extends Invalid {
  constructor(method: string) { super('fees.surcharge_twice', `The method ${method} has one surcharge.`, { errors: [{ loc: ['body', 'surcharges'], msg: `names ${method} twice`, type: 'twice' }] }); }
}
export class FeeAboveAll extends Invalid {
  constructor(method: string) { super('fees.above_all', `With the surcharge of ${method} the share is more than all of the net amount.`, { errors: [{ loc: ['body', 'surcharges'], msg: `${method} and rate_ppm are above 1000000 together`, type: 'too_large' }] }); }
}
