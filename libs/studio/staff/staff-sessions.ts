import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import type { StaffRole } from './contracts/roles.js';

const IDLE_SECONDS = 3_600;
const SESSION_SECONDS = 8 * 3_600;
const LIVE_MAX = 5;
/** How long it can be looked up who was signed in from where. */
const KEPT_SECONDS = 90 * 86_400;

/** A live session and whose it is. */
export interface LiveStaffSession {
  id: string;
  person_id: string;
  role: StaffRole;
  last_used_at: Date;
  proven_at: Date;
}

/** `token` is shown here and never again. The oldest of five live sessions ends, and what has ended long ago is forgotten. */
export class OpenStaffSession extends Command<{ id: string; token: string; ends_at: number }> {
  static readonly context = 'studio/staff';
  constructor(readonly staffId: string, readonly userAgent: string) { super(); }
}
export class TouchStaffSession extends Command<void> {
  static readonly context = 'studio/staff';
  constructor(readonly sessionId: string) { super(); }
}
export class ProveStaff extends Command<void> {
  static readonly context = 'studio/staff';
  constructor(readonly sessionId: string) { super(); }
}
export class EndStaffSession extends Command<void> {
  static readonly context = 'studio/staff';
  constructor(readonly sessionId: string) { super(); }
}
export class FindLiveStaffSession extends Query<LiveStaffSession | null> {
  constructor(readonly tokenHash: string) { super(); }
}
/** What is compared at sign-in; null when nobody who may sign in has the address. */
export class FindStaffCredentials extends Query<{ id: string; password_hash: string } | null> {
  constructor(readonly who: { email: string } | { id: string }) { super(); }
}

const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

@CommandHandler(OpenStaffSession)
export class OpenStaffSessionHandler implements ICommandHandler<OpenStaffSession> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ staffId, userAgent }: OpenStaffSession) {
    const now = this.clock.now();
    const id = newId('sfs');
    const token = `op_${randomToken()}`;
    const endsAt = after(now, SESSION_SECONDS);
    await this.database.execute(
      `UPDATE staff.session SET ended_at = $2 WHERE ended_at IS NULL AND id IN (SELECT s.id FROM staff.session s WHERE s.person_id = $1 AND s.ended_at IS NULL ORDER BY s.id DESC OFFSET ${LIVE_MAX - 1})`, [staffId, now]);
    await this.database.execute('DELETE FROM staff.session WHERE person_id = $1 AND ends_at < $2', [staffId, after(now, -KEPT_SECONDS)]);
    await this.database.execute(
      'INSERT INTO staff.session (id, person_id, token_hash, user_agent, created_at, last_used_at, idle_until, ends_at, proven_at) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $5)',
      [id, staffId, tokenHash(token), userAgent, now, after(now, IDLE_SECONDS), endsAt]);
    return { id, token, ends_at: unixSeconds(endsAt) };
  }
}

@CommandHandler(TouchStaffSession)
export class TouchStaffSessionHandler implements ICommandHandler<TouchStaffSession> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ sessionId }: TouchStaffSession) {
    const now = this.clock.now();
    await this.database.execute('UPDATE staff.session SET last_used_at = $2, idle_until = $3 WHERE id = $1 AND ended_at IS NULL AND last_used_at < $2', [sessionId, now, after(now, IDLE_SECONDS)]);
  }
}

@CommandHandler(ProveStaff)
export class ProveStaffHandler implements ICommandHandler<ProveStaff> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ sessionId }: ProveStaff) {
    await this.database.execute('UPDATE staff.session SET proven_at = $2 WHERE id = $1', [sessionId, this.clock.now()]);
  }
}

@CommandHandler(EndStaffSession)
export class EndStaffSessionHandler implements ICommandHandler<EndStaffSession> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ sessionId }: EndStaffSession) {
    await this.database.execute('UPDATE staff.session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL', [sessionId, this.clock.now()]);
  }
}

@QueryHandler(FindLiveStaffSession)
export class FindLiveStaffSessionHandler implements IQueryHandler<FindLiveStaffSession> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ tokenHash: hash }: FindLiveStaffSession): Promise<LiveStaffSession | null> {
    return (await this.database.one<LiveStaffSession>(
      `SELECT s.id, s.person_id, p.role, s.last_used_at, s.proven_at FROM staff.session s JOIN staff.person p ON p.id = s.person_id
        WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.idle_until > $2 AND s.ends_at > $2 AND p.removed_at IS NULL`, [hash, this.clock.now()])) ?? null;
  }
}

@QueryHandler(FindStaffCredentials)
export class FindStaffCredentialsHandler implements IQueryHandler<FindStaffCredentials> {
  constructor(private readonly database: Database) {}
  async execute({ who }: FindStaffCredentials) {
    const [column, value] = 'email' in who ? ['email', who.email.toLowerCase()] : ['id', who.id];
    return (await this.database.one<{ id: string; password_hash: string }>(`SELECT id, password_hash FROM staff.person WHERE ${column} = $1 AND accepted_at IS NOT NULL AND removed_at IS NULL`, [value])) ?? null;
  }
}
