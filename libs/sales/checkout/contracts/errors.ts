import { Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable } from '#platform/kernel/errors';
import type { FieldProblem } from '#sales/payments/queries';

/** 404: the order ended more than 30 days ago. */
export class CheckoutClosed extends NotFound {
  constructor() { super('checkout.closed', 'This checkout is closed.'); }
}

/** 422: not offered for this order in this country. */
export class MethodNotAvailable extends Invalid {
  constructor(method: string) {
    const msg = `${method} cannot be used for this order.`;
    super('checkout.method_not_available', msg, { errors: [{ loc: ['body', 'method'], msg, type: 'not_available' }] });
  }
}

/** 403: what a player has saved, or lets be saved, is hers: a link to a checkout opens an order, and says nothing of who holds it. */
export class PlayerSessionNeeded extends Forbidden {
  constructor() { super('checkout.player_session_needed', 'Saved methods are used and saved by the player of the order alone: send her session along, verified.'); }
}

/** 422: nobody was ever shown such words, or they are about something else. */
export class UnknownSaveConsent extends Invalid {
  constructor() {
    const msg = 'There are no such words. Take version and locale from `saving.consent` of the checkout.';
    super('checkout.unknown_save_consent', msg, { errors: [{ loc: ['body', 'save'], msg, type: 'unknown_save_consent' }] });
  }
}

/** 404: the link is not ours, or its time is over. */
export class RecoveryLinkOver extends NotFound {
  constructor() { super('checkout.recovery_link_over', 'This link is not valid any more.'); }
}

/** 422: a card is charged by the token that the provider's own fields made, a wallet by the one that its sheet handed over. */
export class TokenMissing extends Invalid {
  constructor() {
    const msg = 'A card payment needs the token of the card fields, a wallet the one of its sheet.';
    super('checkout.token_missing', msg, { errors: [{ loc: ['body', 'token'], msg, type: 'missing' }] });
  }
}

const FIELD_WORDS: Readonly<Record<FieldProblem['type'], string>> = { missing: 'is missing.', malformed: 'is not what it should be.', not_asked_for: 'is not asked for with this method.' };
const FIELDS_TOLD_MAX = 20;

/** 422: what the method needs of the buyer is missing or malformed, or something was told that it does not need: one entry a field, never with what stood in it. */
export class MethodFieldsWrong extends Invalid {
  constructor(problems: readonly FieldProblem[]) {
    const errors = problems.slice(0, FIELDS_TOLD_MAX).map(({ name, type }) => ({ loc: ['body', 'method_fields', name.slice(0, 40)], msg: `${name.slice(0, 40)} ${FIELD_WORDS[type]}`, type }));
    super('checkout.method_fields_wrong', 'What this method needs to know of you is missing or malformed.', { errors });
  }
}

/** 422: what is paid is delivered at once, so the player has to ask for that. */
export class ImmediateDeliveryNotRequested extends Invalid {
  constructor() {
    const msg = 'What is paid is delivered at once: nothing is sold to who does not ask for that.';
    super('checkout.immediate_delivery_not_requested', msg, { errors: [{ loc: ['body', 'immediate_delivery_requested'], msg, type: 'must_be_true' }] });
  }
}

/** 422: nobody was ever shown such words. */
export class UnknownWaiver extends Invalid {
  constructor() {
    const msg = 'There are no such words. Take version and locale from `waiver` of the checkout.';
    super('checkout.unknown_waiver', msg, { errors: [{ loc: ['body', 'waiver'], msg, type: 'unknown_waiver' }] });
  }
}

/** 409: the attempt has begun a moment ago and cannot be called off yet. */
export class AttemptBeginning extends Conflict {
  constructor() { super('checkout.attempt_beginning', 'The payment is being started. Try again in a few seconds.', { retryAfterSeconds: 5 }); }
}

/** 409: the card is from another country than the buyer named, and nothing speaks for hers. The order is quoted for the card's country: pay again to confirm it. `total_minor` is null while the place is incomplete. */
export class PlaceContradicted extends Conflict {
  constructor(members: { declared: string; card_country: string; total_minor: number | null; currency: string }) {
    super('checkout.place_contradicted', `The card is from ${members.card_country}, not from ${members.declared}. The price is that of ${members.card_country} now: pay again to confirm it, or take another card.`, { members });
  }
}

/** 409: the buyer bought on a tax id, and what is known of where she is speaks for another country. The order is quoted with tax, as a consumer's: pay again to confirm it. */
export class BusinessContradicted extends Conflict {
  constructor(members: { declared: string; total_minor: number | null; currency: string }) {
    super('checkout.business_contradicted', `Where this is paid from is not ${members.declared}, the country of the tax id. The price is that of a consumer now, with tax: pay again to confirm it, or take a card of ${members.declared}.`, { members });
  }
}

/** 429: the register of tax ids counts who asks in bulk. */
export class TaxIdsToldTooOften extends TooMany {
  constructor(retryAfterSeconds: number) { super('checkout.tax_ids_told_too_often', 'Tax ids were told too often. Try again later.', { retryAfterSeconds }); }
}

/** 429: ten pages watch this checkout already. */
export class TooManyWatchers extends TooMany {
  constructor() { super('checkout.too_many_watchers', 'This checkout is watched by too many pages.', { retryAfterSeconds: 30 }); }
}

/** 409: the game does not keep this for the player, and says why; nothing was charged. */
export class ReservationRefused extends Conflict {
  constructor(refusal: { code: string; message: string }) {
    super('fulfillment.reservation_refused', refusal.message || 'The game cannot give this now.', { members: { refusal_code: refusal.code } });
  }
}

/** 503: the game did not say whether it keeps this; nothing was charged. */
export class ReservationUnavailable extends Unavailable {
  constructor() { super('fulfillment.reservation_unavailable', 'The game does not answer, so nothing was charged. Try again in a moment.', { retryAfterSeconds: 10 }); }
}
