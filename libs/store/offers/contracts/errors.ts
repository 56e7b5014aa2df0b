import { Conflict, Invalid, NotFound, type FieldFault } from '#platform/kernel/errors';

const at = (loc: FieldFault['loc'], msg: string, type: string): { errors: FieldFault[] } => ({ errors: [{ loc: ['body', ...loc], msg, type }] });

/** 404 `offers.store_not_found` */
export class StoreNotFound extends NotFound {
  constructor() { super('offers.store_not_found', 'This game has no such store.'); }
}

/** 404 `offers.store_item_not_found` */
export class StoreItemNotFound extends NotFound {
  constructor() { super('offers.store_item_not_found', 'This store has no such store item.'); }
}

/** 409 `offers.key_taken` */
export class StoreKeyTaken extends Conflict {
  constructor(key: string) { super('offers.key_taken', `Another store has the key "${key}".`); }
}

/** 422 `offers.key_reads_as_id` */
export class StoreKeyReadsAsId extends Invalid {
  constructor() { super('offers.key_reads_as_id', 'A key may not look like one of our ids.', at(['key'], 'looks like an id', 'key')); }
}

/** 422 `offers.window_inverted` */
export class WindowInverted extends Invalid {
  constructor(path: FieldFault['loc'] = []) { super('offers.window_inverted', 'end_at comes after start_at.', at([...path, 'end_at'], 'must come after start_at', 'window')); }
}

/** 409 `offers.store_full` */
export class StoreFull extends Conflict {
  constructor(max: number) { super('offers.store_full', `A store offers at most ${max} items.`); }
}

/** 422 `offers.unknown_item` */
export class UnknownItem extends Invalid {
  constructor(path: FieldFault['loc'] = []) { super('offers.unknown_item', 'This game has no such item.', at([...path, 'item_id'], 'is no item of this game', 'exists')); }
}

/** 422 `offers.unknown_price_template` */
export class UnknownPriceTemplate extends Invalid {
  constructor(path: FieldFault['loc'] = []) { super('offers.unknown_price_template', 'This game has no such price template.', at([...path, 'price_template_id'], 'is no price template of this game', 'exists')); }
}

/** 422 `offers.price_ambiguous` */
export class PriceAmbiguous extends Invalid {
  constructor(path: FieldFault['loc'] = []) { super('offers.price_ambiguous', 'Give one of price, price_point and price_template_id.', at([...path, 'price'], 'stands beside another price', 'exclusive')); }
}

/** 422 `offers.bonus_ambiguous` */
export class BonusAmbiguous extends Invalid {
  constructor(path: FieldFault['loc'] = []) { super('offers.bonus_ambiguous', 'Give bonus_percent or bonus_fixed, not both.', at([...path, 'bonus_fixed'], 'stands beside bonus_percent', 'exclusive')); }
}

/** Refusals of a line of an order; `errors` says which. */
abstract class LineRefused extends Invalid {
  constructor(code: string, index: number, field: string, detail: string, type: string) { super(code, detail, at(['items', index, field], detail, type)); }
}

/** 422 `offers.unknown_sku` */
export class UnknownSku extends LineRefused {
  constructor(index: number) { super('offers.unknown_sku', index, 'sku', 'No item of this game has this sku.', 'exists'); }
}

/** 422 `offers.unknown_store_item` */
export class UnknownStoreItem extends LineRefused {
  constructor(index: number) { super('offers.unknown_store_item', index, 'store_item_id', 'This is no store item, or one of another sku or store than is named beside it.', 'exists'); }
}

/** 422 `offers.not_for_sale` */
export class NotForSale extends LineRefused {
  constructor(index: number, why: string) { super('offers.not_for_sale', index, 'sku', why, 'not_for_sale'); }
}

/** 422 `offers.no_price` */
export class NoPrice extends LineRefused {
  constructor(index: number) { super('offers.no_price', index, 'sku', 'The item has no price here.', 'price'); }
}

/** 422 `offers.mixed_currencies` */
export class MixedCurrencies extends LineRefused {
  constructor(index: number, currency: string, first: string) { super('offers.mixed_currencies', index, 'sku', `The item costs ${currency}, the first one ${first}: an order has one currency.`, 'currency'); }
}

/** 422 `offers.amount_too_large` */
export class AmountTooLarge extends LineRefused {
  constructor(index: number) { super('offers.amount_too_large', index, 'quantity', 'An amount or quantity lies beyond 2^53 − 1.', 'max'); }
}

/** 422 `offers.price_override_refused` */
export class PriceOverrideRefused extends Invalid {
  constructor(field: string, why: string) { super('offers.price_override_refused', why, at([field], why, 'override')); }
}
