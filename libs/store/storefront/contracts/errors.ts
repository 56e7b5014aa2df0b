import { Conflict, Invalid, NotFound } from '#platform/kernel/errors';

/** 404 `storefront.no_hub` */
export class NoHub extends NotFound {
  constructor() { super('storefront.no_hub', 'This game has no hub yet.'); }
}

/** 409 `storefront.slug_taken` */
export class HubSlugTaken extends Conflict {
  constructor(slug: string) { super('storefront.slug_taken', `Another hub has the slug "${slug}".`); }
}

/** 422 `storefront.locales_contradictory` */
export class LocalesContradictory extends Invalid {
  constructor() {
    const msg = 'default_locale is one of locales.';
    super('storefront.locales_contradictory', msg, { errors: [{ loc: ['body', 'default_locale'], msg, type: 'one_of' }] });
  }
}

/** 422 `storefront.translations_wrong` */
export class TranslationsWrong extends Invalid {
  constructor(where: string[], msg: string) {
    super('storefront.translations_wrong', `The translations of the hub are wrong at ${where.join(' / ')}: ${msg}`, { errors: [{ loc: ['body', 'translations', ...where], msg, type: 'translation' }] });
  }
}
