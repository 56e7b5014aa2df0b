import { DomainEvent } from '#platform/kernel/messages';

/** Announced in an environment of the studio. None carries an address, and none a token. */
export interface MemberFact {
  studio_id: string;
  member_id: string;
}

export class MemberInvited extends DomainEvent<MemberFact> {
  static readonly type = 'access.member.invited.v1';
}
/** Somebody says that she has forgotten her password. `member_id` is null where the address is nobody's: that is announced too, so that asking takes as long for it. */
export class PasswordForgotten extends DomainEvent<{ studio_id: string; member_id: string | null }> {
  static readonly type = 'access.password.forgotten.v1';
}
/** By the link of a mail. */
export class PasswordChanged extends DomainEvent<MemberFact> {
  static readonly type = 'access.password.changed.v1';
}
