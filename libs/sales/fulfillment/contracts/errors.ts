import { Conflict, NotFound } from '#platform/kernel/errors';

/** 404: there is none, or it is another player's, or nobody has to claim it. */
export class GrantNotFound extends NotFound {
  constructor() { super('fulfillment.grant_not_found', 'No such grant to claim.'); }
}

/** 409: the order went back; nobody is ever given this. */
export class GrantTakenBack extends Conflict {
  constructor() { super('fulfillment.grant_taken_back', 'The order of this grant went back: it cannot be claimed any more.'); }
}

/** 409: the money of the order, or a part of it, is being asked back. It can be claimed again when that has ended and it stays. */
export class OrderGoingBack extends Conflict {
  constructor(status: string) { super('fulfillment.order_going_back', `The order of this grant is ${status}${status === 'paid' ? ', and a part of it is on its way back' : ''}: nothing of it can be claimed meanwhile.`, { members: { order_status: status } }); }
}
