/** How often what is available is paid out: every day, on Mondays, on the 1st and the 16th, on the 1st. */
export const SCHEDULES = ['daily', 'weekly', 'twice_monthly', 'monthly'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** Longest wait of either kind, in whole days. */
export const WAIT_DAYS_MAX = 400;

/** `pending`: decided. `held`: a hold stopped it before it left. `in_transit`: it is in the books as on its way, and the bank may have it. `canceled`: staff took it back before it left. */
export const PAYOUT_STATES = ['pending', 'in_transit', 'succeeded', 'failed', 'canceled', 'held'] as const;
export type PayoutState = (typeof PAYOUT_STATES)[number];

/** The rates of a day are good for an exchange of real money for so many days: longer than banks are closed, at Easter or the turn of the year. */
export const RATE_DAYS_MAX = 7;
/** The largest part that the operator may keep for an exchange, in parts per million. */
export const SPREAD_PPM_MAX = 100_000;

/** What became of a day on which money could have gone out. The last six may change later in the same period. */
export const RUN_OUTCOMES = ['paid_out', 'below_minimum', 'nothing', 'held', 'not_enabled', 'no_account', 'no_provider', 'payout_open', 'no_rate'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** How the verification of a studio stands, as studio/onboarding says it. */
export const KYB_STATUSES = ['not_started', 'submitted', 'in_review', 'needs_information', 'approved', 'rejected', 'suspended'] as const;
export type KybStatus = (typeof KYB_STATUSES)[number];

export const HOLD_REASONS = ['disputes_high', 'refunds_high', 'kyb_needed', 'sanctions_review', 'account_review', 'unusual_sales', 'legal_order', 'other', 'self_billing_needed', 'tax_form_needed'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/**
 * What becomes of an entry that a bank tells. `booked`, `rejected`: the transfer goes there. `repeated`: it is there. `unknown`: no transfer of ours. `noted`: it decides nothing. The others are breaks and stay for a person: `amount_differs`;
 * `returned_after_paid` (the payout has ended, and its money is back, or a status report refuses it); `paid_after_rejected`; `not_in_a_file`; `debit_untold` (exchanged, and what was taken of the account is not told).
 */
export const BREAKS = ['amount_differs', 'returned_after_paid', 'paid_after_rejected', 'not_in_a_file', 'debit_untold'] as const;
export const ENTRY_OUTCOMES = ['booked', 'rejected', 'repeated', 'unknown', 'noted', ...BREAKS] as const;
export type EntryOutcome = (typeof ENTRY_OUTCOMES)[number];

/** `missing`: a studio that sold and has no form, no number or no approved data. */
export const FORM_STATUSES = ['reportable', 'below_threshold', 'missing'] as const;
export type FormStatus = (typeof FORM_STATUSES)[number];
/** Against the export before; `first`: there is none. */
export const FORM_CHANGES = ['first', 'new', 'changed', 'unchanged', 'gone'] as const;
export type FormChange = (typeof FORM_CHANGES)[number];

/** The languages in which self-billed invoices are written. */
export const INVOICE_LANGUAGES = ['en', 'de'] as const;
export type InvoiceLanguage = (typeof INVOICE_LANGUAGES)[number];

export const INVOICE_KINDS = ['invoice', 'credit_note'] as const;
export type InvoiceKind = (typeof INVOICE_KINDS)[number];

/** Why an invoice cannot be issued yet: nobody pays the studios; no company data are approved; no self-billing agreement was accepted; nobody has said how it is taxed; a credit note waits for its invoice. */
export const INVOICE_LACKS = ['legal_entity', 'company', 'agreement', 'vat', 'invoice'] as const;
export type InvoiceLack = (typeof INVOICE_LACKS)[number];

/**
 * How an invoice is taxed. `reverse_charge`: the operator owes the tax itself. `outside`: it is not taxed where the studio is, since the operator is elsewhere. `charged`: the payout contains it.
 * `none`: there is none, by the law that stands beside it.
 */
export const VAT_TREATMENTS = ['reverse_charge', 'outside', 'charged', 'none'] as const;
export type VatTreatment = (typeof VAT_TREATMENTS)[number];
/** What staff say of a studio's invoices; `derived`: what follows from the two countries, and nothing else. */
export const VAT_SETTINGS = ['derived', ...VAT_TREATMENTS] as const;
export type VatSetting = (typeof VAT_SETTINGS)[number];
