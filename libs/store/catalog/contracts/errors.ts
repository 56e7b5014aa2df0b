import { Conflict, Invalid, NotFound } from '#platform/kernel/errors';

type Loc = (string | number)[];

/** 404 `catalog.item_not_found` */
export class ItemNotFound extends NotFound {
  constructor(loc?: Loc) {
    const msg = 'This game has no such item.';
    super('catalog.item_not_found', msg, loc ? { errors: [{ loc, msg, type: 'not_found' }] } : {});
  }
}

/** 409 `catalog.sku_taken` */
export class SkuTaken extends Conflict {
  constructor(sku: string, loc?: Loc) {
    const msg = `Another item has the sku "${sku}".`;
    super('catalog.sku_taken', msg, loc ? { errors: [{ loc, msg, type: 'unique' }] } : {});
  }
}

/** 409 `catalog.item_in_use` */
export class ItemInUse extends Conflict {
  constructor(sku: string, by: string, how: 'holds' | 'falls back to') {
    super('catalog.item_in_use', `"${by}" ${how} the item "${sku}". Change or delete it first, or delete both at once.`);
  }
}

/** 422 `catalog.item_refused`: one rule of items is broken; `errors` says where and which. */
export class ItemRefused extends Invalid {
  constructor(loc: Loc, msg: string, type: string) {
    super('catalog.item_refused', msg, { errors: [{ loc, msg, type }] });
  }
}

/** 422 `catalog.price_ambiguous` */
export class PriceAmbiguous extends Invalid {
  constructor(place: Loc) {
    super('catalog.price_ambiguous', 'Give a price or a price_template_id, not both.', { errors: [{ loc: [...place, 'price'], msg: 'stands beside price_template_id', type: 'exclusive' }] });
  }
}

/** 422 `catalog.bundle_refused`: a bundle holds itself, is nested too deep, or holds too much. */
export class BundleRefused extends Invalid {
  constructor(msg: string, type: 'cycle' | 'depth' | 'size') {
    super('catalog.bundle_refused', msg, { errors: [{ loc: ['body', 'nested_items'], msg, type }] });
  }
}

/** 422 `catalog.cursor_unknown` */
export class CursorUnknown extends Invalid {
  constructor() {
    const msg = 'No row of this list has this id.';
    super('catalog.cursor_unknown', msg, { errors: [{ loc: ['query', 'starting_after'], msg, type: 'cursor' }] });
  }
}

/** 404 `catalog.category_not_found` */
export class CategoryNotFound extends NotFound {
  constructor(loc?: Loc) {
    const msg = 'This game has no such category.';
    super('catalog.category_not_found', msg, loc ? { errors: [{ loc, msg, type: 'not_found' }] } : {});
  }
}

/** 409 `catalog.slug_taken` */
export class SlugTaken extends Conflict {
  constructor() { super('catalog.slug_taken', 'Another category has this slug.'); }
}

/** 409 `catalog.category_has_children` */
export class CategoryHasChildren extends Conflict {
  constructor(name: string) { super('catalog.category_has_children', `The category "${name}" has categories below it. Move or delete them first, or delete them at once.`); }
}

/** 422 `catalog.category_refused`: `errors` says where and which rule. */
export class CategoryRefused extends Invalid {
  constructor(loc: Loc, msg: string, type: string) {
    super('catalog.category_refused', msg, { errors: [{ loc, msg, type }] });
  }
}
