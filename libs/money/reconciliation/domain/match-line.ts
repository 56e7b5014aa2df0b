import { ACCOUNT_LINE_KINDS, type AccountLineKind, type LineKind, type ReportedLine } from '../contracts/commands.js';
import type { BreakReason } from '../contracts/queries.js';
import { isExchangedAsTold, isFeeAsTold } from './presentment.js';

/** What a provider has to settle. `line_id` names the line that has settled it. */
export interface ExpectedMovement {
  fact: string;
  kind: 'capture' | 'refund' | 'chargeback';
  payment_id: string;
  refund_id: string | null;
  /** What the provider calls the refund; null of what is none, and of earlier builds. */
  provider_refund_id: string | null;
  currency: string;
  gross_minor: bigint;
  /** Null: nobody told it. */
  fee_minor: bigint | null;
  /** `estimated`: what the report says of the fee is new. Null: an earlier build does not say. */
  fees_status: 'estimated' | 'final' | null;
  line_id: string | null;
}

export type Verdict = { state: 'matched'; fact: string | null } | { state: 'of_account' } | { state: 'break'; reason: BreakReason };

const REBATE_SHARE = 100n;

const broken = (reason: BreakReason): Verdict => ({ state: 'break', reason });

/**
 * Holds one line against what is expected of its payment. A fee that stands alone belongs to a dispute or a refund: nobody told us its amount before, so one of these
 * of the payment is all that it needs. What is of the operator's account is of no payment. A line that was settled in another currency is held against what was paid, to the cent; that the two sides belong together its rate says.
 */
export function matchLine(line: ReportedLine, expected: readonly ExpectedMovement[]): Verdict {
  if (!addsUp(line)) return broken('does_not_add_up');
  if (isOfAccount(line.kind)) return { state: 'of_account' };
  if (line.payment_id === null) return broken('unknown_payment');
  const ofPayment = expected.filter((movement) => movement.payment_id === line.payment_id);
  if (line.kind === 'fee') return ofPayment.some((movement) => movement.kind !== 'capture') ? { state: 'matched', fact: null } : broken('not_expected');
  const meant = ofPayment.filter((movement) => isMeant(line, movement));
  if (meant.length === 0) return broken('not_expected');
  const open = meant.filter((movement) => movement.line_id === null);
  if (open.length === 0) return broken('settled_twice');
  const exact = open.find((movement) => difference(line, movement) === null);
  return exact ? { state: 'matched', fact: exact.fact } : broken(difference(line, open[0]!)!);
}

function addsUp({ presentment, ...line }: ReportedLine): boolean {
  return BigInt(line.gross_minor) - BigInt(line.fee_minor) === BigInt(line.net_minor) && (presentment === undefined || isExchangedAsTold({ ...line, presentment }));
}

/** The same kind in the same direction: a chargeback goes out when a dispute is opened and comes back when it is won. */
function isMeant(line: ReportedLine, movement: ExpectedMovement): boolean {
  if (movement.kind !== line.kind) return false;
  if (line.kind === 'refund') return line.reference === movement.refund_id || line.reference === movement.provider_refund_id;
  return paidOf(line).gross_minor < 0 === movement.gross_minor < 0n;
}

/** In the currency of the payment. */
function paidOf(line: ReportedLine): { currency: string; gross_minor: number } {
  return line.presentment ?? line;
}

function difference(line: ReportedLine, movement: ExpectedMovement): BreakReason | null {
  const paid = paidOf(line);
  if (paid.currency !== movement.currency) return 'currency_differs';
  if (BigInt(paid.gross_minor) !== movement.gross_minor) return 'amount_differs';
  const fee = BigInt(line.fee_minor);
  if (isFeeEstimated(movement)) return isPlausible(fee, BigInt(line.gross_minor)) ? null : 'fee_implausible';
  return isFeeSettled(line, movement.fee_minor) ? null : 'fee_differs';
}

/** Whether the fee is the one that the provider had told with the payment. */
function isFeeSettled({ presentment, ...line }: ReportedLine, told: bigint | null): boolean {
  if (told === null || presentment === undefined) return BigInt(line.fee_minor) === told;
  return isFeeAsTold({ ...line, presentment }, told);
}

/** Whether the report is the first to say what the provider keeps of a movement. Earlier builds expected nothing where nobody had told a fee. */
export function isFeeEstimated({ kind, fee_minor, fees_status }: Pick<ExpectedMovement, 'kind' | 'fee_minor' | 'fees_status'>): boolean {
  return kind === 'capture' && (fee_minor === null || (fees_status ?? (fee_minor === 0n ? 'estimated' : 'final')) === 'estimated');
}

export function isOfAccount(kind: LineKind): kind is AccountLineKind {
  return (ACCOUNT_LINE_KINDS as readonly string[]).includes(kind);
}

/** What a provider may keep of a capture without a person looking: no more than all of it, and no less than a rebate of a hundredth of it. */
function isPlausible(fee: bigint, gross: bigint): boolean {
  return fee <= gross && fee * REBATE_SHARE >= -gross;
}
