import { Bool, Instant, ListOf, OneOf, Str } from '#platform/http/fields';
import { ROLES } from './contracts/roles.js';

export class MemberInvite {
  @Str({ email: true, max: 320, what: 'Her address, by which she signs in; one member of a studio has it' }) email: string;
  @Str({ min: 1, max: 120, what: 'What she is called here' }) name: string;
  @OneOf(ROLES, { name: 'MemberRole', what: 'What she may do in every environment of the studio. None with scopes that you lack' }) role: string;
}
export class MemberInvited {
  @Str({ what: 'Id of the member (`mem_…`)' }) id: string;
  @Str({ what: 'For her alone, where no mail reaches her; she accepts with it, or with the one of the mail, within seven days. It is shown this once' }) invitation_token: string;
}
export class InvitationAccept {
  @Str({ min: 1, max: 120, what: 'The token of the invitation' }) token: string;
  @Str({ min: 12, max: 200, what: 'At least twelve characters' }) password: string;
}
export class InvitationAccepted {
  @Str({ what: 'Id of the member (`mem_…`)' }) id: string;
}
export class MemberUpdate {
  @OneOf(ROLES, { name: 'MemberRole', what: 'What she may do from now on' }) role: string;
}
export class MemberRead {
  @Str({ what: 'Id of the member (`mem_…`)' }) id: string;
  @Str({ what: 'Her address' }) email: string;
  @Str({ what: 'What she is called here' }) name: string;
  @OneOf(ROLES, { name: 'MemberRole', what: 'What she may do' }) role: string;
  @OneOf(['invited', 'active'], { name: 'MemberState', what: 'Whether she has accepted' }) state: string;
  @Bool({ what: 'Whether a code is asked of her at sign-in' }) has_second_factor: boolean;
  @Str({ what: 'Who invited her (`key_…`, `mem_…`)' }) invited_by: string;
  @Instant() invited_at: number;
  @Instant({ nullable: true }) accepted_at: number | null;
  @Bool({ what: 'Whether she is written to about disputes where she is owner or finance; she says so herself (`PUT /v1/console/mails`)' }) wants_dispute_mails: boolean;
}
export class MemberList {
  @ListOf(() => MemberRead, { max: 1_000, what: 'Oldest first' }) data: MemberRead[];
}
