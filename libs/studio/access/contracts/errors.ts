import { Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable } from '#platform/kernel/errors';

export class ApiKeyNotFound extends NotFound {
  constructor() { super('access.api_key_not_found', 'No such API key.'); }
}
export class TooManyLiveKeys extends Conflict {
  constructor() { super('access.too_many_live_keys', 'Two keys of this name are already live: revoke one first.'); }
}
export class ScopeUnknown extends Invalid {
  constructor(scope: string) { super('access.scope_unknown', `${scope} is not a scope.`, { errors: [{ loc: ['body', 'scopes'], msg: `${scope} is not a scope`, type: 'unknown_scope' }] }); }
}
export class MemberNotFound extends NotFound {
  constructor() { super('access.member_not_found', 'No such member.'); }
}
export class MemberThere extends Conflict {
  constructor() { super('access.member_there', 'Somebody of the studio has this address already.'); }
}
export class LastOwner extends Conflict {
  constructor() { super('access.last_owner', 'A studio has at least one owner: make somebody else one first.'); }
}
export class InvitationInvalid extends Invalid {
  constructor() { super('access.invitation_invalid', 'This invitation is not valid: it works once and for seven days.'); }
}
export class PasswordLinkInvalid extends Invalid {
  constructor() { super('access.password_link_invalid', 'This link is not valid: it works once and for 30 minutes.'); }
}
export class SecondFactorThere extends Conflict {
  constructor() { super('access.second_factor_there', 'There is a second factor already: remove it first.'); }
}
export class CodeWrong extends Invalid {
  constructor() { super('access.code_wrong', 'This code is not valid; each works once.'); }
}
/** One answer for whoever there is not, a wrong password and a wrong code. */
export class SignInRefused extends Forbidden {
  constructor() { super('access.sign_in_refused', 'Address, password or code are not right.'); }
}
export class CodeNeeded extends Forbidden {
  constructor() { super('access.code_needed', 'Send `code` too: of your app, or one of your recovery codes.'); }
}
export class ProofNeeded extends Forbidden {
  constructor() { super('access.proof_needed', 'Show once more that it is you: POST /v1/console/session/proof.'); }
}
export class RoleBeyondOwn extends Forbidden {
  constructor(scope: string) { super('access.role_beyond_own', `This role has ${scope}, which you do not have yourself.`); }
}
export class OtherOrigin extends Forbidden {
  constructor() { super('access.origin_refused', 'This request does not come from the console.'); }
}
export class TooManyTries extends TooMany {
  constructor(retryAfterSeconds: number) { super('access.too_many_tries', 'Too many tries: wait a while.', { retryAfterSeconds }); }
}
export class ProviderBeyondOwn extends Forbidden {
  constructor(scope: string) { super('access.provider_beyond_own', `A provider says who is an owner, and owners have ${scope}, which you do not have yourself.`); }
}
export class ProviderNotFound extends NotFound {
  constructor() { super('access.provider_not_found', 'No such identity provider.'); }
}
export class IssuerThere extends Conflict {
  constructor() { super('access.issuer_there', 'The studio has a provider with this issuer already.'); }
}
export class TooManyProviders extends Conflict {
  constructor(max: number) { super('access.too_many_providers', `A studio has at most ${max} identity providers.`); }
}
export class ProviderUnproven extends Conflict {
  constructor() { super('access.provider_unproven', 'No owner has signed in by this provider yet: do so first, so that it is known to work.'); }
}
export class IssuerRefused extends Invalid {
  constructor() { super('access.issuer_refused', 'The issuer has to be an https address without query and fragment.', { errors: [{ loc: ['body', 'issuer'], msg: 'an https address without query and fragment is wanted', type: 'issuer' }] }); }
}
export class EmailDomainRefused extends Invalid {
  constructor() { super('access.email_domain_refused', 'A domain such as studio.example is wanted.', { errors: [{ loc: ['body', 'email_domains'], msg: 'a domain such as studio.example is wanted', type: 'domain' }] }); }
}
/** Only after the right password was shown. */
export class PasswordsOff extends Forbidden {
  constructor() { super('access.passwords_off', 'Members of this studio sign in by its identity provider.'); }
}
/** One answer for whatever is wrong with what came back from a provider, and for whoever it does not lead to. */
export class ProviderSignInRefused extends Forbidden {
  constructor() { super('access.provider_sign_in_refused', 'This sign-in by your provider did not lead to a member of the studio: begin again, or ask an owner.'); }
}
export class ProviderUnavailable extends Unavailable {
  constructor() { super('access.provider_unavailable', 'The identity provider does not answer as it should.'); }
}
