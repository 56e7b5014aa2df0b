import { Conflict, Invalid, NotFound } from '#platform/kernel/errors';

export class DeliveryNotFound extends NotFound {
  constructor() { super('webhook_delivery.not_found', 'No such delivery.'); }
}

export class EventNotFound extends NotFound {
  constructor() { super('event.not_found', 'No such event.'); }
}

/** 409 `webhook_delivery.closed`: the grant was declined or taken back, or the webhook is deleted. */
export class DeliveryClosed extends Conflict {
  constructor(reason: string) { super('webhook_delivery.closed', `This delivery is closed for good: ${reason}.`, { members: { reason } }); }
}

/** 422 `webhook.no_test_event`: there is no example of this type. */
export class NoTestEvent extends Invalid {
  constructor(type: string) { super('webhook.no_test_event', type === 'player.verify' ? 'player.verify is asked, not told: POST /v1/webhooks/{id}/verify_player.' : type === 'order.reserve' ? 'order.reserve is asked, not told: buy in the sandbox under the mode reserve.' : `No test event of the type ${type.slice(0, 60)} can be made.`, { errors: [{ loc: ['body', 'event_type'], msg: 'no test event', type: 'unknown_event' }] }); }
}
