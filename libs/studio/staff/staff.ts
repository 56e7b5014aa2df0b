import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { tokenHash } from '#platform/crypto/envelope';
import { Database, violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { newRecoveryCodes, newTotp } from '#platform/crypto/totp';
import { InviteStaff } from './contracts/commands.js';
import { LastAdmin, StaffCodeWrong, StaffInvitationInvalid, StaffNotFound, StaffThere } from './contracts/errors.js';
import type { StaffRole } from './contracts/roles.js';
import { StaffCodes } from './staff-codes.js';

const INVITATION_SECONDS = 3 * 86_400;

export interface StaffView {
  id: string;
  email: string;
  name: string;
  role: StaffRole;
  state: 'invited' | 'active';
  invited_by: string;
  invited_at: number;
  accepted_at: number | null;
}

/** A secret for the app of whom the token invites; each opening makes another and ends the one before. Throws `staff.invitation_invalid`. */
export class OpenStaffInvitation extends Command<{ id: string; email: string; name: string; role: StaffRole; secret: string; uri: string }> {
  static readonly context = 'studio/staff';
  constructor(readonly tokenHash: string) { super(); }
}
/** The recovery codes are shown this once. Throws `staff.invitation_invalid`, `staff.code_wrong`. */
export class AcceptStaffInvitation extends Command<{ id: string; recovery_codes: string[] }> {
  static readonly context = 'studio/staff';
  constructor(readonly input: { staff_id: string; token_hash: string; password_hash: string; code: string }) { super(); }
}
/** Throws `staff.person_not_found`, `staff.last_admin`. */
export class ChangeStaffRole extends Command<void> {
  static readonly context = 'studio/staff';
  constructor(readonly staffId: string, readonly role: StaffRole) { super(); }
}
/** Ends her sessions too. Throws `staff.person_not_found`, `staff.last_admin`. */
export class RemoveStaff extends Command<void> {
  static readonly context = 'studio/staff';
  constructor(readonly staffId: string) { super(); }
}
export class ListStaff extends Query<StaffView[]> {}
export class GetStaff extends Query<StaffView> {
  constructor(readonly staffId: string) { super(); }
}
/** Whom a token invites; null when it invites nobody. */
export class GetStaffInvitation extends Query<{ id: string } | null> {
  constructor(readonly tokenHash: string) { super(); }
}

type StaffRow = Omit<StaffView, 'state' | 'invited_at' | 'accepted_at'> & { invited_at: Date; accepted_at: Date | null };

const VIEWED = 'id, email, name, role, invited_by, invited_at, accepted_at';
const INVITED = 'invitation_hash = $1 AND invitation_ends_at > $2 AND removed_at IS NULL';

function view(row: StaffRow): StaffView {
  return { ...row, state: row.accepted_at ? 'active' : 'invited', invited_at: unixSeconds(row.invited_at), accepted_at: unixSecondsOrNull(row.accepted_at) };
}

@CommandHandler(InviteStaff)
export class InviteStaffHandler implements ICommandHandler<InviteStaff> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ input }: InviteStaff) {
    const id = newId('stf');
    const now = this.clock.now();
    try {
      await this.database.execute('INSERT INTO staff.person (id, email, name, role, invitation_hash, invitation_ends_at, invited_by, invited_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
        [id, input.email.toLowerCase(), input.name, input.role, input.token_hash, new Date(now.getTime() + INVITATION_SECONDS * 1000), currentScope().actor.id, now]);
    } catch (error) {
      throw violates(error, 'person_email_key') ? new StaffThere() : error;
    }
    return { id };
  }
}

@CommandHandler(OpenStaffInvitation)
export class OpenStaffInvitationHandler implements ICommandHandler<OpenStaffInvitation> {
  constructor(private readonly database: Database, private readonly codes: StaffCodes, private readonly clock: Clock) {}
  async execute({ tokenHash: hash }: OpenStaffInvitation) {
    const person = await this.database.one<{ id: string; email: string; name: string; role: StaffRole }>(`SELECT id, email, name, role FROM staff.person WHERE ${INVITED} FOR UPDATE`, [hash, this.clock.now()]);
    if (!person) throw new StaffInvitationInvalid();
    const app = newTotp(person.email);
    await this.database.execute('UPDATE staff.person SET totp_sealed = $2, totp_step = 0 WHERE id = $1', [person.id, this.codes.seal(person.id, app.secret)]);
    return { ...person, ...app };
  }
}

@CommandHandler(AcceptStaffInvitation)
export class AcceptStaffInvitationHandler implements ICommandHandler<AcceptStaffInvitation> {
  constructor(private readonly database: Database, private readonly codes: StaffCodes, private readonly clock: Clock) {}
  async execute({ input }: AcceptStaffInvitation) {
    const now = this.clock.now();
    const accepted = await this.database.one<{ id: string }>(`SELECT id FROM staff.person WHERE ${INVITED} AND id = $3 FOR UPDATE`, [input.token_hash, now, input.staff_id]);
    if (!accepted) throw new StaffInvitationInvalid();
    if (!(await this.codes.takeOfApp(accepted.id, input.code))) throw new StaffCodeWrong();
    await this.database.execute('UPDATE staff.person SET password_hash = $2, accepted_at = $3, invitation_hash = NULL WHERE id = $1', [accepted.id, input.password_hash, now]);
    const recovery_codes = newRecoveryCodes();
    await this.database.execute('INSERT INTO staff.recovery_code (person_id, code_hash) SELECT $1, unnest($2::text[])', [accepted.id, recovery_codes.map(tokenHash)]);
    return { id: accepted.id, recovery_codes };
  }
}

/** Changes somebody under a lock of the admins, so that of two who leave at once one stays. */
async function butTheLastAdmin(database: Database, staffId: string, change: string, values: unknown[]): Promise<void> {
  await database.query(`SELECT pg_advisory_xact_lock(hashtextextended('admins of the operator', 0))`);
  const was = await database.one<{ is_admin: boolean }>(`SELECT role = 'admin' AND accepted_at IS NOT NULL AS is_admin FROM staff.person WHERE id = $1 AND removed_at IS NULL`, [staffId]);
  if (!was) throw new StaffNotFound();
  await database.execute(`UPDATE staff.person SET ${change} WHERE id = $1`, [staffId, ...values]);
  const left = await database.one(`SELECT FROM staff.person WHERE role = 'admin' AND accepted_at IS NOT NULL AND removed_at IS NULL LIMIT 1`);
  if (was.is_admin && !left) throw new LastAdmin();
}

@CommandHandler(ChangeStaffRole)
export class ChangeStaffRoleHandler implements ICommandHandler<ChangeStaffRole> {
  constructor(private readonly database: Database) {}
  async execute({ staffId, role }: ChangeStaffRole) {
    await butTheLastAdmin(this.database, staffId, 'role = $2', [role]);
  }
}

@CommandHandler(RemoveStaff)
export class RemoveStaffHandler implements ICommandHandler<RemoveStaff> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ staffId }: RemoveStaff) {
    const now = this.clock.now();
    await butTheLastAdmin(this.database, staffId, 'removed_at = $2, invitation_hash = NULL', [now]);
    await this.database.execute('UPDATE staff.session SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL', [staffId, now]);
  }
}

@QueryHandler(ListStaff)
export class ListStaffHandler implements IQueryHandler<ListStaff> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<StaffView[]> {
    return (await this.database.query<StaffRow>(`SELECT ${VIEWED} FROM staff.person WHERE removed_at IS NULL ORDER BY id LIMIT 1000`)).map(view);
  }
}

@QueryHandler(GetStaff)
export class GetStaffHandler implements IQueryHandler<GetStaff> {
  constructor(private readonly database: Database) {}
  async execute({ staffId }: GetStaff): Promise<StaffView> {
    const row = await this.database.one<StaffRow>(`SELECT ${VIEWED} FROM staff.person WHERE id = $1 AND removed_at IS NULL`, [staffId]);
    if (!row) throw new StaffNotFound();
    return view(row);
  }
}

@QueryHandler(GetStaffInvitation)
export class GetStaffInvitationHandler implements IQueryHandler<GetStaffInvitation> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ tokenHash: hash }: GetStaffInvitation) {
    return (await this.database.one<{ id: string }>(`SELECT id FROM staff.person WHERE ${INVITED}`, [hash, this.clock.now()])) ?? null;
  }
}
