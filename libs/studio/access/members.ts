import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database, violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Outbox } from '#platform/outbox/outbox';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { InvitationInvalid, LastOwner, MemberNotFound, MemberThere } from './contracts/errors.js';
import { MemberInvited } from './contracts/events.js';
import { GetMember, ListMembers, type MemberView } from './contracts/queries.js';
import type { Role } from './contracts/roles.js';
import { MAY_USE_PASSWORD } from './identity-providers.js';

const INVITATION_SECONDS = 7 * 86_400;

interface MemberRow { id: string; email: string; name: string; role: Role; has_second_factor: boolean; invited_by: string; invited_at: Date; accepted_at: Date | null; wants_dispute_mails: boolean }

/** Somebody who may join by the token within seven days. Throws `access.member_there`. */
export class InviteMember extends Command<{ id: string }> {
  static readonly context = 'studio/access';
  constructor(readonly input: { email: string; name: string; role: Role; token_hash: string }) { super(); }
}
/** Throws `access.invitation_invalid`. */
export class AcceptInvitation extends Command<{ id: string }> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string, readonly tokenHash: string, readonly passwordHash: string) { super(); }
}
/** Throws `access.last_owner`. */
export class ChangeRole extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string, readonly role: Role) { super(); }
}
/** Ends her sessions too. Throws `access.last_owner`. */
export class RemoveMember extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string) { super(); }
}
/** Which mails about her studio a member gets. */
export class SetMemberMails extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string, readonly disputes: boolean) { super(); }
}
/** Whom a token invites; null when it invites nobody. */
export class GetInvitation extends Query<{ id: string; may_use_password: boolean } | null> {
  constructor(readonly tokenHash: string) { super(); }
}

/** A token invites (`$2`, at `$3`) whom it was shown for, or whom it was mailed to. */
const INVITED = `m.accepted_at IS NULL AND m.removed_at IS NULL AND m.invitation_ends_at > $3
  AND (m.invitation_hash = $2 OR EXISTS (SELECT FROM access.member_link l WHERE l.studio_id = m.studio_id AND l.member_id = m.id AND l.purpose = 'invitation' AND l.token_hash = $2 AND l.ends_at > $3))`;
const VIEWED = 'id, email, name, role, totp_confirmed_at IS NOT NULL AS has_second_factor, invited_by, invited_at, accepted_at, wants_dispute_mails';

function view(row: MemberRow): MemberView {
  return { ...row, state: row.accepted_at ? 'active' : 'invited', invited_at: unixSeconds(row.invited_at), accepted_at: unixSecondsOrNull(row.accepted_at) };
}

@CommandHandler(InviteMember)
export class InviteMemberHandler implements ICommandHandler<InviteMember> {
  constructor(private readonly database: Database, private readonly outbox: Outbox, private readonly clock: Clock) {}
  async execute({ input }: InviteMember) {
    const id = newId('mem');
    const { studioId, actor } = currentScope();
    const now = this.clock.now();
    try {
      await this.database.execute(
        'INSERT INTO access.member (studio_id, id, email, name, role, invitation_hash, invitation_ends_at, invited_by, invited_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        [studioId, id, input.email.toLowerCase(), input.name, input.role, input.token_hash, new Date(now.getTime() + INVITATION_SECONDS * 1000), actor.id, now]);
    } catch (error) {
      throw violates(error, 'member_email_key') ? new MemberThere() : error;
    }
    this.outbox.record(new MemberInvited('member', id, { studio_id: studioId!, member_id: id }));
    return { id };
  }
}

@CommandHandler(AcceptInvitation)
export class AcceptInvitationHandler implements ICommandHandler<AcceptInvitation> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ memberId, tokenHash, passwordHash }: AcceptInvitation) {
    const studioId = currentScope().studioId!;
    const accepted = await this.database.execute(
      `UPDATE access.member m SET password_hash = $5, accepted_at = $3, invitation_hash = NULL WHERE m.studio_id = $1 AND m.id = $4 AND ${INVITED}`, [studioId, tokenHash, this.clock.now(), memberId, passwordHash]);
    if (accepted === 0) throw new InvitationInvalid();
    await this.database.execute(`DELETE FROM access.member_link WHERE studio_id = $1 AND member_id = $2 AND purpose = 'invitation'`, [studioId, memberId]);
    return { id: memberId };
  }
}

/** Changes a member under a lock of the studio's owners, so that of two who leave at once one stays. */
async function butTheLastOwner(database: Database, memberId: string, change: string, values: unknown[]): Promise<void> {
  const studioId = currentScope().studioId!;
  await database.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`owners:${studioId}`]);
  const was = await database.one<{ is_owner: boolean }>(`SELECT role = 'owner' AND accepted_at IS NOT NULL AS is_owner FROM access.member WHERE studio_id = $1 AND id = $2 AND removed_at IS NULL`, [studioId, memberId]);
  if (!was) throw new MemberNotFound();
  await database.execute(`UPDATE access.member SET ${change} WHERE studio_id = $1 AND id = $2`, [studioId, memberId, ...values]);
  const left = await database.one(`SELECT FROM access.member WHERE studio_id = $1 AND role = 'owner' AND accepted_at IS NOT NULL AND removed_at IS NULL LIMIT 1`, [studioId]);
  if (was.is_owner && !left) throw new LastOwner();
}

@CommandHandler(ChangeRole)
export class ChangeRoleHandler implements ICommandHandler<ChangeRole> {
  constructor(private readonly database: Database) {}
  async execute({ memberId, role }: ChangeRole) {
    await butTheLastOwner(this.database, memberId, 'role = $3', [role]);
  }
}

@CommandHandler(RemoveMember)
export class RemoveMemberHandler implements ICommandHandler<RemoveMember> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ memberId }: RemoveMember) {
    const now = this.clock.now();
    await butTheLastOwner(this.database, memberId, 'removed_at = $3, invitation_hash = NULL', [now]);
    const studioId = currentScope().studioId!;
    for (const held of ['member_link', 'external_identity', 'oidc_attempt']) await this.database.execute(`DELETE FROM access.${held} WHERE studio_id = $1 AND member_id = $2`, [studioId, memberId]);
    await this.database.execute('UPDATE access.member_session SET ended_at = $3 WHERE studio_id = $1 AND member_id = $2 AND ended_at IS NULL', [studioId, memberId, now]);
  }
}

@CommandHandler(SetMemberMails)
export class SetMemberMailsHandler implements ICommandHandler<SetMemberMails> {
  constructor(private readonly database: Database) {}
  async execute({ memberId, disputes }: SetMemberMails) {
    await this.database.execute('UPDATE access.member SET wants_dispute_mails = $3 WHERE studio_id = $1 AND id = $2 AND removed_at IS NULL', [currentScope().studioId!, memberId, disputes]);
  }
}

@QueryHandler(ListMembers)
export class ListMembersHandler implements IQueryHandler<ListMembers> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<MemberView[]> {
    return (await this.database.query<MemberRow>(`SELECT ${VIEWED} FROM access.member WHERE studio_id = $1 AND removed_at IS NULL ORDER BY id LIMIT 1000`, [currentScope().studioId!])).map(view);
  }
}

@QueryHandler(GetMember)
export class GetMemberHandler implements IQueryHandler<GetMember> {
  constructor(private readonly database: Database) {}
  async execute({ memberId }: GetMember): Promise<MemberView> {
    const row = await this.database.one<MemberRow>(`SELECT ${VIEWED} FROM access.member WHERE studio_id = $1 AND id = $2 AND removed_at IS NULL`, [currentScope().studioId!, memberId]);
    if (!row) throw new MemberNotFound();
    return view(row);
  }
}

@QueryHandler(GetInvitation)
export class GetInvitationHandler implements IQueryHandler<GetInvitation> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ tokenHash }: GetInvitation) {
    return (await this.database.one<{ id: string; may_use_password: boolean }>(`SELECT m.id, ${MAY_USE_PASSWORD} AS may_use_password FROM access.member m WHERE m.studio_id = $1 AND ${INVITED}`, [currentScope().studioId!, tokenHash, this.clock.now()])) ?? null;
  }
}
