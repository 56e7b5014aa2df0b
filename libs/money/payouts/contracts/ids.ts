import type { Id } from '#platform/kernel/ids';

export type PayoutId = Id<'pyo'>;
/** A bank account of a studio. */
export type PayoutAccountId = Id<'pac'>;
export type PayoutHoldId = Id<'pyh'>;
/** One set of terms of a studio, from a day on. */
export type PayoutTermsId = Id<'pyt'>;
/** A file of payouts for a bank. */
export type BankBatchId = Id<'pyb'>;
/** What a bank has told in one file. */
export type BankReportId = Id<'pyr'>;
/** An export of forms 1099-K. */
export type Form1099kId = Id<'pfk'>;
/** A self-billed invoice of a payout, or its credit note. */
export type PayoutInvoiceId = Id<'pin'>;
