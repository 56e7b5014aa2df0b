import { Instant, ListOf, OneOf, Str, Strs } from '#platform/http/fields';
import { STAFF_ROLES } from './contracts/roles.js';

const code = { min: 6, max: 40, what: 'The six digits of her app, or a recovery code. Each works once' } as const;
const role = { name: 'StaffRole', what: '`admin`: everything; `support`: work that has to be tried again; `finance`: reads' } as const;

export class OperatorSignIn {
  @Str({ email: true, max: 320, what: 'The address of somebody of the operator' }) email: string;
  @Str({ min: 1, max: 200, what: 'Her password' }) password: string;
  @Str(code) code: string;
}
export class OperatorSignedIn {
  @Str({ what: 'Id of the session (`sfs_…`)' }) id: string;
  @Str({ what: 'The session, for programs: `Authorization: Bearer`. Browsers have it as a cookie' }) token: string;
  @Instant({ what: 'Unix seconds at which it ends; an hour after its last use in any case' }) ends_at: number;
}
export class OperatorProof {
  @Str({ min: 1, max: 200, what: 'Your password' }) password: string;
  @Str(code) code: string;
}
export class OperatorSessionRead {
  @Str({ what: 'Id of the session (`sfs_…`)' }) id: string;
  @Str({ what: 'Whose it is (`stf_…`)' }) staff_id: string;
  @Str({ what: 'Her address' }) email: string;
  @Str({ what: 'What she is called' }) name: string;
  @OneOf(STAFF_ROLES, role) role: string;
  @Strs({ what: 'What she may do' }) scopes: string[];
}
export class OperatorInvitationOpen {
  @Str({ min: 1, max: 100, what: 'The token of the invitation' }) token: string;
}
export class OperatorInvitationOpened {
  @Str({ what: 'Who is invited' }) email: string;
  @Str({ what: 'What she is called' }) name: string;
  @OneOf(STAFF_ROLES, role) role: string;
  @Str({ what: 'For the app (base32). Opening the invitation once more makes another, and this one counts no longer' }) secret: string;
  @Str({ what: 'The same as `otpauth:` address, to draw as a QR code' }) uri: string;
}
export class OperatorInvitationAccept {
  @Str({ min: 1, max: 100, what: 'The token of the invitation' }) token: string;
  @Str({ min: 12, max: 200, what: 'A password of her own, at least twelve characters' }) password: string;
  @Str({ min: 6, max: 6, what: 'The six digits that the app shows for the secret of the invitation' }) code: string;
}
export class OperatorInvitationAccepted {
  @Str({ what: 'Who she is from now on (`stf_…`)' }) id: string;
  @Strs({ max: 10, what: 'Each lets her in once when the app is lost. They are shown this once' }) recovery_codes: string[];
}
export class StaffInvite {
  @Str({ email: true, max: 320, what: 'The address by which she will sign in' }) email: string;
  @Str({ min: 1, max: 120, what: 'What she is called' }) name: string;
  @OneOf(STAFF_ROLES, role) role: string;
}
export class StaffInvited {
  @Str({ what: 'Who she will be (`stf_…`)' }) id: string;
  @Str({ what: 'Pass it on to her. It works once, for three days, and is shown this once' }) invitation_token: string;
}
export class StaffUpdate {
  @OneOf(STAFF_ROLES, role) role: string;
}
export class StaffRead {
  @Str({ what: 'Id (`stf_…`)' }) id: string;
  @Str({ what: 'Her address' }) email: string;
  @Str({ what: 'What she is called' }) name: string;
  @OneOf(STAFF_ROLES, role) role: string;
  @OneOf(['invited', 'active'], { name: 'StaffState', what: '`invited`: she has not chosen a password yet' }) state: string;
  @Str({ what: 'Who invited her (`stf_…`, or the command line)' }) invited_by: string;
  @Instant() invited_at: number;
  @Instant({ nullable: true, what: 'Unix seconds; null while she is invited' }) accepted_at: number | null;
}
export class StaffList {
  @ListOf(() => StaffRead, { max: 1_000, what: 'Everybody of the operator, by id' }) data: StaffRead[];
}
