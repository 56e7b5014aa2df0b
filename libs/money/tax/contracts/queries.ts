import { type CurrencyCode } from '#platform/kernel/currency';
import { Call, Query } from '#platform/kernel/messages';
import { type Rounding } from '#platform/kernel/rational';
import { type TaxRefusalCode } from './errors.js';
import type { EngineBasis } from './tax-engine.js';
import { TAX_NAMES } from './tax-names.js';

export type CustomerType = 'consumer' | 'business';
export type PriceMode = 'net' | 'gross';
export type RoundingLevel = 'line' | 'invoice';
/** What is sold, as US states tell it apart: used inside the game on its servers, or downloaded to keep. */
export type TaxItemType = 'in_game_content' | 'downloaded_games';

/** A place as a buyer tells it: ISO 3166-1 country, ISO 3166-2 region (`US-CT`, or `CT` alone), postcode. */
export interface TaxPlace {
  country: string;
  region?: string | null;
  postcode?: string | null;
}

export interface TaxQuoteRequest extends TaxPlace {
  customer_type: CustomerType;
  /** `YYYY-MM-DD`: the day of the tax point in the place's own calendar. */
  date: string;
  currency: CurrencyCode;
  /** Whether the lines' amounts are before tax or contain it; `listed` is as the place shows prices (inclusive: they contain it). */
  price_mode: PriceMode | 'listed';
  /** `line` unless told; Japan is always rounded once per invoice. */
  rounding_level?: RoundingLevel;
  /** Minor units; negative for what is taken back. */
  lines: readonly { amount: bigint }[];
  tax_id?: string | null;
  item_type?: TaxItemType;
  /** A sale is made by this quote: where an outside engine computes the tax, its answer is needed (`withTaxEngine`). Otherwise our own rates are an estimate, and a note says so. */
  is_binding?: boolean;
}

export type TaxOutcome = 'charge' | 'no_tax' | 'reverse_charge' | 'psp_collects' | 'refused';

export interface TaxComponent {
  name: string;
  /** Percent as the law prints it; Indonesia's 12 applies to a base of 11/12. */
  rate: string;
  /** What the rate is applied to, in minor units, rounded for display; the tax comes from the exact base. */
  base: bigint;
  tax: bigint;
  /** Whose tax it is: Quebec's price bears one of `CA` and one of `CA-QC`. */
  jurisdiction: string;
}

export interface TaxLine {
  net: bigint;
  tax: bigint;
  total: bigint;
}

export interface TaxQuote {
  /** `refused` exactly when `sellable` is false. */
  outcome: TaxOutcome;
  /** What the calculation alone says, also for a place that may not be sold to; null where nothing can be calculated. */
  treatment: Exclude<TaxOutcome, 'refused'> | null;
  sellable: boolean;
  refusal_code: TaxRefusalCode | null;
  /** Every reason against the sale; `refusal_code` is the first. */
  reasons: TaxRefusalCode[];
  /** What the buyer has to add before a sale can be decided. */
  missing: ('region' | 'postcode')[];
  /** Remarks for the record, stable words. */
  notes: string[];
  /** Percent of the price before tax, exactly as published; null where the row has none. */
  rate: string | null;
  /** Minor units; null where nothing can be calculated or no price may be shown. */
  net: bigint | null;
  tax: bigint | null;
  total: bigint | null;
  components: TaxComponent[];
  lines: TaxLine[];
  currency: CurrencyCode;
  territory: string;
  region: string | null;
  jurisdiction: string;
  rate_row_id: string | null;
  /** The row and the local rates that were added to it. */
  rate_row_ids: string[];
  /** The version of the rate table, for the order's record. */
  rate_version: string;
  price_display: 'inclusive' | 'exclusive' | null;
  /** How the lines' amounts were understood. */
  price_mode: PriceMode;
  rounding: { level: RoundingLevel; mode: Rounding };
  /** `existence`: what the register said; null where none is asked for the territory. */
  tax_id: { value: string; status: 'valid' | 'invalid' | 'not_verifiable'; existence: 'valid' | 'invalid' | 'unavailable' | 'unasked' | null } | null;
  /** Null where no outside engine is used, and of an estimate. */
  engine: EngineBasis | null;
}

/** What tax a sale bears, and whether it may be made. Nothing is stored. Throws the errors of `contracts/errors`; of them `EngineAnswerMissing` only where it `is_binding`. */
export class QuoteTax extends Query<TaxQuote> {
  constructor(readonly request: TaxQuoteRequest) {
    super();
  }
}

/** A tax, by its name in the rate tables, as a person calls it in a language: what receipts and pages show. */
export function taxNameIn(name: string, locale: string): string {
  const names = TAX_NAMES[locale.slice(0, 2).toLowerCase()] ?? {};
  return Object.hasOwn(names, name) ? names[name]! : name;
}

export interface PlaceRequirements {
  country: string;
  name: string;
  region: 'required' | 'not_needed';
  postcode: 'required' | 'not_needed';
  /** The regions to choose from, where one is required. */
  regions: { code: string; name: string }[];
  /** A regular expression of a whole postcode, spaces taken out, where one is required. */
  postcode_pattern: string | null;
  price_display: 'inclusive' | 'exclusive' | null;
  default_currency: CurrencyCode | null;
}

/** What a checkout has to ask beside the country before tax can be told. `date` is `YYYY-MM-DD`. @throws CountryUnknown */
export class GetPlaceRequirements extends Query<PlaceRequirements> {
  constructor(
    readonly country: string,
    readonly date: string,
  ) {
    super();
  }
}

export interface SaleTo {
  country: string;
  /** Why nothing can be sold to any part of it today; null where something can, be it after region or postcode are told. */
  refusal_code: TaxRefusalCode | null;
  price_display: 'inclusive' | 'exclusive' | null;
}

/** Whether a consumer in a country can be sold something on a day, as far as the country alone decides: what has to be known before a price is shown. Null where there is no such country. */
export class GetSaleTo extends Query<SaleTo | null> {
  constructor(
    readonly country: string,
    readonly date: string,
  ) {
    super();
  }
}

/** `tax.place_incomplete`: a region is blocked, and the place is told too coarsely to rule it out (`postcode`): who sells sells nothing until it is told. */
export type PlaceBlock = Extract<TaxRefusalCode, 'tax.place_embargoed' | 'tax.place_blocked' | 'tax.place_incomplete'>;

/**
 * Why nobody of a place is sold to or paid on a day, whatever the tax: an embargo, or a block of the operator's. Null where neither holds. Looked at again
 * before money is taken, where a quote is older than the block. Throws the errors of `QuoteTax` about the place.
 */
export class GetPlaceBlock extends Query<PlaceBlock | null> {
  constructor(
    readonly place: TaxPlace,
    readonly date: string,
  ) {
    super();
  }
}

/** Whether the operator is registered anywhere on a day (`YYYY-MM-DD`), so that it can collect at all. */
export class HasTaxRegistration extends Query<boolean> {
  constructor(readonly date: string) {
    super();
  }
}

export interface TerritoryView {
  territory: string;
  name: string;
  /** `open_except_regions` is sold to once region or postcode rule the embargoed or blocked parts out; `blocked`: the operator has blocked all of it. */
  sale: 'open' | 'open_except_regions' | 'review' | 'not_served' | 'embargoed' | 'blocked';
  default_currency: CurrencyCode | null;
  price_display: 'inclusive' | 'exclusive' | null;
}

/** Every territory with what a store has to know of it on a day. */
export class ListTerritories extends Query<TerritoryView[]> {
  constructor(readonly date: string) {
    super();
  }
}

/** How the number of a business is called in a territory, and how it looks: for a form that asks for it. */
export interface TaxIdForm {
  label: string;
  /** A shape, of nobody. */
  shape: string;
}

/** Null where no form of such numbers is known: there nobody is treated as a business. Throws the errors of `QuoteTax` about the place. */
export class GetTaxIdForm extends Query<TaxIdForm | null> {
  constructor(readonly place: TaxPlace) {
    super();
  }
}

export interface TaxIdReading {
  territory: string;
  /** Form and check digit. `not_verifiable`: no form of such numbers is known for the territory. */
  status: 'valid' | 'invalid' | 'not_verifiable';
  /** In its one writing, as an invoice prints it: capitals, no separators, with the state's letters where numbers of the territory bear them (`EL123456789`). */
  number: string;
}

/** Reads what somebody told as the number of a business in a place. Throws the errors of `QuoteTax` about the place. */
export class ReadTaxId extends Query<TaxIdReading> {
  constructor(
    readonly place: TaxPlace,
    readonly value: string,
  ) {
    super();
  }
}

/**
 * Asks the register whether the number exists and keeps its answer, so that quotes know it (`TaxQuoteRequest.tax_id`); the answer of the last day is taken in its place. Null where no register is asked for the
 * territory, or the number is malformed. Never throws for a register that does not answer: that is `unavailable`.
 */
export class CheckTaxId extends Call<{ outcome: 'valid' | 'invalid' | 'unavailable' } | null> {
  constructor(
    readonly place: TaxPlace,
    readonly value: string,
  ) {
    super();
  }
}

/** That a legal entity of the operator is registered with a tax office. */
export interface RegistrationView {
  id: string;
  /** Null of the demo, and of what the owner of the database stored. */
  entity: string | null;
  territory: string;
  /** Null for the whole territory. */
  region: string | null;
  scheme: string;
  /** First and last day; null: from ever, for ever. */
  valid_from: string | null;
  valid_to: string | null;
}

/** All registrations, those that have ended too; at most 10,000. */
export class ListRegistrations extends Query<RegistrationView[]> {}

export { AskTaxEngine, withTaxEngine, type EngineBasis, type EngineQuestion } from './tax-engine.js';
