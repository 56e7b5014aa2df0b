import { Conflict, Forbidden, Invalid, NotFound } from '#platform/kernel/errors';

/** 409: a live game is not ready to take money. */
export class NotLiveReady extends Conflict {
  constructor() { super('games.not_live_ready', 'This live environment does not take money yet, or no longer. GET /v1/games/{game_id}/readiness says what is missing. The sandbox goes on as ever.'); }
}

/** 403: a text is agreed to by a person. */
export class AgreementPersonNeeded extends Forbidden {
  constructor() { super('onboarding.person_needed', 'A text is agreed to by a member of the studio who is signed in, not by a key.'); }
}
export class AgreementNotFound extends NotFound {
  constructor() { super('onboarding.agreement_not_found', 'No such version of this text.'); }
}
/** 409: published texts stay as they are. */
export class AgreementThere extends Conflict {
  constructor(version: string) { super('onboarding.agreement_there', `The version ${version} is published already, and is not changed: let another follow it.`); }
}
/** 422: somebody who agreed yesterday needs time to agree again. */
export class RequiredInThePast extends Invalid {
  constructor() { super('onboarding.required_in_the_past', 'A text is required from now on at the earliest.', { errors: [{ loc: ['body', 'required_from'], msg: 'is in the past', type: 'in_the_past' }] }); }
}
/** 422: an older text than the one that has to be agreed to. */
export class AgreementOutdated extends Invalid {
  constructor(version: string) { super('onboarding.agreement_outdated', `The version to agree to is ${version}.`, { errors: [{ loc: ['body', 'version'], msg: 'is not the newest', type: 'outdated' }], members: { current_version: version } }); }
}

export class CompanyNotSubmitted extends Conflict {
  constructor() { super('onboarding.company_not_submitted', 'The studio has not submitted its company data.'); }
}
/** 409: the decision does not lead anywhere from where the verification stands. */
export class DecisionNotPossible extends Conflict {
  constructor(status: string) { super('onboarding.decision_not_possible', `This cannot be decided while the verification is ${status}.`, { members: { kyb_status: status } }); }
}
/** 409: other data than those that were looked at. */
export class CompanyOutdated extends Conflict {
  constructor(id: string) { super('onboarding.company_outdated', 'The studio has submitted other company data since.', { members: { company_id: id } }); }
}
/** 422: nobody has looked at the sanctions lists here, or a name stands there. */
export class ScreeningNoteNeeded extends Invalid {
  constructor(screening: string) {
    super('onboarding.screening_note_needed', `The screening is ${screening}: say in screening_note where the names were looked up and what was found.`, { errors: [{ loc: ['body', 'screening_note'], msg: 'is missing', type: 'missing' }], members: { screening } });
  }
}
export class HitsSinceProposal extends Conflict {
  constructor() { super('onboarding.hits_since_proposal', 'A list was found to name the company after this approval was proposed: take it back, look at the entries and propose it anew.'); }
}
export class DecisionThere extends Conflict {
  constructor() { super('onboarding.decision_there', 'An approval is proposed already: approve it, reject it or take it back.'); }
}
export class DecisionNotFound extends NotFound {
  constructor() { super('onboarding.decision_not_found', 'No such decision.'); }
}
export class DecisionOver extends Conflict {
  constructor(state: string) { super('onboarding.decision_over', `This decision is ${state}.`); }
}
export class OwnDecision extends Forbidden {
  constructor() { super('onboarding.second_person_needed', 'Who proposes an approval does not approve it: it takes a second person.'); }
}
export class WaiverNotFound extends NotFound {
  constructor() { super('onboarding.waiver_not_found', 'This game has no waiver, or it was ended.'); }
}
/** 422: only a W-9 has a number that is kept. */
export class TaxFormNumber extends Invalid {
  constructor() { super('onboarding.tax_form_number', 'tin is told of a W-9, and of nothing else.', { errors: [{ loc: ['body', 'tin'], msg: 'is told of a W-9, and of nothing else', type: 'tax_form_number' }] }); }
}
/** 422: a W-8 counts until the last day of the third year after it was signed at the latest. */
export class TaxFormDates extends Invalid {
  constructor(field: string, msg: string) { super('onboarding.tax_form_dates', `${field} ${msg}.`, { errors: [{ loc: ['body', field], msg, type: 'tax_form_dates' }] }); }
}
