/** Words of a decline (`DECLINE_WORDS` of sales/payments) by which the bank says that card, code or date are not what they should be: what guessing looks like. */
const HARD: ReadonlySet<string> = new Set(['card_declined', 'expired_card', 'invalid_card_number', 'incorrect_security_code', 'card_not_supported', 'authentication_failed']);
/** The card is hers, and there is too little on it. */
const SOFT: ReadonlySet<string> = new Set(['insufficient_funds', 'limit_exceeded']);

/** What an attempt that ended without money says of its card; `other`: nothing. */
export function outcomeOf({ status, fail_reason }: { status: string; fail_reason: string | null }): 'declined' | 'declined_softly' | 'other' {
  if (status !== 'failed' || fail_reason === null) return 'other';
  return HARD.has(fail_reason) ? 'declined' : SOFT.has(fail_reason) ? 'declined_softly' : 'other';
}

/** Ends that were decided here before a provider was asked. */
const UNSENT: ReadonlySet<string> = new Set(['no_gateway', 'not_live_ready']);

/** Whether an attempt that ended without money may have reached a provider. */
export function wasSent({ status, fail_code }: { status: string; fail_code: string | null }): boolean {
  return status === 'failed' && !UNSENT.has(fail_code ?? '');
}
