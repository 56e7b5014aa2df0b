import { Conflict, Forbidden, Invalid, NotFound, TooMany } from '#platform/kernel/errors';

export class StaffNotFound extends NotFound {
  constructor() { super('staff.person_not_found', 'Nobody of the operator has this id.'); }
}
export class StaffThere extends Conflict {
  constructor() { super('staff.person_there', 'Somebody of the operator has this address already.'); }
}
export class LastAdmin extends Conflict {
  constructor() { super('staff.last_admin', 'The operator has at least one admin: make somebody else one first.'); }
}
export class StaffInvitationInvalid extends Invalid {
  constructor() { super('staff.invitation_invalid', 'This invitation is not valid: it works once and for three days.'); }
}
export class StaffCodeWrong extends Invalid {
  constructor() { super('staff.code_wrong', 'This code is not of the app that the invitation was opened with; each works once.'); }
}
/** One answer for whoever there is not, a wrong password and a wrong code. */
export class StaffSignInRefused extends Forbidden {
  constructor() { super('staff.sign_in_refused', 'Address, password or code are not right.'); }
}
export class StaffOriginRefused extends Forbidden {
  constructor() { super('staff.origin_refused', 'This request does not come from our own pages.'); }
}
export class StaffTooManyTries extends TooMany {
  constructor(retryAfterSeconds: number) { super('staff.too_many_tries', 'Too many tries: wait a while.', { retryAfterSeconds }); }
}
export class DeadWorkNotFound extends NotFound {
  constructor() { super('staff.dead_work_not_found', 'Nothing has this id.'); }
}
