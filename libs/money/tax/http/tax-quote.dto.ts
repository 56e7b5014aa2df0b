import { CURRENCIES, type CurrencyCode } from '#platform/kernel/currency';
import { Bool, Int, ListOf, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import type { CustomerType, PriceMode, RoundingLevel, TaxOutcome } from '../contracts/queries.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** The kinds of items of the catalog are all used inside the game; a download is another matter in some US states. */
export const ITEM_TYPES = ['in_game_content', 'downloaded_games', 'item', 'currency', 'bundle', 'lootbox', 'subscription', 'virtual_currency'] as const;

export class TaxQuoteLine {
  @Int({ what: 'Minor units; negative for what is taken back' }) amount: number;
}

export class TaxQuoteCreate {
  @OneOf(['consumer', 'business'], { name: 'TaxCustomerType' }) customer_type: CustomerType;
  @Str({ min: 2, max: 2, what: 'ISO 3166-1 alpha-2', example: 'CA' }) country: string;
  @Str({ optional: true, nullable: true, max: 60, what: 'ISO 3166-2; needed where tax differs by region', example: 'CA-QC' }) region?: string | null;
  @Str({ optional: true, nullable: true, max: 20 }) postcode?: string | null;
  @Str({ pattern: DAY, max: 10, format: 'date', what: 'The day of the sale, YYYY-MM-DD', example: '2026-11-22' }) date: string;
  @OneOf(CURRENCIES, { name: 'MoneyCurrency' }) currency: CurrencyCode;
  @OneOf(['net', 'gross'], { name: 'TaxPriceMode', what: 'Whether the amounts are before tax or contain it' }) price_mode: PriceMode;
  @OneOf(['line', 'invoice'], { optional: true, nullable: true, name: 'TaxRoundingLevel', default: 'line', what: 'Japan is always rounded once per invoice' }) rounding_level?: RoundingLevel | null;
  @ListOf(() => TaxQuoteLine, { min: 1, max: 500 }) lines: TaxQuoteLine[];
  @Str({ optional: true, nullable: true, max: 40, what: 'Tax id of a business' }) tax_id?: string | null;
  @OneOf(ITEM_TYPES, { optional: true, nullable: true, name: 'TaxItemType', default: 'in_game_content' }) item_type?: (typeof ITEM_TYPES)[number] | null;
}

export class TaxQuoteComponent {
  @Str() name: string;
  @Str({ what: 'Percent, a decimal' }) rate: string;
  @Int({ what: 'What the rate applies to, minor units' }) base: number;
  @Int({ what: 'Minor units' }) tax: number;
  @Str({ what: 'Whose tax it is' }) jurisdiction: string;
}

export class TaxQuoteLineRead {
  @Int() net: number;
  @Int() tax: number;
  @Int() total: number;
}

export class TaxQuoteRounding {
  @OneOf(['line', 'invoice']) level: RoundingLevel;
  @Str() mode: string;
}

export class TaxQuoteTaxId {
  @Str() value: string;
  @OneOf(['valid', 'invalid', 'not_verifiable'], { what: 'By form and check digit; only `valid` changes the tax' }) status: string;
  @OneOf(['valid', 'invalid', 'unavailable', 'unasked'], { nullable: true, name: 'TaxIdExistence', what: 'What the register said within thirty days (`POST /v1/tax/id_checks`); null where none is asked for the territory' }) existence: string | null;
}

export class TaxQuoteRead {
  @OneOf(['charge', 'no_tax', 'reverse_charge', 'psp_collects', 'refused'], { name: 'TaxOutcome', what: '`refused` exactly when not sellable' }) outcome: TaxOutcome;
  @OneOf(['charge', 'no_tax', 'reverse_charge', 'psp_collects'], { nullable: true, what: 'What the calculation alone says' }) treatment: string | null;
  @Bool() sellable: boolean;
  @Str({ nullable: true, what: 'Why it may not be sold there: the first of `reasons`' }) refusal_code: string | null;
  @Strs() reasons: string[];
  @Strs({ what: 'What the buyer has to add: `region`, `postcode`' }) missing: string[];
  @Strs() notes: string[];
  @Str({ nullable: true, what: 'Percent, a decimal; null is not zero' }) rate: string | null;
  @Int({ nullable: true, what: 'Minor units; null where nothing can be calculated' }) net: number | null;
  @Int({ nullable: true }) tax: number | null;
  @Int({ nullable: true }) total: number | null;
  @ListOf(() => TaxQuoteComponent) components: TaxQuoteComponent[];
  @ListOf(() => TaxQuoteLineRead, { max: 500 }) lines: TaxQuoteLineRead[];
  @OneOf(CURRENCIES, { name: 'MoneyCurrency' }) currency: CurrencyCode;
  @Int({ what: 'Decimal places of the currency' }) exponent: number;
  @Str({ what: 'The territory whose tax applies; may differ from the country told (a French postcode of Guadeloupe)' }) territory: string;
  @Str({ nullable: true }) region: string | null;
  @Str() jurisdiction: string;
  @Str({ nullable: true }) rate_row_id: string | null;
  @Strs({ what: 'The row and the local rates added to it' }) rate_row_ids: string[];
  @Str({ what: 'Version of the rate table' }) rate_version: string;
  @OneOf(['inclusive', 'exclusive'], { nullable: true, what: 'How prices are shown there' }) price_display: string | null;
  @OneOf(['net', 'gross'], { name: 'TaxPriceMode' }) price_mode: PriceMode;
  @Obj(() => TaxQuoteRounding) rounding: TaxQuoteRounding;
  @Obj(() => TaxQuoteTaxId, { nullable: true }) tax_id: TaxQuoteTaxId | null;
}
