import { Conflict, NotFound } from '#platform/kernel/errors';

export class GameNotFound extends NotFound {
  constructor() { super('games.not_found', 'No such game.'); }
}
export class StudioNotFound extends NotFound {
  constructor() { super('request.not_found', 'Nothing is found at this address.'); }
}
export class CountryNotFound extends NotFound {
  constructor() { super('games.country_not_found', 'No country has this code: ISO 3166-1, two capitals.'); }
}
export class VersionBehind extends Conflict {
  constructor(version: string) { super('games.version_behind', `The game is pinned to ${version}. It goes back to the version from before its last change only, for 72 hours; a request can name an older one by Hubcraft-Version.`); }
}
/** The refusal of a place in which the studio has its game sold by nobody (`PUT /v1/game/countries/{country}`). */
export const COUNTRY_BLOCKED = 'games.country_blocked';

/** 409: the operator has not switched it on (`STUDIO_ACCOUNTS`). */
export class OwnSalesOff extends Conflict {
  constructor() { super('games.own_psp_off', 'The operator of this installation does not let studios sell by their own accounts.'); }
}
/** 409: there is nothing to sell by. */
export class NoOwnAccount extends Conflict {
  constructor() { super('games.no_own_account', 'This environment has no payment account of the studio: POST /v1/payment_accounts first.'); }
}

export class SlugTaken extends Conflict {
  constructor(slug: string) { super('games.slug_taken', `Another game has the slug "${slug}".`); }
}
