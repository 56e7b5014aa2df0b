import { Command } from '#platform/kernel/messages';
import type { StaffRole } from './roles.js';

/** Somebody who may join the operator's staff by the token within three days. Throws `staff.person_there`. */
export class InviteStaff extends Command<{ id: string }> {
  static readonly context = 'studio/staff';
  constructor(readonly input: { email: string; name: string; role: StaffRole; token_hash: string }) { super(); }
}
