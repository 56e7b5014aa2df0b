import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { ProviderSignInRefused } from './contracts/errors.js';

/** A member as a provider names her. */
export interface FoundMember {
  id: string;
  has_second_factor: boolean;
  /** Known by the provider already; otherwise by her address, for the first time. */
  is_linked: boolean;
}

/**
 * Whom somebody of this issuer is in the scope's studio: who is linked to the subject, else who was invited or belongs to it by the address. `email` is null where the provider does not vouch for it. Null where she is nobody,
 * or somebody whom the issuer knows by another subject.
 */
export class FindNamedMember extends Query<FoundMember | null> {
  constructor(readonly issuer: string, readonly subject: string, readonly email: string | null) { super(); }
}
/** Links the member to the subject, once; who was invited has accepted by it. Throws `access.provider_sign_in_refused`. */
export class LinkMember extends Command<{ id: string }> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string, readonly issuer: string, readonly subject: string) { super(); }
}

/** Belongs to the studio, or was invited to it and may still accept (`$2`: now). */
const MAY_COME = `m.removed_at IS NULL AND (m.accepted_at IS NOT NULL OR m.invitation_ends_at > $2)`;

@QueryHandler(FindNamedMember)
export class FindNamedMemberHandler implements IQueryHandler<FindNamedMember> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ issuer, subject, email }: FindNamedMember): Promise<FoundMember | null> {
    const values = [currentScope().studioId!, this.clock.now(), issuer, subject];
    const linked = await this.database.one<{ id: string; has_second_factor: boolean }>(
      `SELECT m.id, m.totp_confirmed_at IS NOT NULL AS has_second_factor FROM access.external_identity i JOIN access.member m ON m.studio_id = i.studio_id AND m.id = i.member_id
        WHERE i.studio_id = $1 AND ${MAY_COME} AND i.issuer = $3 AND i.subject = $4`, values);
    if (linked) return { ...linked, is_linked: true };
    if (email === null) return null;
    const found = await this.database.one<{ id: string; has_second_factor: boolean }>(
      `SELECT m.id, m.totp_confirmed_at IS NOT NULL AS has_second_factor FROM access.member m
        WHERE m.studio_id = $1 AND ${MAY_COME} AND m.email = $5 AND NOT EXISTS (SELECT FROM access.external_identity i WHERE i.studio_id = m.studio_id AND i.issuer = $3 AND (i.member_id = m.id OR i.subject = $4))`, [...values, email]);
    return found ? { ...found, is_linked: false } : null;
  }
}

@CommandHandler(LinkMember)
export class LinkMemberHandler implements ICommandHandler<LinkMember> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ memberId, issuer, subject }: LinkMember) {
    const studioId = currentScope().studioId!;
    const now = this.clock.now();
    const linked = await this.database.execute(
      `INSERT INTO access.external_identity (studio_id, issuer, subject, member_id, linked_at) SELECT m.studio_id, $3, $4, m.id, $2 FROM access.member m WHERE m.studio_id = $1 AND ${MAY_COME} AND m.id = $5 ON CONFLICT DO NOTHING`,
      [studioId, now, issuer, subject, memberId]);
    if (linked === 0) throw new ProviderSignInRefused();
    await this.database.execute('UPDATE access.member SET accepted_at = $3, invitation_hash = NULL WHERE studio_id = $1 AND id = $2 AND accepted_at IS NULL', [studioId, memberId, now]);
    await this.database.execute(`DELETE FROM access.member_link WHERE studio_id = $1 AND member_id = $2 AND purpose = 'invitation'`, [studioId, memberId]);
    return { id: memberId };
  }
}
