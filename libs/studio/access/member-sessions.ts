import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import type { Role } from './contracts/roles.js';
import { MAY_USE_PASSWORD } from './identity-providers.js';

export const IDLE_SECONDS = 2 * 3_600;
export const SESSION_SECONDS = 12 * 3_600;
const LIVE_MAX = 10;
/** How long it can be looked up who was signed in from where. */
const KEPT_SECONDS = 90 * 86_400;

export interface SessionView {
  id: string;
  user_agent: string;
  created_at: number;
  last_used_at: number;
  ends_at: number;
}
/** A live session and whose it is. */
export interface LiveSession {
  id: string;
  member_id: string;
  role: Role;
  acts_on: string;
  last_used_at: Date;
  proven_at: Date;
}

/** `token` is shown here and never again. `proven_at`: when she showed that it is her; default now. The oldest of ten live sessions ends, and what has ended long ago is forgotten. */
export class OpenMemberSession extends Command<{ id: string; token: string; ends_at: number }> {
  static readonly context = 'studio/access';
  constructor(readonly input: { member_id: string; acts_on: string; user_agent: string; proven_at?: Date }) { super(); }
}
export class TouchMemberSession extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly sessionId: string) { super(); }
}
export class ProveMember extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly sessionId: string) { super(); }
}
/** Ends a session of the member; one that there is not is ended already. */
export class EndMemberSession extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string, readonly sessionId: string) { super(); }
}
export class FindLiveSession extends Query<LiveSession | null> {
  constructor(readonly tokenHash: string) { super(); }
}
export class ListMemberSessions extends Query<SessionView[]> {
  constructor(readonly memberId: string) { super(); }
}
export interface Credential {
  id: string;
  password_hash: string;
  has_second_factor: boolean;
  /** Not where her studio has a provider that is enforced. */
  may_use_password: boolean;
}
/** What is compared at sign-in; null when nobody who may sign in has the address. */
export class FindCredentials extends Query<Credential | null> {
  constructor(readonly who: { email: string } | { id: string }) { super(); }
}

const LIVE = 's.ended_at IS NULL AND s.idle_until > $2 AND s.ends_at > $2';
const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

@CommandHandler(OpenMemberSession)
export class OpenMemberSessionHandler implements ICommandHandler<OpenMemberSession> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ input }: OpenMemberSession) {
    const studioId = currentScope().studioId!;
    const now = this.clock.now();
    const id = newId('mss');
    // With the studio before it, so that its tenant is known before anything is looked up.
    const token = `${studioId}.${randomToken()}`;
    const endsAt = after(now, SESSION_SECONDS);
    await this.database.execute(
      `UPDATE access.member_session SET ended_at = $3 WHERE studio_id = $1 AND ended_at IS NULL
          AND id IN (SELECT s.id FROM access.member_session s WHERE s.studio_id = $1 AND s.member_id = $2 AND s.ended_at IS NULL ORDER BY s.id DESC OFFSET ${LIVE_MAX - 1})`, [studioId, input.member_id, now]);
    await this.database.execute('DELETE FROM access.member_session WHERE studio_id = $1 AND member_id = $2 AND ends_at < $3', [studioId, input.member_id, after(now, -KEPT_SECONDS)]);
    await this.database.execute(
      `INSERT INTO access.member_session (studio_id, id, member_id, acts_on, token_hash, user_agent, created_at, last_used_at, idle_until, ends_at, proven_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10)`,
      [studioId, id, input.member_id, input.acts_on, tokenHash(token), input.user_agent, now, after(now, IDLE_SECONDS), endsAt, input.proven_at ?? now]);
    return { id, token, ends_at: unixSeconds(endsAt) };
  }
}

@CommandHandler(TouchMemberSession)
export class TouchMemberSessionHandler implements ICommandHandler<TouchMemberSession> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ sessionId }: TouchMemberSession) {
    const now = this.clock.now();
    await this.database.execute('UPDATE access.member_session SET last_used_at = $3, idle_until = $4 WHERE studio_id = $1 AND id = $2 AND ended_at IS NULL AND last_used_at < $3', [currentScope().studioId!, sessionId, now, after(now, IDLE_SECONDS)]);
  }
}

@CommandHandler(ProveMember)
export class ProveMemberHandler implements ICommandHandler<ProveMember> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ sessionId }: ProveMember) {
    await this.database.execute('UPDATE access.member_session SET proven_at = $3 WHERE studio_id = $1 AND id = $2', [currentScope().studioId!, sessionId, this.clock.now()]);
  }
}

@CommandHandler(EndMemberSession)
export class EndMemberSessionHandler implements ICommandHandler<EndMemberSession> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ memberId, sessionId }: EndMemberSession) {
    await this.database.execute('UPDATE access.member_session SET ended_at = $4 WHERE studio_id = $1 AND member_id = $2 AND id = $3 AND ended_at IS NULL', [currentScope().studioId!, memberId, sessionId, this.clock.now()]);
  }
}

@QueryHandler(FindLiveSession)
export class FindLiveSessionHandler implements IQueryHandler<FindLiveSession> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ tokenHash: hash }: FindLiveSession): Promise<LiveSession | null> {
    return (await this.database.one<LiveSession>(
      `SELECT s.id, s.member_id, m.role, s.acts_on, s.last_used_at, s.proven_at FROM access.member_session s JOIN access.member m ON m.studio_id = s.studio_id AND m.id = s.member_id
        WHERE s.studio_id = $1 AND ${LIVE} AND s.token_hash = $3 AND m.removed_at IS NULL`, [currentScope().studioId!, this.clock.now(), hash])) ?? null;
  }
}

@QueryHandler(ListMemberSessions)
export class ListMemberSessionsHandler implements IQueryHandler<ListMemberSessions> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ memberId }: ListMemberSessions): Promise<SessionView[]> {
    const rows = await this.database.query<{ id: string; user_agent: string; created_at: Date; last_used_at: Date; ends_at: Date }>(
      `SELECT s.id, s.user_agent, s.created_at, s.last_used_at, s.ends_at FROM access.member_session s WHERE s.studio_id = $1 AND ${LIVE} AND s.member_id = $3 ORDER BY s.id DESC LIMIT ${LIVE_MAX}`, [currentScope().studioId!, this.clock.now(), memberId]);
    return rows.map((row) => ({ id: row.id, user_agent: row.user_agent, created_at: unixSeconds(row.created_at), last_used_at: unixSeconds(row.last_used_at), ends_at: unixSeconds(row.ends_at) }));
  }
}

@QueryHandler(FindCredentials)
export class FindCredentialsHandler implements IQueryHandler<FindCredentials> {
  constructor(private readonly database: Database) {}
  async execute({ who }: FindCredentials) {
    const [column, value] = 'email' in who ? ['email', who.email.toLowerCase()] : ['id', who.id];
    return (await this.database.one<Credential & Record<string, unknown>>(
      `SELECT m.id, m.password_hash, m.totp_confirmed_at IS NOT NULL AS has_second_factor, ${MAY_USE_PASSWORD} AS may_use_password FROM access.member m
        WHERE m.studio_id = $1 AND m.${column} = $2 AND m.password_hash IS NOT NULL AND m.removed_at IS NULL`, [currentScope().studioId!, value])) ?? null;
  }
}
