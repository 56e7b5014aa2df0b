import type { WithdrawalBasis, WithdrawalOutcome, WithdrawalReason } from './contracts/queries.js';
import { withdrawalRule, type WithdrawalRule } from './contracts/waiver.js';

const DAY = 86_400;
const PERIOD_DAYS = 14;
/** A buyer's zone is not known. Her day ends at the latest twelve hours after that of UTC; whoever is in doubt has the longer time. */
const LAST_ZONE = 12 * 3_600;

/**
 * The first second after the time to withdraw from a contract that was concluded at this one. The day of conclusion does not count; where the last day is a Saturday or Sunday, the law of the EU takes the next
 * working day (Regulation (EEC, Euratom) 1182/71 Art. 3(4)). Public holidays are not known here.
 */
export function withdrawalEnds(concludedAt: number, rule: WithdrawalRule): number {
  const lastDay = Math.floor(concludedAt / DAY) + PERIOD_DAYS;
  const weekday = (lastDay + 4) % 7;
  const rest = rule !== 'eu_crd' ? 0 : weekday === 6 ? 2 : weekday === 0 ? 1 : 0;
  return (lastDay + rest + 1) * DAY + LAST_ZONE;
}

/** What is known of an order when somebody withdraws from it. */
export interface Sold {
  country: string | null;
  isBusiness: boolean;
  /** Null where it was never paid. */
  paidAt: number | null;
  /** All of the money is back, by whatever way. */
  isGivenBack: boolean;
  /** Lines of which something is left. */
  lineIds: readonly string[];
  waiver: WithdrawalBasis['waiver'];
  grantedAt: number | null;
  confirmedAt: number | null;
}

export interface Decision {
  outcome: WithdrawalOutcome;
  because: WithdrawalReason;
  basis: WithdrawalBasis;
}

/** Of an order that nobody found. */
export const UNMATCHED: Decision = {
  outcome: 'unmatched', because: 'order_unknown', basis: { country: null, rule: null, concluded_at: null, ends_at: null, waiver: null, granted_at: null, confirmed_at: null },
};

/** Which of the three things that take the right away from digital content is missing; null when none is. */
function missing({ waiver, lineIds, grantedAt, confirmedAt }: Sold): WithdrawalReason | null {
  if (!waiver || lineIds.some((id) => !waiver.line_ids.includes(id))) return 'no_waiver';
  if (grantedAt === null) return 'not_granted';
  return confirmedAt === null ? 'not_confirmed' : null;
}

/** Whether the right to withdraw stands at this moment (Directive 2011/83/EU Art. 9, 16(m); in Great Britain the regulations of 2013, reg. 30, 37). */
export function decide(sold: Sold, now: number): Decision {
  const rule = withdrawalRule(sold.country);
  const ends_at = rule && sold.paidAt !== null ? withdrawalEnds(sold.paidAt, rule) : null;
  const basis: WithdrawalBasis = { country: sold.country, rule, concluded_at: sold.paidAt, ends_at, waiver: sold.waiver, granted_at: sold.grantedAt, confirmed_at: sold.confirmedAt };
  const answer = (outcome: WithdrawalOutcome, because: WithdrawalReason): Decision => ({ outcome, because, basis });
  if (sold.paidAt === null) return answer('nothing_to_give_back', 'not_paid');
  if (sold.isGivenBack) return answer('nothing_to_give_back', 'given_back');
  if (ends_at === null) return answer('no_right', 'country');
  if (sold.isBusiness) return answer('no_right', 'business');
  if (now >= ends_at) return answer('no_right', 'period_over');
  const lacks = missing(sold);
  return lacks ? answer('refund', lacks) : answer('no_right', 'performed');
}
