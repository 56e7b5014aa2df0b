import { Conflict, Forbidden, Invalid, NotFound } from '#platform/kernel/errors';
import type { OrderTax } from '#sales/orders/queries';

export class OrderNotFound extends NotFound {
  constructor() { super('orders.not_found', 'No such order.'); }
}

/** 409: nobody would be told what to grant, so nobody pays. */
export class NoGrantEndpoint extends Conflict {
  constructor() { super('fulfillment.no_endpoint', 'No enabled webhook takes what the mode of fulfilment has to tell (push: item.add): an order could be paid and never granted.'); }
}

export class PlayerBanned extends Forbidden {
  constructor() { super('orders.player_banned', 'This player may not buy.'); }
}

/** 422: a total of zero cannot be charged. */
export class NothingToPay extends Invalid {
  constructor() { super('orders.nothing_to_pay', 'The order has nothing to pay.'); }
}

/** 422: all of it is the system's own, so the game would be told nothing. */
export class NothingToGrant extends Invalid {
  constructor() {
    const msg = 'These are system items only: the game would be told of nothing that was paid for.';
    super('orders.nothing_to_grant', msg, { errors: [{ loc: ['body', 'items'], msg, type: 'nothing_to_grant' }] });
  }
}

/** 409: what was ordered has been taken out of the catalog since; `skus` names it. */
export class NoLongerAvailable extends Conflict {
  constructor(skus: string[]) { super('offer.no_longer_available', 'Part of this order is not sold any more.', { members: { skus } }); }
}

export class ExpiryOutOfRange extends Invalid {
  constructor() {
    const msg = 'expires_at lies in the future, at most 365 days ahead.';
    super('orders.expiry_out_of_range', msg, { errors: [{ loc: ['body', 'expires_at'], msg, type: 'out_of_range' }] });
  }
}

/** 422: nothing can be sold there; `refusal_code` is the tax engine's word (`tax.place_embargoed`, `tax.rate_unverified`, …). */
export class PlaceRefused extends Invalid {
  constructor(readonly refusalCode: string) {
    const msg = refusalCode === 'tax.engine_unavailable' ? 'The tax of this sale cannot be computed now: try again in a minute.' : 'Nothing can be sold to this place now.';
    super(refusalCode, msg, {
      errors: [{ loc: ['body', 'country'], msg, type: refusalCode }],
      members: { refusal_code: refusalCode },
    });
  }
}

/** 409: the country is what the studio said, or was guessed first; the buyer does not say it. */
export class CountryLocked extends Conflict {
  constructor() { super('orders.country_locked', 'The country of this order is fixed.'); }
}

/** 409: an attempt is running, or the order has ended. */
export class OrderNotChangeable extends Conflict {
  constructor(why: string) { super('orders.not_changeable', `The order cannot be changed: ${why}.`); }
}

export class OrderNotPayable extends Conflict {
  constructor(reason: 'expired' | 'paid' | 'in_progress' | 'ended' | 'place_refused') {
    const words = {
      expired: 'It has expired.', paid: 'It is paid already.', in_progress: 'Another payment of it is running.', ended: 'It has ended.', place_refused: 'Nothing can be sold to its place.',
    };
    super('orders.not_payable', `This order cannot be paid now. ${words[reason]}`, { members: { reason } });
  }
}

/** 422: e-mail or place is missing; `missing` names the fields. */
export class BuyerIncomplete extends Invalid {
  constructor(missing: string[]) {
    super('orders.buyer_incomplete', `Needed before paying: ${missing.join(', ')}.`, {
      errors: missing.map((field) => ({ loc: ['body', field], msg: 'is needed before paying', type: 'missing' })), members: { missing },
    });
  }
}

/** 409: the total that was agreed to is not today's. */
export class TotalOutdated extends Conflict {
  constructor(order: { total_minor: number; currency: string; tax: OrderTax | null }) {
    super('order.requote', 'The total has changed. Show it and ask again.', { members: { ...order } });
  }
}

export class OrderNotRefundable extends Conflict {
  constructor(status: string) { super('orders.not_refundable', `An order that is ${status} cannot be refunded.`); }
}

/** 409: parts of it are on their way back; whole or not at all comes after them. */
export class PartRefundsOpen extends Conflict {
  constructor() { super('orders.part_refunds_open', 'Parts of this order are being refunded: what is left of it can be refunded once they have ended.'); }
}

/** 409: so many parts of one order have been asked for that no further one is taken. The rest of it can still be refunded as a whole. */
export class TooManyPartRefunds extends Conflict {
  constructor(max: number) { super('orders.too_many_part_refunds', `At most ${max} parts of one order are refunded. What is left goes back as a whole: POST /v1/orders/{order_id}/refund.`); }
}

/** 422: the order has no such line, or it is named twice. */
export class UnknownOrderLine extends Invalid {
  constructor(at: number, why: 'missing' | 'twice') {
    const msg = why === 'missing' ? 'The order has no such line.' : 'A line is named once.';
    super('orders.unknown_line', msg, { errors: [{ loc: ['body', 'lines', at, 'line_id'], msg, type: 'unknown_line' }] });
  }
}

/** 409: fewer units of the line are left; what is on its way back counts as gone. */
export class RefundExceedsLine extends Conflict {
  constructor(at: number, line_id: string, quantity_left: number) {
    super('orders.refund_exceeds_line', `Of line ${line_id} ${quantity_left} can still be refunded.`, { members: { line: at, line_id, quantity_left } });
  }
}

/** 409: less is left; what is on its way back counts as gone. */
export class RefundExceedsOrder extends Conflict {
  constructor(amount_left: number) { super('orders.refund_exceeds_order', `Of this order ${amount_left} minor units can still be refunded.`, { members: { amount_left } }); }
}

/** 422: these lines cost nothing, or nothing of what they cost is left. */
export class NothingToRefund extends Invalid {
  constructor() { super('orders.nothing_to_refund', 'No money stands behind these lines.'); }
}

export class OrderNotExpirable extends Conflict {
  constructor(status: string) { super('orders.not_expirable', `An order that is ${status} cannot be ended.`); }
}

const ofBusiness = (field: string, msg: string, type: string) => ({ errors: [{ loc: ['body', 'business', field], msg, type }] });

/** 422: whose number it is follows from the country. */
export class BusinessNeedsCountry extends Invalid {
  constructor() {
    const msg = 'A business buys in the country of its tax id: name the country too.';
    super('orders.business_needs_country', msg, { errors: [{ loc: ['body', 'country'], msg, type: 'missing' }] });
  }
}

/** 422: an invoice needs an address. */
export class BusinessWithoutAddress extends Invalid {
  constructor() {
    const msg = 'The address of the business is empty.';
    super('orders.business_without_address', msg, ofBusiness('address_lines', msg, 'missing'));
  }
}

/** 422: nothing is known of the form of such numbers there, so nothing rests on one, and everybody is charged. */
export class TaxIdNotKnownHere extends Invalid {
  constructor(territory: string) {
    const msg = `Tax ids of ${territory} cannot be checked here: everybody there is charged as a consumer.`;
    super('orders.tax_id_not_known_here', msg, ofBusiness('tax_id', msg, 'not_verifiable'));
  }
}

/** 422: by its form or check digit no number of the order's country. */
export class TaxIdOfOrderMalformed extends Invalid {
  constructor(territory: string) {
    const msg = `This is not a tax id of ${territory}: its form or its check digit is wrong.`;
    super('orders.tax_id_malformed', msg, ofBusiness('tax_id', msg, 'malformed'));
  }
}

/** 422: the register says that there is no such number. */
export class TaxIdDoesNotExist extends Invalid {
  constructor(territory: string) {
    const msg = `The register of ${territory} does not know this tax id.`;
    super('orders.tax_id_does_not_exist', msg, ofBusiness('tax_id', msg, 'does_not_exist'));
  }
}
