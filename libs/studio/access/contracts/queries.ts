import { Query } from '#platform/kernel/messages';
import type { Role } from './roles.js';

export interface MemberView {
  id: string;
  email: string;
  name: string;
  role: Role;
  state: 'invited' | 'active';
  has_second_factor: boolean;
  invited_by: string;
  invited_at: number;
  accepted_at: number | null;
  /** Of owners and finance: mails about disputes of the studio's games. */
  wants_dispute_mails: boolean;
}

/** A member of the scope's studio. Throws `access.member_not_found`. */
export class GetMember extends Query<MemberView> {
  constructor(readonly memberId: string) { super(); }
}

/** The members of the scope's studio, the oldest first; at most 1,000. */
export class ListMembers extends Query<MemberView[]> {}
