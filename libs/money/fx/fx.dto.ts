import { Day, Instant, ListOf, Str } from '#platform/http/fields';

const CURRENCIES_MAX = 200;
export const DAYS_SHOWN_MAX = 400;

export class UnitsOfCurrency {
  @Str({ min: 3, max: 3, pattern: /^[A-Z]{3}$/, what: 'ISO 4217', example: 'USD' }) currency: string;
  @Str({ min: 1, max: 24, pattern: /^\d{1,12}(\.\d{1,10})?$/, what: 'How many of it one of the base is worth', example: '1.0845' }) units: string;
}

export class RateDayRecord {
  @Day({ what: 'Today (UTC) at the latest' }) day: string;
  @Str({ min: 3, max: 200, what: 'Who printed them', example: 'European Central Bank, euro foreign exchange reference rates' }) source: string;
  @Str({ min: 3, max: 3, pattern: /^[A-Z]{3}$/, what: 'ISO 4217', example: 'EUR' }) base: string;
  @ListOf(() => UnitsOfCurrency, { min: 1, max: CURRENCIES_MAX, what: 'By currency, once each' }) units: UnitsOfCurrency[];
}

export class RateDayRead {
  @Day() day: string;
  @Str({ max: 200 }) source: string;
  @Str({ what: 'ISO 4217' }) base: string;
  @ListOf(() => UnitsOfCurrency, { max: CURRENCIES_MAX, what: 'By currency, in its order' }) units: UnitsOfCurrency[];
  @Str({ what: 'Who of the operator recorded it, or the job that fetched it' }) recorded_by: string;
  @Instant() recorded_at: number;
}

export class RateDayList {
  @ListOf(() => RateDayRead, { max: DAYS_SHOWN_MAX, what: 'Newest first' }) data: RateDayRead[];
}
