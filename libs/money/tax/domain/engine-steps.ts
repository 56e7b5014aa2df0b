import type { EngineFigures } from './tax-engine.js';

/** What a step tells; `quote_id` names the record of the engine's quote. */
export interface StepTold extends EngineFigures {
  quote_id: string;
  legal_entity: string;
}

export interface EngineStep {
  id: string;
  order_id: string;
  kind: 'commit' | 'reverse';
  ref: string;
  told: StepTold;
  state: 'pending' | 'answered' | 'refused' | 'voided';
  attempts: number;
  /** What the engine has answered it with; stays where it is told once more. Null: it never was. */
  reference: string | null;
}

/** `is_last`: nothing of the sale is left after this reversal. */
export type NextStep = { operation: 'commit' | 'reverse' | 'void'; step: EngineStep; is_last: boolean } | null;

/**
 * What the engine is told next of an order, given all its steps in the order in which they were noted: the sale first, then what of it went back, one after the other; the one after which nothing is left takes the remainder. Where all of
 * it went back at once before the engine has answered that it knows the sale, it is told to forget it, and never later. What is told once more is what it was told first. Null while nothing can be told: the sale is not known here yet, was refused, or everything is told.
 */
export function nextStep(steps: readonly EngineStep[]): NextStep {
  const commit = steps.find(({ kind }) => kind === 'commit');
  if (!commit || commit.state === 'voided' || commit.state === 'refused') return null;
  const reversals = steps.filter(({ kind }) => kind === 'reverse');
  if (commit.state === 'pending') {
    const isAllBack = reversals.length === 1 && reversals[0]!.state === 'pending' && reversals[0]!.told.total === commit.told.total;
    return { operation: isAllBack && commit.reference === null ? 'void' : 'commit', step: commit, is_last: false };
  }
  const at = reversals.findIndex(({ state }) => state === 'pending');
  if (at < 0) return null;
  const step = reversals[at]!;
  const before = step.reference === null ? reversals.filter(({ reference }) => reference !== null) : reversals.slice(0, at);
  const gone = before.reduce((sum, { told }) => sum + told.total, 0);
  return { operation: 'reverse', step, is_last: gone + step.told.total === commit.told.total };
}

const FIRST_RETRY_SECONDS = 30;
const RETRY_SECONDS_MAX = 6 * 3_600;

/** How long an engine that did not answer is left alone: double from 30 s to 6 h, without end. */
export function retryIn(attempts: number): number {
  return Math.min(FIRST_RETRY_SECONDS * 2 ** Math.max(0, attempts - 1), RETRY_SECONDS_MAX);
}
