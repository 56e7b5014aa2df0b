import { REQUIREMENTS, type KybStatus, type RequirementId } from '../contracts/words.js';
import { isShutOut } from './verification.js';

/** What is known of a live game and its studio. */
export interface ReadinessFacts {
  kyb_status: KybStatus;
  /** Whether the operator has published a text that has to be agreed to, and the studio has. */
  acceptable_use: 'accepted' | 'not_accepted' | 'not_published';
  /** What the mode of fulfilment needs is enabled, and its server has answered the challenge. */
  has_webhooks: boolean;
  has_sandbox_grant: boolean;
  has_payment_provider: boolean;
  has_tax_registration: boolean;
}

/** What a requirement was when it was looked at, and since when (Unix seconds) that is so. */
export interface RequirementState {
  id: RequirementId;
  is_met: boolean;
  since: number;
}

const MET: Readonly<Record<RequirementId, (facts: ReadinessFacts) => boolean>> = {
  verification_approved: ({ kyb_status }) => kyb_status === 'approved',
  acceptable_use_accepted: ({ acceptable_use }) => acceptable_use === 'accepted',
  webhooks_verified: ({ has_webhooks }) => has_webhooks,
  sandbox_grant_acknowledged: ({ has_sandbox_grant }) => has_sandbox_grant,
  payment_provider: ({ has_payment_provider }) => has_payment_provider,
  tax_registration: ({ has_tax_registration }) => has_tax_registration,
};

/** The requirements by these facts; what was so before keeps its date. */
export function requirementsBy(facts: ReadinessFacts, before: readonly RequirementState[], now: number): RequirementState[] {
  return REQUIREMENTS.map((id) => {
    const is_met = MET[id](facts);
    const known = before.find((each) => each.id === id);
    return { id, is_met, since: known && known.is_met === is_met ? known.since : now };
  });
}

/** A waiver stands for what is missing, and for no decision against the studio. */
export function isOpen(requirements: readonly RequirementState[], kyb: KybStatus, hasWaiver: boolean): boolean {
  return !isShutOut(kyb) && (hasWaiver || requirements.every(({ is_met }) => is_met));
}

export interface ToDo {
  /** Whose turn it is. */
  by: 'studio' | 'operator';
  what: string;
  /** The operation that does it, of the Studio API or the Operator API. */
  operation: string | null;
}

const SUBMIT = 'PUT /v1/verification/company';
const DECIDE = 'POST /operator/v1/studios/{studio_id}/verification/decisions';

const BY_STATUS: Readonly<Record<KybStatus, ToDo>> = {
  not_started: { by: 'studio', what: 'Submit the data of the company and of the people behind it.', operation: SUBMIT },
  needs_information: { by: 'studio', what: 'The operator has asked for something: see `reason` of GET /v1/verification, and submit the data again.', operation: SUBMIT },
  rejected: { by: 'studio', what: 'The verification was rejected: see `reason` of GET /v1/verification. Other data can be submitted.', operation: SUBMIT },
  submitted: { by: 'operator', what: 'The operator looks at the company data.', operation: DECIDE },
  in_review: { by: 'operator', what: 'The operator looks at the company data.', operation: DECIDE },
  suspended: { by: 'operator', what: 'The operator has suspended the studio: see `reason` of GET /v1/verification.', operation: DECIDE },
  approved: { by: 'operator', what: 'Nothing.', operation: null },
};

/** What has to be done about a requirement that is not met. */
export function toDoAbout(id: RequirementId, facts: ReadinessFacts): ToDo {
  switch (id) {
    case 'verification_approved': return BY_STATUS[facts.kyb_status];
    case 'acceptable_use_accepted':
      return facts.acceptable_use === 'not_published'
        ? { by: 'operator', what: 'The operator has to publish an acceptable-use policy.', operation: 'POST /operator/v1/agreements' }
        : { by: 'studio', what: 'An owner of the studio, signed in, agrees to the acceptable-use policy.', operation: 'POST /v1/agreements/acceptable_use/acceptance' };
    case 'webhooks_verified': return { by: 'studio', what: 'Register an enabled webhook of the live environment for what the mode of fulfilment tells (push: item.add), and let its server answer the challenge.', operation: 'POST /v1/webhooks' };
    case 'sandbox_grant_acknowledged': return { by: 'studio', what: 'Buy something in the sandbox environment of this game and acknowledge its grant (2xx to item.add, or a claim).', operation: null };
    case 'payment_provider': return { by: 'operator', what: 'The operator has to set up a payment provider that charges live games (PAYMENT_PROVIDERS); where you sell yourself, your own payment account has to charge them too (POST /v1/payment_accounts).', operation: null };
    case 'tax_registration': return { by: 'operator', what: 'The operator has to store a tax registration that holds today.', operation: 'POST /operator/v1/tax/changes' };
  }
}
