import { InvariantBroken } from '#platform/kernel/errors';
import { divideRounded } from '#platform/kernel/rational';
import type { SettlementExchange, SettlementLine } from '../contracts/commands.js';
import { balanced, credit, debit, type JournalEntry, type Posting } from './entries.js';
import type { KnownFee } from './psp-fees.js';

export type ExchangedLine = SettlementLine & { exchange: SettlementExchange };

/** What of a payment was exchanged, and not back again: so much of its currency, which was worth so much of the settlement's. Of one sign; nothing of the one is nothing of the other. */
export interface FxPosition {
  held_minor: bigint;
  worth_minor: bigint;
}

export const NO_POSITION: FxPosition = { held_minor: 0n, worth_minor: 0n };

/** `JPY-USD`: yen that were settled in dollars. */
export const positionAccount = (paid: string, settled: string): string => `fx_position:${paid}-${settled}`;

/**
 * Adds to a position, or takes from it. `worth_minor`: of what is moved, on this day. What is taken leaves with what it was worth when it came, in its part, the rest with the last; what is taken beyond the position opens it on the
 * other side. The difference between what it was worth and what it is worth is realised by whoever moves it.
 */
export function movePosition(position: FxPosition, held_minor: bigint, worth_minor: bigint): FxPosition {
  if (held_minor === 0n) return position;
  const isOpening = position.held_minor === 0n || position.held_minor < 0n === held_minor < 0n;
  if (isOpening) return { held_minor: position.held_minor + held_minor, worth_minor: position.worth_minor + worth_minor };
  const left = position.held_minor + held_minor;
  if (left === 0n) return NO_POSITION;
  // It has turned: what goes beyond what there was is worth what it is worth today, in its part.
  if (left < 0n === held_minor < 0n) return { held_minor: left, worth_minor: divideRounded(worth_minor * left, held_minor, 'half_away_from_zero') };
  return { held_minor: left, worth_minor: divideRounded(position.worth_minor * left, position.held_minor, 'half_away_from_zero') };
}

/** What came in the currency of the settlement (`taken`, as postings that sum up to it) for what was moved out of a position: what the provider's rate is worse than that of the day, and what the rate has moved since, stand apart. */
function settledPostings(account: string, before: FxPosition, after: FxPosition, worth_minor: bigint, taken: Posting[]): Posting[] {
  const came = taken.reduce((sum, { amount_minor }) => sum + amount_minor, 0n);
  const moved = after.worth_minor - before.worth_minor;
  const realised = worth_minor - moved;
  return [...taken, credit(account, moved), debit('fx_spread_expense', worth_minor - came), realised < 0n ? debit('fx_loss', -realised) : credit('fx_gain', realised)];
}

/** None where nothing is moved. */
function entry(told: JournalEntry): JournalEntry[] {
  return told.postings.some(({ amount_minor }) => amount_minor !== 0n) ? [balanced(told)] : [];
}

/**
 * A line that was settled in another currency leaves clearing in the currency of the payment, and comes to the bank in that of the settlement: two legs, with `fx_position` between them. A fee that the line is the first to tell is a
 * cost of the operator in the currency in which it was kept, until it is passed on (`passedOnEntries`); one that was booked with the payment is exchanged with the rest.
 */
export function exchangedSettlementEntries(line: ExchangedLine, before: FxPosition): { entries: JournalEntry[]; after: FxPosition } {
  const { exchange } = line;
  if (line.gross_minor - line.fee_minor !== line.net_minor || line.kind === 'fee' || line.currency === exchange.currency) throw new InvariantBroken(`The settlement line ${line.line_id} does not add up`);
  const isEstimated = line.fees_status === 'estimated';
  const held = BigInt(exchange.gross_minor) - BigInt(exchange.booked_fee_minor);
  const worth = BigInt(exchange.worth_minor);
  const after = movePosition(before, held, worth);
  const account = positionAccount(exchange.currency, line.currency);
  const about = { order_id: null, payment_id: line.payment_id };
  const of = `${line.provider}:${line.line_id}`;
  return {
    after,
    entries: [
      ...entry({ ...about, currency: exchange.currency, fact: `settlement:${of}`, kind: 'settlement', postings: [debit(account, held), credit(`psp_clearing:${line.provider}`, held)] }),
      ...entry({
        ...about, currency: line.currency, fact: `settlement_exchanged:${of}`, kind: 'settlement_exchanged',
        postings: settledPostings(account, before, after, worth, [debit(`bank:${line.provider}`, line.net_minor), ...(isEstimated ? [debit('psp_fee_expense', line.fee_minor)] : [])]),
      }),
    ],
  };
}

/** What a provider has kept in the currency of its settlement. */
export interface ExchangedFee {
  settled_currency: string;
  settled_fee_minor: bigint;
}

/**
 * The studio bears a fee that was kept in another currency than it is owed in: it pays the operator in its own, at the rate of the day (`settled_minor`), and what the operator has paid is no cost any more. An estimate that
 * was booked with the money goes back to clearing, which the line has emptied.
 */
export function passedOnEntries(fee: KnownFee & { exchanged: ExchangedFee }, before: FxPosition): { entries: JournalEntry[]; after: FxPosition } {
  const { settled_currency, settled_fee_minor } = fee.exchanged;
  const account = positionAccount(fee.currency, settled_currency);
  const isPassedOn = fee.bearer === 'studio';
  const after = isPassedOn ? movePosition(before, -fee.settled_minor, -settled_fee_minor) : before;
  const about = { order_id: fee.order_id, payment_id: fee.payment_id };
  const trueUp: Posting[] = isPassedOn
    ? [debit('studio_payable', fee.settled_minor - fee.estimated_minor), credit(account, fee.settled_minor), debit(`psp_clearing:${fee.provider}`, fee.estimated_minor)]
    : [credit('psp_fee_expense', fee.estimated_minor), debit(`psp_clearing:${fee.provider}`, fee.estimated_minor)];
  return {
    after,
    entries: [
      ...entry({ ...about, currency: fee.currency, fact: `psp_fee_true_up:${fee.payment_id}`, kind: 'psp_fee_true_up', ...(fee.occurred_on === null ? {} : { occurred_on: fee.occurred_on }), postings: trueUp }),
      ...(isPassedOn
        ? entry({ ...about, currency: settled_currency, fact: `psp_fee_passed_on:${fee.payment_id}`, kind: 'psp_fee_passed_on', postings: settledPostings(account, before, after, -settled_fee_minor, [credit('psp_fee_expense', settled_fee_minor)]) })
        : []),
    ],
  };
}
