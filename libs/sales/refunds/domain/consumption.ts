import { minorToNumber } from '#platform/kernel/money';
import { divideRounded } from '#platform/kernel/rational';
import type { Consumption, ConsumptionItem, ConsumptionOutcome, RefundView } from '../contracts/queries.js';

/** What becomes of a refund: it goes, a person decides, or it does not. */
export type ConsumptionVerdict = 'refund' | 'ask' | 'refuse';

export interface ConsumptionPolicy {
  refund_if_used: ConsumptionVerdict;
  refund_if_transferred: ConsumptionVerdict;
  refund_if_unanswered: Exclude<ConsumptionVerdict, 'refuse'>;
}

type Refund = Pick<RefundView, 'purpose' | 'source' | 'reason_code' | 'part'>;

/** What the law gives back, or was never owed: no policy stands in its way. */
const RIGHTS: ReadonlySet<RefundView['reason_code']> = new Set(['withdrawal', 'minor', 'duplicate', 'fraudulent', 'dispute_prevention']);
/** Of what goes back by itself these may have been delivered and used; what the game declined never was. */
const ASKED_OF_AUTOMATIC: ReadonlySet<RefundView['reason_code']> = new Set(['withdrawal', 'dispute_prevention']);

export function isRight({ source, reason_code }: Pick<Refund, 'source' | 'reason_code'>): boolean {
  return source === 'automatic' || RIGHTS.has(reason_code);
}

/** Whether the game is asked about the items before this refund goes. */
export function isAskedAbout({ purpose, source, reason_code }: Refund): boolean {
  return purpose !== 'overpaid' && (source !== 'automatic' || ASKED_OF_AUTOMATIC.has(reason_code));
}

/**
 * The items that a refund takes back: those of the lines of a part, else what is left of all lines after the units that are `back`. `weight_minor` shares the refund among them: of a line of which units are back its
 * price, not what went back with them, which may hold tax that the price lacks.
 */
export function itemsOf(
  part: RefundView['part'], lines: readonly { line_id: string; item_id: string; sku: string; quantity: number; total_minor: number }[], back: readonly { line_id: string; quantity: number }[],
): Omit<ConsumptionItem, 'state'>[] {
  if (part) return part.lines.filter(({ quantity }) => quantity > 0).map(({ line_id, item_id, sku, quantity, amount_minor }) => ({ line_id, item_id, sku, quantity, weight_minor: amount_minor }));
  return lines.flatMap(({ line_id, item_id, sku, quantity, total_minor }) => {
    const left = back.reduce((units, each) => (each.line_id === line_id ? units - each.quantity : units), quantity);
    return left > 0 ? [{ line_id, item_id, sku, quantity: left, weight_minor: minorToNumber(divideRounded(BigInt(total_minor) * BigInt(left), BigInt(quantity), 'half_away_from_zero')) }] : [];
  });
}

const GRAVITY: readonly ConsumptionOutcome[] = ['unused', 'used', 'transferred'];

/** The gravest word about any of the items. */
export function outcomeOf(items: readonly Pick<ConsumptionItem, 'state'>[]): ConsumptionOutcome {
  return items.reduce<ConsumptionOutcome>((worst, { state }) => (state !== null && GRAVITY.indexOf(state) > GRAVITY.indexOf(worst) ? state : worst), 'unused');
}

export function verdictOf(outcome: ConsumptionOutcome, policy: ConsumptionPolicy, isOwed: boolean): ConsumptionVerdict {
  if (isOwed || outcome === 'unused') return 'refund';
  return { used: policy.refund_if_used, transferred: policy.refund_if_transferred, unanswered: policy.refund_if_unanswered }[outcome];
}

/** What the player owes when the money goes back although items are gone: the share of the refund that they bear, rounded down. Null where all of them are there, or nobody knows. */
export function clawbackOf(consumption: Consumption | null, amountMinor: bigint): { amount_minor: bigint; items: ConsumptionItem[] } | null {
  const items = consumption?.items.filter(({ state }) => state === 'used' || state === 'transferred') ?? [];
  if (items.length === 0) return null;
  const sum = (of: readonly ConsumptionItem[]): bigint => of.reduce((total, { weight_minor }) => total + BigInt(weight_minor), 0n);
  const all = sum(consumption!.items);
  return { amount_minor: all === 0n ? 0n : (amountMinor * sum(items)) / all, items };
}
