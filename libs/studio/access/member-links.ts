import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Outbox } from '#platform/outbox/outbox';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { MakeMemberLink } from './contracts/commands.js';
import { PasswordLinkInvalid } from './contracts/errors.js';
import { PasswordChanged, PasswordForgotten } from './contracts/events.js';
import { MAY_USE_PASSWORD } from './identity-providers.js';

const PASSWORD_LINK_SECONDS = 30 * 60;

/** Announces that somebody with this address wants a new password. The same statements whoever has it. */
export class AskForPassword extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly email: string) { super(); }
}
/** Takes the link, ends every session of the member and leaves her second factor as it is. Throws `access.password_link_invalid`. */
export class ResetPassword extends Command<{ id: string }> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string, readonly tokenHash: string, readonly passwordHash: string) { super(); }
}
/** Whose password a token changes; null when it changes none. */
export class FindPasswordLink extends Query<{ id: string } | null> {
  constructor(readonly tokenHash: string) { super(); }
}

@CommandHandler(MakeMemberLink)
export class MakeMemberLinkHandler implements ICommandHandler<MakeMemberLink> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ memberId, purpose }: MakeMemberLink) {
    const studioId = currentScope().studioId!;
    const now = this.clock.now();
    // With the studio before it, so that its tenant is known before anything is looked up.
    const token = `${studioId}.${randomToken()}`;
    const made = await this.database.execute(
      `INSERT INTO access.member_link (studio_id, member_id, purpose, token_hash, ends_at)
       SELECT m.studio_id, m.id, $3, $4, CASE WHEN $3 = 'invitation' THEN m.invitation_ends_at ELSE $6 END FROM access.member m
        WHERE m.studio_id = $1 AND m.id = $2 AND m.removed_at IS NULL AND CASE WHEN $3 = 'invitation' THEN m.accepted_at IS NULL AND m.invitation_ends_at > $5 ELSE m.accepted_at IS NOT NULL AND ${MAY_USE_PASSWORD} END
       ON CONFLICT ON CONSTRAINT member_link_pkey DO UPDATE SET token_hash = excluded.token_hash, ends_at = excluded.ends_at`,
      [studioId, memberId, purpose, tokenHash(token), now, new Date(now.getTime() + PASSWORD_LINK_SECONDS * 1000)]);
    return made === 0 ? null : { token };
  }
}

@CommandHandler(AskForPassword)
export class AskForPasswordHandler implements ICommandHandler<AskForPassword> {
  constructor(private readonly database: Database, private readonly outbox: Outbox) {}
  async execute({ email }: AskForPassword) {
    const studio_id = currentScope().studioId!;
    const member = await this.database.one<{ id: string }>(
      `SELECT m.id FROM access.member m WHERE m.studio_id = $1 AND m.email = $2 AND m.accepted_at IS NOT NULL AND m.removed_at IS NULL AND ${MAY_USE_PASSWORD}`, [studio_id, email.toLowerCase()]);
    this.outbox.record(new PasswordForgotten('studio', studio_id, { studio_id, member_id: member?.id ?? null }));
  }
}

@CommandHandler(ResetPassword)
export class ResetPasswordHandler implements ICommandHandler<ResetPassword> {
  constructor(private readonly database: Database, private readonly outbox: Outbox, private readonly clock: Clock) {}
  async execute({ memberId, tokenHash: hash, passwordHash }: ResetPassword) {
    const studioId = currentScope().studioId!;
    const now = this.clock.now();
    const taken = await this.database.execute(
      `DELETE FROM access.member_link WHERE studio_id = $1 AND member_id = $2 AND purpose = 'password' AND token_hash = $3 AND ends_at > $4`, [studioId, memberId, hash, now]);
    const changed = taken === 1 && (await this.database.execute(
      `UPDATE access.member m SET password_hash = $3 WHERE m.studio_id = $1 AND m.id = $2 AND m.accepted_at IS NOT NULL AND m.removed_at IS NULL AND ${MAY_USE_PASSWORD}`, [studioId, memberId, passwordHash])) === 1;
    if (!changed) throw new PasswordLinkInvalid();
    await this.database.execute('UPDATE access.member_session SET ended_at = $3 WHERE studio_id = $1 AND member_id = $2 AND ended_at IS NULL', [studioId, memberId, now]);
    this.outbox.record(new PasswordChanged('member', memberId, { studio_id: studioId, member_id: memberId }));
    return { id: memberId };
  }
}

@QueryHandler(FindPasswordLink)
export class FindPasswordLinkHandler implements IQueryHandler<FindPasswordLink> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ tokenHash: hash }: FindPasswordLink) {
    return (await this.database.one<{ id: string }>(
      `SELECT member_id AS id FROM access.member_link WHERE studio_id = $1 AND purpose = 'password' AND token_hash = $2 AND ends_at > $3`, [currentScope().studioId!, hash, this.clock.now()])) ?? null;
  }
}
