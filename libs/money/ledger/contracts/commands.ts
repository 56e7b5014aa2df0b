import { Command } from '#platform/kernel/messages';
import type { ClearingExplanation, MonthBalance } from './queries.js';

/** What was paid, where a line was settled in another currency. Amounts are signed as the line. */
export interface SettlementExchange {
  /** Of the payment, with what was paid before fees, or went back. */
  currency: string;
  gross_minor: number;
  /** What the books have of the provider's fee in that currency already: of `final` fees. It is exchanged with the rest. */
  booked_fee_minor: number;
  /** The provider's: major units of the settlement's currency for one major unit of the payment's, a decimal. */
  provider_rate: string;
  /** The rate by which the books take it, in the same direction, its day (`YYYY-MM-DD`) and who printed it: that of the day, or the provider's where none is known. */
  rate: string;
  rate_date: string;
  rate_source: string;
  /** By that rate: what gross less the booked fee is worth in the settlement's currency, and the fee of the line in the payment's. */
  worth_minor: number;
  fee_minor: number;
  /** Whose money it is; null where nobody told it. */
  order_id: string | null;
}

/** One line of a provider's settlement report, matched to a payment of the scope's game. Amounts are signed as the provider pays them out. */
export interface SettlementLine {
  /** The provider's own id of the line: settled once. */
  line_id: string;
  provider: string;
  kind: 'capture' | 'refund' | 'chargeback' | 'fee';
  payment_id: string;
  currency: string;
  gross_minor: number;
  fee_minor: number;
  net_minor: number;
  batch_id: string;
  /** `estimated`: nobody knew the fee of this capture before, so what it is more or less than was booked of it is booked with the line. Left out: `final`. */
  fees_status?: 'estimated' | 'final';
  /** Of a line that was settled in another currency than it was paid in, which the amounts above are of. Never of a fee that stands alone. */
  exchange?: SettlementExchange;
}

/** A part of a payout that arrives in another currency than it is owed in. Amounts in minor units. */
export interface MoveExchange {
  /** What arrives, and in which currency. */
  currency: string;
  amount_minor: number;
  /** What of the move's own amount the operator keeps for the exchange. */
  spread_minor: number;
  /** What the bank took of the operator's account for it, in the currency of the move: known with `payout_paid`. */
  debited_minor: number | null;
}

/** A part of what the scope's game owes to its studio goes elsewhere. `amount_minor` is more than zero. */
export interface StudioMove {
  /** `reserve_held`, `reserve_released`: into the reserve and out of it. `payout_sent`: on its way to the studio's bank; `payout_paid`: there; `payout_failed`: it never left; `payout_returned`: it was there and came back. */
  kind: 'reserve_held' | 'reserve_released' | 'payout_sent' | 'payout_paid' | 'payout_failed' | 'payout_returned';
  /** What it is a part of: a payout (`pyo_…`), or currency and day of the sales (`EUR:2026-11-01`). Each kind is posted once for it. */
  about: string;
  currency: string;
  amount_minor: number;
  /** Through whom it is paid out; null for the reserve. */
  provider: string | null;
  /** Of `payout_sent`, `payout_paid` and `payout_failed`, the same in all of them; left out where nothing is exchanged. */
  exchange?: MoveExchange;
}

/** Books moves of what a studio is owed. One that was booked before is left alone. Answers how many were new. */
export class PostStudioMoves extends Command<{ posted: number }> {
  static readonly context = 'money/ledger';
  constructor(readonly input: { studio_id: string; moves: StudioMove[] }) { super(); }
}

/**
 * Books what a provider has paid out: clearing → bank, through `fx_position` where it is in another currency; and what its fees were more or less than had been booked of them. A line that was booked before is left alone. Answers how many were new.
 * `psp_fee_bearer`: who bears fees now; it counts for sales alone that an earlier build has booked without a fee. Left out: the studio.
 */
export class PostSettlementLines extends Command<{ posted: number }> {
  static readonly context = 'money/ledger';
  constructor(readonly input: { studio_id: string; lines: SettlementLine[]; psp_fee_bearer?: 'studio' | 'operator' }) { super(); }
}

/** What an order was sold and taxed as: enough to say what its entries mean to a tax office. */
export interface SaleTold {
  order_id: string;
  country: string;
  region: string | null;
  /** Unix seconds. */
  paid_at: number;
  tax: {
    /** `studio_is_seller` has no entries that could be told. */
    outcome: 'charge' | 'no_tax' | 'reverse_charge' | 'psp_collects' | 'studio_is_seller';
    jurisdiction: string;
    rate: string | null;
    components: { name: string; rate: string; tax_minor: number; jurisdiction: string }[];
    tax_id_existence?: 'valid' | 'invalid' | 'unavailable' | 'unasked' | null;
    /** There where an outside engine is used: who files the return of the sale. */
    engine?: { filed_by: 'engine' | 'operator' };
  };
}

/** Gives entries of the scope's game their tax lines, which were posted without (`ListUntoldOrders`). What has its lines is left alone. Answers how many entries got theirs. */
export class TellSales extends Command<{ told: number }> {
  static readonly context = 'money/ledger';
  constructor(readonly sales: SaleTold[]) { super(); }
}

/** `open` → `closing`: whoever looks after the books says that they are done. `next` is the month whose turn it is. Repeating it changes nothing. Throws `ledger.month_not_over`, `ledger.month_not_next`, `ledger.month_state`. */
export class AskToCloseMonth extends Command<void> {
  static readonly context = 'money/ledger';
  constructor(readonly of: { legal_entity: string; month: string; next: string | null; explanations: ClearingExplanation[] }) { super(); }
}

/**
 * `closing` → `closed`, by somebody else, once nothing of its entries is unknown (`untold`). `balances` are what the books were added up to when `meanwhile` entries had been booked since they were to be closed
 * (`CountBookedMeanwhile`), and `asked_at` is when somebody had asked to close it then, null where nobody had; where others have come since then, or it was asked anew, nothing is closed. Repeating it changes nothing. Throws `ledger.month_state`, `ledger.second_person_needed`, `ledger.month_has_untold_entries`, `ledger.month_changed_meanwhile`.
 */
export class CloseMonth extends Command<void> {
  static readonly context = 'money/ledger';
  constructor(readonly of: { legal_entity: string; month: string; untold: number; meanwhile: number; asked_at: Date | null; balances: MonthBalance[] }) { super(); }
}

/** `closing` → `open`. Throws `ledger.month_state`. */
export class ReopenMonth extends Command<void> {
  static readonly context = 'money/ledger';
  constructor(readonly of: { legal_entity: string; month: string }) { super(); }
}
