import type { PaymentStanding, PaymentStatus } from '../contracts/queries.js';
import { declineOf, isDecidedByIssuer } from './declines.js';

export interface StandingFacts {
  id: string;
  provider: string;
  status: PaymentStatus;
  provider_state: string | null;
  action_url: string | null;
  fail_code: string | null;
  is_mismatched: boolean;
  is_late: boolean;
}

/** What the checkout page is told of an attempt. */
export function standingOf(facts: StandingFacts): PaymentStanding {
  const answer = (state: PaymentStanding['state'], decline: PaymentStanding['decline'] = null, action_url: string | null = null): PaymentStanding =>
    ({ payment_id: facts.id, state, action_url, decline });
  // It is held: a person looks at it.
  if (facts.is_mismatched && facts.status === 'created') return answer('pending');
  // Money that came too late is going back.
  if (facts.is_late) return answer('failed', declineOf('left_unfinished', facts.provider));
  switch (facts.status) {
    case 'created':
      if (facts.provider_state === 'requires_action' && facts.action_url) return answer('requires_action', null, facts.action_url);
      return answer(facts.provider_state ? 'pending' : 'unknown');
    case 'done': case 'refund_requested': case 'refunded': case 'dispute': case 'chargeback':
      return answer('paid');
    case 'failed': {
      const code = facts.fail_code ?? 'failed';
      return answer(isDecidedByIssuer(code) ? 'declined' : 'failed', declineOf(code, facts.provider));
    }
    case 'rejected':
      return answer(facts.fail_code === 'risk_denied' ? 'declined' : 'failed', declineOf(facts.fail_code ?? 'left_unfinished', facts.provider));
    default:
      return answer('failed', declineOf(facts.fail_code ?? 'left_unfinished', facts.provider));
  }
}
