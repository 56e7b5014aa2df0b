import { NotFound, TooMany } from '#platform/kernel/errors';

export class DocumentNotFound extends NotFound {
  constructor() { super('receipts.not_found', 'No such document.'); }
}

/** 404: the order has none of this kind. A receipt follows its payment by a moment. */
export class DocumentNotIssued extends NotFound {
  constructor() { super('receipts.not_issued', 'No such document has been issued for this order. A receipt follows its payment by a moment.'); }
}

/** 404: the same whether there is no such charge or what was told is not that of one. */
export class ChargeNotFound extends NotFound {
  constructor() { super('receipts.charge_not_found', 'No charge of ours is known by that. Look at the date, the amount, the currency and the last four digits of the card.'); }
}

export class TooManyLookups extends TooMany {
  constructor(retryAfterSeconds: number) { super('receipts.too_many_lookups', 'Too many charges were looked up from here. Wait a little.', { retryAfterSeconds }); }
}
