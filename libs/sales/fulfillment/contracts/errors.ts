import { Conflict, NotFound } from '#platform/kernel/errors';

/** 404: there is none, or it is another player's, or nobody has to claim it. */
export class GrantNotFound extends NotFound {
  constructor() { super('fulfillment.grant_not_found', 'No such grant to claim.'); }
}

/** 409: the order went back; nobody is ever given this. */
export class GrantTakenBack extends Conflict {
  constructor() { super('fulfillment.grant_taken_back', 'The order of this grant went back: it cannot be claimed any more.'); }
}

/** 409: the money of the order is being asked back. It can be claimed again if it stays. */
export class OrderGoingBack extends Conflict {
  constructor(status: string) { super('fulfillment.order_going_back', `The order of this grant is ${status}: nothing of it can be claimed while it is not paid.`, { members: { order_status: status } }); }
}
