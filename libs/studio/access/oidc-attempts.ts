import { createHmac } from 'node:crypto';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { isId } from '#platform/kernel/ids';

export const ATTEMPT_SECONDS = 600;
const CODE_SECONDS = 300;

/**
 * What the browser that begins a sign-in gets as a cookie: the studio and 256 random bits. State, nonce and verifier are derived from it: another browser has none of them, and they are stored nowhere.
 */
export function newTicket(studioId: string): string {
  return `${studioId}.${randomToken()}`;
}

/** The studio that a ticket is of; null for what is none. */
export function studioOf(ticket: string | undefined): string | null {
  const [studioId, secret] = (ticket ?? '').split('.');
  return isId('stu', studioId) && /^[\w-]{43}$/.test(secret ?? '') ? studioId : null;
}

export function derived(ticket: string, use: 'state' | 'nonce' | 'verifier' | 'code'): string {
  return createHmac('sha256', ticket).update(`hubcraft oidc ${use}`).digest('base64url');
}

export interface Attempt {
  provider_id: string;
  acts_on: string | null;
  is_fresh: boolean;
}
/** One that waits for the code of the member. */
export interface NamedAttempt extends Attempt {
  member_id: string;
  subject: string;
  proven_at: Date | null;
}

export class BeginAttempt extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly state: string, readonly attempt: Attempt) { super(); }
}
/** Takes an attempt, once; null where there is none, not any more, or not of this provider. */
export class TakeAttempt extends Command<Attempt | null> {
  static readonly context = 'studio/access';
  constructor(readonly state: string, readonly providerId: string) { super(); }
}
/** Keeps what the provider has said until the code of the member comes, for five minutes. */
export class AwaitCode extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly handle: string, readonly attempt: NamedAttempt) { super(); }
}
export class FindNamedAttempt extends Query<NamedAttempt | null> {
  constructor(readonly handle: string) { super(); }
}
export class EndAttempt extends Command<{ was_there: boolean }> {
  static readonly context = 'studio/access';
  constructor(readonly handle: string) { super(); }
}

const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

@CommandHandler(BeginAttempt)
export class BeginAttemptHandler implements ICommandHandler<BeginAttempt> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ state, attempt }: BeginAttempt) {
    const studioId = currentScope().studioId!;
    const now = this.clock.now();
    await this.database.execute('DELETE FROM access.oidc_attempt WHERE studio_id = $1 AND ends_at < $2', [studioId, now]);
    await this.database.execute('INSERT INTO access.oidc_attempt (studio_id, handle_hash, provider_id, acts_on, is_fresh, ends_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [studioId, tokenHash(state), attempt.provider_id, attempt.acts_on, attempt.is_fresh, after(now, ATTEMPT_SECONDS)]);
  }
}

@CommandHandler(TakeAttempt)
export class TakeAttemptHandler implements ICommandHandler<TakeAttempt> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ state, providerId }: TakeAttempt) {
    const [taken] = await this.database.query<Attempt & Record<string, unknown>>(
      'DELETE FROM access.oidc_attempt WHERE studio_id = $1 AND handle_hash = $2 AND provider_id = $3 AND ends_at > $4 AND member_id IS NULL RETURNING provider_id, acts_on, is_fresh', [currentScope().studioId!, tokenHash(state), providerId, this.clock.now()]);
    return taken ?? null;
  }
}

@CommandHandler(AwaitCode)
export class AwaitCodeHandler implements ICommandHandler<AwaitCode> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ handle, attempt }: AwaitCode) {
    await this.database.execute(
      'INSERT INTO access.oidc_attempt (studio_id, handle_hash, provider_id, acts_on, is_fresh, ends_at, member_id, subject, proven_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [currentScope().studioId!, tokenHash(handle), attempt.provider_id, attempt.acts_on, attempt.is_fresh, after(this.clock.now(), CODE_SECONDS), attempt.member_id, attempt.subject, attempt.proven_at]);
  }
}

@QueryHandler(FindNamedAttempt)
export class FindNamedAttemptHandler implements IQueryHandler<FindNamedAttempt> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ handle }: FindNamedAttempt) {
    return (await this.database.one<NamedAttempt & Record<string, unknown>>(
      'SELECT provider_id, acts_on, is_fresh, member_id, subject, proven_at FROM access.oidc_attempt WHERE studio_id = $1 AND handle_hash = $2 AND ends_at > $3 AND member_id IS NOT NULL', [currentScope().studioId!, tokenHash(handle), this.clock.now()])) ?? null;
  }
}

@CommandHandler(EndAttempt)
export class EndAttemptHandler implements ICommandHandler<EndAttempt> {
  constructor(private readonly database: Database) {}
  async execute({ handle }: EndAttempt) {
    return { was_there: (await this.database.execute('DELETE FROM access.oidc_attempt WHERE studio_id = $1 AND handle_hash = $2', [currentScope().studioId!, tokenHash(handle)])) === 1 };
  }
}
