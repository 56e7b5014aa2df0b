import { Conflict, Forbidden, Invalid, NotFound, Unavailable, type FieldFault } from '#platform/kernel/errors';
import type { EngineQuestion } from './tax-engine.js';

/** The reasons for which a sale to a place is refused, in `refusal_code`; most serious first. */
export type TaxRefusalCode =
  /** A comprehensively sanctioned country, or an embargoed region of one that is otherwise served. No price is shown. */
  | 'tax.place_embargoed'
  /** The operator has blocked the place (`POST /operator/v1/tax/sale_blocks`): by law, or by a decision of its own. No price is shown. */
  | 'tax.place_blocked'
  /** The place is not told finely enough to decide: see `missing`. */
  | 'tax.place_incomplete'
  /** A place that the operator does not sell to by policy, though no embargo forbids it. */
  | 'tax.place_not_served'
  /** No rate is known that was verified for a foreign seller on this day. */
  | 'tax.rate_unverified'
  /** Only the state's part of the tax is known, be it nothing, and a local part may add to it. */
  | 'tax.local_rate_missing'
  /** The operator would have to collect, and is not registered there on this day. */
  | 'tax.registration_missing'
  /** An outside engine computes the tax there, has no answer now, and nothing is sold without one. It passes. */
  | 'tax.engine_unavailable'
  /** The outside engine says that it cannot tax this sale. */
  | 'tax.engine_refused';

const fault = (field: string, msg: string, type: string): { errors: FieldFault[] } => ({ errors: [{ loc: ['body', field], msg, type }] });

/** 422 `tax.country_unknown`: not an ISO 3166-1 code (or XK). */
export class CountryUnknown extends Invalid {
  /** `told`: where the country stood in the request. */
  constructor(country: string, told: 'body' | 'query' = 'body') {
    const msg = `${country.slice(0, 8)} is not the code of a country or territory.`;
    super('tax.country_unknown', msg, { errors: [{ loc: [told, 'country'], msg, type: 'unknown' }] });
  }
}

/** 422 `tax.region_unknown`: not a region of that country. */
export class RegionUnknown extends Invalid {
  constructor(region: string, country: string) {
    const msg = `${region.slice(0, 40)} is not a region of ${country}.`;
    super('tax.region_unknown', msg, fault('region', msg, 'unknown'));
  }
}

/** 422 `tax.postcode_malformed`: not written as that country writes postcodes, where the postcode decides about tax. */
export class PostcodeMalformed extends Invalid {
  constructor(country: string) {
    const msg = `This is not a postcode of ${country}.`;
    super('tax.postcode_malformed', msg, fault('postcode', msg, 'malformed'));
  }
}

/** 422 `tax.place_contradictory`: region and postcode name two different places. */
export class PlaceContradictory extends Invalid {
  constructor() {
    const msg = 'Region and postcode do not belong together.';
    super('tax.place_contradictory', msg, fault('postcode', msg, 'contradictory'));
  }
}

/** 422 `tax.date_invalid`: not a day of the calendar. */
export class DateInvalid extends Invalid {
  constructor() {
    const msg = 'The date is a day of the calendar, written YYYY-MM-DD.';
    super('tax.date_invalid', msg, fault('date', msg, 'date'));
  }
}

/** 422 `tax.lines_missing`: a quote needs at least one line. */
export class LinesMissing extends Invalid {
  constructor() {
    const msg = 'A quote needs at least one line.';
    super('tax.lines_missing', msg, fault('lines', msg, 'too_short'));
  }
}

/** 422 `tax.change_invalid`: what is proposed cannot be stored. */
export class TaxChangeInvalid extends Invalid {
  constructor(field: string, msg: string) {
    super('tax.change_invalid', msg, fault(field, msg, 'invalid'));
  }
}

export class TaxChangeNotFound extends NotFound {
  constructor() {
    super('tax.change_not_found', 'No change has this id.');
  }
}

export class TaxRowNotFound extends NotFound {
  constructor() {
    super('tax.row_not_found', 'No registration, local rate, rate or sale block has this id.');
  }
}

/** 409: it was decided, taken back, or died of age. */
export class TaxChangeOver extends Conflict {
  constructor(state: string) {
    super('tax.change_over', `This change is ${state}: propose it once more.`);
  }
}

/** 409: a row of the same place, name and first day stands already. */
export class TaxRowStands extends Conflict {
  constructor() {
    super('tax.row_stands', 'A row of the same place and first day stands already. It is never changed: end it, or propose another first day.');
  }
}

/** 422 `tax.sale_block_invalid`: what is to be blocked cannot be told apart. */
export class SaleBlockInvalid extends Invalid {
  constructor(field: string, msg: string) {
    super('tax.sale_block_invalid', msg, fault(field, msg, 'invalid'));
  }
}

/** 403: whoever proposed a change does not approve it. */
export class SecondPersonNeeded extends Forbidden {
  constructor() {
    super('tax.second_person_needed', 'Somebody else of the operator has to approve this change.');
  }
}

/** 422 `tax.id_not_checkable`: no register is asked for the numbers of that territory. */
export class TaxIdNotCheckable extends Invalid {
  constructor(territory: string) {
    const msg = `Whether a number of ${territory} exists cannot be asked here.`;
    super('tax.id_not_checkable', msg, fault('country', msg, 'not_checkable'));
  }
}

/** 422 `tax.id_malformed`: by its form or check digit no number of that territory. */
export class TaxIdMalformed extends Invalid {
  constructor(territory: string) {
    const msg = `This is not a number of ${territory}: its form or its check digit is wrong.`;
    super('tax.id_malformed', msg, fault('tax_id', msg, 'malformed'));
  }
}

export class EngineStepNotFound extends NotFound {
  constructor() {
    super('tax.engine_step_not_found', 'Nothing that the engine is told of has this id.');
  }
}

/** 409: it waits for its answer already, or the engine was told to forget the sale. */
export class EngineStepNotReplayable extends Conflict {
  constructor(state: string) {
    super('tax.engine_step_not_replayable', `It is ${state}: only what was answered or refused is told again.`);
  }
}

/** 503 `tax.engine_not_asked`: the outside engine has to be asked first, outside of the transaction; `withTaxEngine` does that, and then runs again what has quoted. */
export class EngineAnswerMissing extends Unavailable {
  constructor(readonly question: EngineQuestion) {
    super('tax.engine_not_asked', 'The tax of this sale is not known yet: try again.');
  }
}
