import { PageOf } from '#platform/http/answers';
import { Bool, Day, Instant, Int, ListOf, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { INVOICE_KINDS, INVOICE_LACKS, INVOICE_LANGUAGES, VAT_SETTINGS, VAT_TREATMENTS, type InvoiceKind, type InvoiceLanguage, type VatSetting } from '../contracts/words.js';

const RATE = /^\d{1,2}(\.\d{1,3})?$/;

export class PayoutInvoiceListed {
  @Str({ what: 'Id (`pin_…`)' }) id: string;
  @OneOf(INVOICE_KINDS, { name: 'PayoutInvoiceKind', what: '`credit_note`: takes the invoice of a payout back that was paid and came back' }) kind: string;
  @Str({ what: 'Without gaps in the series of the studio, the legal entity, the environment and the year; `TEST-…` of a sandbox' }) number: string;
  @Str() studio_id: string;
  @OneOf(['sandbox', 'live'], { name: 'PayoutEnvironment' }) environment: string;
  @Str() payout_id: string;
  @Str({ nullable: true, what: 'The invoice that a credit note takes back' }) original_id: string | null;
  @Str({ what: 'Who issued it' }) legal_entity: string;
  @Str() currency: string;
  @Int({ what: 'Minor units' }) net_minor: number;
  @Int({ what: 'Minor units' }) tax_minor: number;
  @Int({ what: 'Minor units: what was paid out, and what was set off before' }) total_minor: number;
  @Instant() issued_at: number;
}

export class InvoiceSupplierRead {
  @Str() name: string;
  @Strs({ max: 6, length: 200 }) address_lines: string[];
  @Str({ nullable: true, what: 'ISO 3166-1' }) country: string | null;
  @Str({ nullable: true }) tax_id: string | null;
  @Str({ nullable: true }) registration_number: string | null;
}

export class InvoiceTaxIdRead {
  @Str() label: string;
  @Str() number: string;
}

export class InvoiceCustomerRead {
  @Str() id: string;
  @Str() name: string;
  @Strs({ max: 6, length: 200 }) address_lines: string[];
  @Str({ what: 'ISO 3166-1' }) country: string;
  @Str({ nullable: true }) contact: string | null;
  @ListOf(() => InvoiceTaxIdRead, { max: 100 }) tax_ids: InvoiceTaxIdRead[];
  @Str() number_prefix: string;
}

export class InvoiceAgreementRead {
  @Str() version: string;
  @Instant() accepted_at: number;
}

export class InvoiceLineRead {
  @Str() game_id: string;
  @Str({ what: 'The name of the game on that day' }) name: string;
  @Int({ what: 'Minor units' }) net_minor: number;
}

export class InvoiceVatRead {
  @OneOf(VAT_TREATMENTS, { name: 'InvoiceVatTreatment', what: '`reverse_charge`: the operator owes the tax itself; `outside`: not taxed where the studio is; `charged`: the total contains it' }) treatment: string;
  @Str({ nullable: true, what: 'Percent, a decimal' }) rate: string | null;
  @Str({ nullable: true, what: 'On what it rests' }) law: string | null;
}

export class InvoiceExchangeRead {
  @Str({ what: 'ISO 4217' }) currency: string;
  @Int({ what: 'What arrived, minor units of it' }) amount_minor: number;
  @Int({ what: 'What the operator kept for it, minor units of the currency of the invoice' }) spread_minor: number;
  @Str({ what: 'Units of it for one of the currency of the invoice; a decimal' }) rate: string;
  @Str({ what: 'The day (UTC) whose rate it is' }) rate_date: string;
  @Str() rate_source: string;
}

export class InvoiceSetOffRead {
  @Int({ what: 'Minor units; below zero where fees came back' }) fees_minor: number;
  @Int({ what: 'Minor units: what was left' }) paid_minor: number;
}

export class InvoiceOriginalRead {
  @Str() invoice_id: string;
  @Str() number: string;
  @Instant() issued_at: number;
  @Str() reason: string;
}

/** What it says: the same in its PDF. */
export class InvoiceDataRead {
  @Int() version: number;
  @OneOf(INVOICE_KINDS, { name: 'PayoutInvoiceKind' }) kind: string;
  @Str() number: string;
  @OneOf(INVOICE_LANGUAGES, { name: 'InvoiceLanguage' }) language: string;
  @Str() title: string;
  @Instant() issued_at: number;
  @Day({ what: 'The day (UTC) of the run: what is settled was supplied until then' }) supplied_until: string;
  @Bool({ what: 'Of a sandbox: no money was paid, and it is no invoice' }) is_test: boolean;
  @Str() payout_id: string;
  @Obj(() => InvoiceSupplierRead, { what: 'The studio, in whose name it is issued' }) supplier: InvoiceSupplierRead;
  @Obj(() => InvoiceCustomerRead, { what: 'The operator, who issues it' }) customer: InvoiceCustomerRead;
  @Obj(() => InvoiceAgreementRead, { nullable: true, what: 'The self-billing agreement; null of a sandbox whose studio has agreed to none' }) agreement: InvoiceAgreementRead | null;
  @ListOf(() => InvoiceLineRead, { max: 1_000, what: 'By game; they add up to `net_minor`' }) lines: InvoiceLineRead[];
  @Str() currency: string;
  @Int() net_minor: number;
  @Obj(() => InvoiceVatRead) vat: InvoiceVatRead;
  @Int() tax_minor: number;
  @Int({ what: 'What was paid out, and what was set off before' }) total_minor: number;
  @Obj(() => InvoiceSetOffRead, { optional: true, what: 'Where platform fees of the own sales of the studio were taken off before it was paid: they are no part of this invoice' }) set_off?: InvoiceSetOffRead;
  @Obj(() => InvoiceExchangeRead, { nullable: true, what: 'Where it was paid in another currency' }) exchange: InvoiceExchangeRead | null;
  @Strs({ max: 10, length: 1_000, what: 'Sentences that the law wants' }) mentions: string[];
  @Obj(() => InvoiceOriginalRead, { nullable: true, what: 'Of a credit note: what it takes back' }) original: InvoiceOriginalRead | null;
}

export class PayoutInvoiceRead extends PayoutInvoiceListed {
  @Obj(() => InvoiceDataRead) data: InvoiceDataRead;
}

export class PayoutInvoicePage extends PageOf(PayoutInvoiceListed, 'PayoutInvoicePageOf') {}

export class PayoutInvoicesQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('pin') starting_after?: string;
}

export class PayoutInvoicesOfAllQuery extends PayoutInvoicesQuery {
  @Str({ optional: true, max: 40, what: 'Of this studio alone' }) studio_id?: string;
}

export class PayoutInvoiceQuery {
  @OneOf(INVOICE_KINDS, { optional: true, name: 'PayoutInvoiceKind', what: 'The invoice when left out' }) kind?: InvoiceKind;
}

export class WaitingInvoiceRead {
  @Str() studio_id: string;
  @Str() payout_id: string;
  @OneOf(INVOICE_KINDS, { name: 'PayoutInvoiceKind' }) kind: string;
  @Instant({ what: 'Since when' }) wanted_at: number;
  @OneOf(INVOICE_LACKS, { nullable: true, name: 'InvoiceLack', what: '`legal_entity`: nobody pays the studios (`hubcraft legal-entity set`); `company`: no company data are approved; `agreement`: no self-billing agreement was accepted; `vat`: say how it is taxed (`PUT …/invoice_terms`); `invoice`: a credit note waits for its invoice. Null: nobody has tried yet' }) missing: string | null;
  @Instant({ nullable: true }) tried_at: number | null;
}

export class WaitingInvoicePage extends PageOf(WaitingInvoiceRead, 'WaitingInvoicePageOf') {}

export class WaitingInvoicesQuery {
  @QueryInt({ min: 1, max: 100, default: 50 }) limit?: number;
  @Cursor('pyo') starting_after?: string;
}

export class InvoiceTermsSet {
  @OneOf(INVOICE_LANGUAGES, { optional: true, nullable: true, name: 'InvoiceLanguage', what: 'German for a company in Germany or Austria, else English, when left out' }) language?: InvoiceLanguage | null;
  @OneOf(VAT_SETTINGS, { name: 'InvoiceVatSetting', what: 'How what the studio supplies to the operator is taxed. `derived`: as the two countries plainly say, else the invoice waits; `charged`: the payout contains VAT at `rate`' }) vat: VatSetting;
  @Str({ optional: true, nullable: true, max: 6, pattern: RATE, what: 'Percent, of `charged`' }) rate?: string | null;
  @Str({ optional: true, nullable: true, min: 1, max: 200, what: 'On what it rests, as it stands on the invoice; needed of `reverse_charge`, `outside` and `none`' }) law?: string | null;
  @Str({ min: 1, max: 500, what: 'Why, for your colleagues' }) reason: string;
}

export class InvoiceTermsRead {
  @Int() version: number;
  @OneOf(INVOICE_LANGUAGES, { nullable: true, name: 'InvoiceLanguage' }) language: string | null;
  @OneOf(VAT_SETTINGS, { name: 'InvoiceVatSetting' }) vat: string;
  @Str({ nullable: true }) rate: string | null;
  @Str({ nullable: true }) law: string | null;
  @Str() reason: string;
  @Str() set_by: string;
  @Instant() set_at: number;
}

export class InvoiceTermsList {
  @ListOf(() => InvoiceTermsRead, { max: 100, what: 'Newest first; the first counts' }) data: InvoiceTermsRead[];
}

export class PayoutReturnTell {
  @Str({ min: 1, max: 500, what: 'Why it came back; the credit note says that of whoever acts' }) reason: string;
}
