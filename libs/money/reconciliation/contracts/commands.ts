import { Command } from '#platform/kernel/messages';

/** Of a payment: `capture`, `refund`, `chargeback`, and `fee`, one that stands alone. Of the operator's account at the provider: `account_fee`, `transfer` (to and from a bank), `reserve`, `correction`. */
const PAYMENT_LINE_KINDS = ['capture', 'refund', 'chargeback', 'fee'] as const;
export type PaymentLineKind = (typeof PAYMENT_LINE_KINDS)[number];
export const ACCOUNT_LINE_KINDS = ['account_fee', 'transfer', 'reserve', 'correction'] as const;
export type AccountLineKind = (typeof ACCOUNT_LINE_KINDS)[number];
export const LINE_KINDS = [...PAYMENT_LINE_KINDS, ...ACCOUNT_LINE_KINDS] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** What was paid, or went back, of a line that was settled in another currency: minor units, signed as the line. `rate`: the provider's, major units of the settlement's currency for one major unit of this, a decimal. */
export interface Presentment {
  currency: string;
  gross_minor: number;
  rate: string;
}

/** One line of a provider's report, with the payment that we know it to be about. Amounts are minor units, signed as the provider pays them out. */
export interface ReportedLine {
  /** The provider's own id of the line, unique for ever. */
  line_id: string;
  batch_id: string;
  kind: LineKind;
  /** Our id that the provider repeats: of the refund in a line of a refund (or the provider's own id of that), else of the payment. */
  reference: string;
  /** Null when no payment of ours is meant. */
  payment_id: string | null;
  provider_payment_id: string;
  currency: string;
  gross_minor: number;
  fee_minor: number;
  net_minor: number;
  /** Unix seconds. */
  settled_at: number;
  /** Only where it was settled in another currency than it was paid in: `currency` and the amounts above are then those of the settlement. */
  presentment?: Presentment;
}

/** A kept line that is reported again with other amounts. Both texts are `gross fee net currency`, in minor units. What was kept stays. */
export interface ChangedLine {
  line_id: string;
  was: string;
  reported: string;
}

/**
 * Keeps the lines of one game (at most 500) and holds them against what was expected. A line that is kept already stays as it is when it is matched, and is
 * looked at again when it is a break; one of the operator's account is kept as that. Answers how many were new, how all of them stand,
 * and which were kept before with other amounts.
 */
export class ImportSettlement extends Command<{ added: number; matched: number; breaks: number; of_account: number; changed: ChangedLine[] }> {
  static readonly context = 'money/reconciliation';
  constructor(readonly input: { provider: string; studio_id: string | null; lines: ReportedLine[] }) { super(); }
}

/** Notes that the ledger has booked these lines. Repeating it changes nothing. */
export class MarkSettlementPosted extends Command<void> {
  static readonly context = 'money/reconciliation';
  constructor(readonly input: { provider: string; line_ids: string[] }) { super(); }
}

/** Lets go of lines that were once about no game and are known by now: they stand under their game. In the scope `unrouted`; at most 500. Answers which of them had other amounts. */
export class DropRoutedLines extends Command<{ changed: ChangedLine[] }> {
  static readonly context = 'money/reconciliation';
  constructor(readonly input: { provider: string; lines: ReportedLine[] }) { super(); }
}

/** Says whose a break of the scope's game is, and how it was explained: that moves no money and books nothing. What is left out stays; null takes it away. Throws `reconciliation.break_not_found`. */
export class UpdateBreak extends Command<void> {
  static readonly context = 'money/reconciliation';
  constructor(readonly input: { provider: string; line_id: string; owner?: string | null; resolution?: string | null }) { super(); }
}
