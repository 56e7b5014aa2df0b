import type { ReportedLine } from '../contracts/commands.js';
import type { BreakReason } from '../contracts/queries.js';

/** What a provider has to settle. `line_id` names the line that has settled it. */
export interface ExpectedMovement {
  fact: string;
  kind: 'capture' | 'refund' | 'chargeback';
  payment_id: string;
  refund_id: string | null;
  currency: string;
  gross_minor: bigint;
  fee_minor: bigint | null;
  line_id: string | null;
}

export type Verdict = { state: 'matched'; fact: string | null } | { state: 'break'; reason: BreakReason };

const broken = (reason: BreakReason): Verdict => ({ state: 'break', reason });

/**
 * Holds one line against what is expected of its payment. A fee that stands alone belongs to a dispute: nobody told us its amount before, so a dispute
 * of the payment is all that it needs.
 */
export function matchLine(line: ReportedLine, expected: readonly ExpectedMovement[]): Verdict {
  if (BigInt(line.gross_minor) - BigInt(line.fee_minor) !== BigInt(line.net_minor)) return broken('does_not_add_up');
  if (line.payment_id === null) return broken('unknown_payment');
  const ofPayment = expected.filter((movement) => movement.payment_id === line.payment_id);
  if (line.kind === 'fee') return ofPayment.some((movement) => movement.kind === 'chargeback') ? { state: 'matched', fact: null } : broken('not_expected');
  const meant = ofPayment.filter((movement) => isMeant(line, movement));
  if (meant.length === 0) return broken('not_expected');
  const open = meant.filter((movement) => movement.line_id === null);
  if (open.length === 0) return broken('settled_twice');
  const exact = open.find((movement) => difference(line, movement) === null);
  return exact ? { state: 'matched', fact: exact.fact } : broken(difference(line, open[0]!)!);
}

/** The same kind in the same direction: a chargeback goes out when a dispute is opened and comes back when it is won. */
function isMeant(line: ReportedLine, movement: ExpectedMovement): boolean {
  if (movement.kind !== line.kind) return false;
  if (line.kind === 'refund') return movement.refund_id === line.reference;
  return line.gross_minor < 0 === movement.gross_minor < 0n;
}

function difference(line: ReportedLine, movement: ExpectedMovement): BreakReason | null {
  if (line.currency !== movement.currency) return 'currency_differs';
  if (BigInt(line.gross_minor) !== movement.gross_minor) return 'amount_differs';
  return movement.fee_minor !== null && BigInt(line.fee_minor) !== movement.fee_minor ? 'fee_differs' : null;
}
