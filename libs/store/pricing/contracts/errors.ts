import { Conflict, Invalid, NotFound } from '#platform/kernel/errors';

/** 404 `pricing.template_not_found` */
export class PriceTemplateNotFound extends NotFound {
  constructor() { super('pricing.template_not_found', 'This game has no such price template.'); }
}

/** 409 `pricing.key_taken` */
export class PriceTemplateKeyTaken extends Conflict {
  constructor(key: string) { super('pricing.key_taken', `Another price template has the key "${key}".`); }
}

/** 422 `pricing.key_reads_as_id` */
export class PriceTemplateKeyReadsAsId extends Invalid {
  constructor() {
    const msg = 'A key may not look like one of our ids.';
    super('pricing.key_reads_as_id', msg, { errors: [{ loc: ['body', 'key'], msg, type: 'key' }] });
  }
}

/** 422 `pricing.custom_repeated` */
export class CustomPriceRepeated extends Invalid {
  constructor(index: number, country: string, platform: string) {
    const msg = `${country} has another custom price for the platform "${platform}".`;
    super('pricing.custom_repeated', msg, { errors: [{ loc: ['body', 'customs', index], msg, type: 'unique' }] });
  }
}

/** 422 `pricing.currency_ended` */
export class CurrencyEnded extends Invalid {
  constructor(index: number, currency: string, endedOn: string) {
    const msg = `${currency} ended on ${endedOn}: no new price can be in it.`;
    super('pricing.currency_ended', msg, { errors: [{ loc: ['body', 'customs', index, 'currency'], msg, type: 'currency' }] });
  }
}

/** 422 `pricing.too_high_abroad` */
export class PriceTooHighAbroad extends Invalid {
  constructor(currency: string, max: number) {
    const msg = `In ${currency} this comes to more than the highest price that there is, ${max} minor units.`;
    super('pricing.too_high_abroad', msg, { errors: [{ loc: ['body', 'price'], msg, type: 'price' }] });
  }
}

/** 409 `pricing.template_in_use` */
export class PriceTemplateInUse extends Conflict {
  constructor(items: number) { super('pricing.template_in_use', `${items} ${items === 1 ? 'item has' : 'items have'} this price template. Give them another price first.`); }
}

/** 422 `pricing.above_price_points` */
export class AbovePricePoints extends Invalid {
  constructor() { super('pricing.above_price_points', 'The highest price point is 9,999.99 USD. A higher price needs a price template.'); }
}

/** 422: no price is shown there; `refusal_code` is the tax engine's word (`tax.place_embargoed`). */
export class PricesRefused extends Invalid {
  constructor(refusalCode: string) {
    const msg = 'No price is shown for this country.';
    super(refusalCode, msg, { errors: [{ loc: ['query', 'country'], msg, type: refusalCode }], members: { refusal_code: refusalCode } });
  }
}

/** 422 `pricing.cursor_ambiguous` */
export class CursorAmbiguous extends Invalid {
  constructor() {
    const msg = 'Give starting_after or ending_before, not both.';
    super('pricing.cursor_ambiguous', msg, { errors: [{ loc: ['query', 'ending_before'], msg, type: 'exclusive' }] });
  }
}
