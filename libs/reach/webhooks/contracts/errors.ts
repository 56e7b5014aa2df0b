import { Conflict, Gone, Invalid, NotFound, TooMany, Unavailable } from '#platform/kernel/errors';

export class DeliveryNotFound extends NotFound {
  constructor() { super('webhook_delivery.not_found', 'No such delivery.'); }
}

export class EventNotFound extends NotFound {
  constructor() { super('event.not_found', 'No such event.'); }
}

/** 404 `webhook_batch.not_found`; also for a link that there is not. */
export class BatchNotFound extends NotFound {
  constructor() { super('webhook_batch.not_found', 'No such batch.'); }
}

/** 410 `webhook_batch.link_expired` */
export class BatchLinkExpired extends Gone {
  constructor() { super('webhook_batch.link_expired', 'This link was good for 24 hours. POST /v1/webhook_batches/{batch_id}/links makes another; the events are kept for 90 days.'); }
}

/** 429 `webhook_batch.too_many_downloads` */
export class TooManyDownloads extends TooMany {
  constructor(retryAfterSeconds: number) { super('webhook_batch.too_many_downloads', 'This batch is downloaded too often.', { retryAfterSeconds }); }
}

/** 503 `webhook_batch.downloads_busy`: this process serves as many as it can. */
export class DownloadsBusy extends Unavailable {
  constructor() { super('webhook_batch.downloads_busy', 'Too many batches are downloaded at this moment.', { retryAfterSeconds: 5 }); }
}

/** 409 `webhook_delivery.closed`: the grant was declined or taken back, or the webhook is deleted. */
export class DeliveryClosed extends Conflict {
  constructor(reason: string) { super('webhook_delivery.closed', `This delivery is closed for good: ${reason}.`, { members: { reason } }); }
}

/** 422 `webhook.no_test_event`: there is no example of this type. */
export class NoTestEvent extends Invalid {
  constructor(type: string) { super('webhook.no_test_event', type === 'player.verify' ? 'player.verify is asked, not told: POST /v1/webhooks/{id}/verify_player.' : type === 'refund.consumption' ? 'refund.consumption is asked, not told: refund an order of the sandbox.' : type === 'order.reserve' ? 'order.reserve is asked, not told: buy in the sandbox under the mode reserve.' : `No test event of the type ${type.slice(0, 60)} can be made.`, { errors: [{ loc: ['body', 'event_type'], msg: 'no test event', type: 'unknown_event' }] }); }
}
